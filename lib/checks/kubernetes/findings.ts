/** What the API server would refuse in an object: the field, what is wrong with it, and what to do. */
export interface Finding {
  readonly path: string;
  readonly fact: string;
  readonly remedy: string;
}

export const finding = (path: string, fact: string, remedy: string): Finding => ({ path, fact, remedy });

/** A finding unless something holds. */
export const unless = (holds: boolean, path: string, fact: () => string, remedy: string): readonly Finding[] =>
  holds ? [] : [finding(path, fact(), remedy)];

/** A value as a message shows it. */
export const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Each item with its path. */
export const each = <T>(
  path: string,
  list: readonly T[] | undefined,
  of: (item: T, path: string) => readonly Finding[],
) => (list ?? []).flatMap((item, i) => of(item, `${path}[${i}]`));

/** Items of a list that an earlier one has the key of. `key` gives nothing where an item has none. */
export function twice<T>(
  path: string,
  list: readonly T[] | undefined,
  key: (item: T) => string | undefined,
  remedy: string,
): readonly Finding[] {
  const seen = new Set<string>();
  return each(path, list, (item, place) => {
    const name = key(item);
    if (name === undefined) return [];
    const again = seen.has(name);
    seen.add(name);
    return again ? [finding(place, `is a second "${name}"`, remedy)] : [];
  });
}

/** One of a closed set, or absent. */
export const oneOf = (path: string, value: string | undefined, choices: readonly string[]): readonly Finding[] =>
  unless(
    value === undefined || choices.includes(value),
    path,
    () => `is ${shown(value)}`,
    `give one of ${choices.join(', ')}`,
  );

/** A number of pods, or a percentage of them. */
export const isShare = (share: unknown): boolean =>
  typeof share === 'number' ? Number.isInteger(share) && share >= 0 : typeof share === 'string' && /^\d+%$/.test(share);

/** `atMostAll`: more than all pods cannot be meant. */
export const shareProblems = (path: string, share: unknown, atMostAll = false): readonly Finding[] =>
  unless(
    share === undefined ||
      (isShare(share) && !(atMostAll && typeof share === 'string' && Number.parseInt(share, 10) > 100)),
    path,
    () => `is ${shown(share)}`,
    'give a whole number of pods, at least 0, or a percentage as text: "25%"',
  );

/** Whether a share stands for no pods at all. */
export const isNone = (share: unknown): boolean => Number.parseInt(String(share), 10) === 0;
