import { isPlainBlock } from '../../kit/json';

export type Path = readonly (string | number)[];

/** A prop that data sets, and what it is. */
export interface Leaf {
  readonly path: Path;
  readonly value: string | number | boolean;
}

/** Every text, number and switch of data, each with its path. */
export function leavesOf(data: unknown, path: Path = []): readonly Leaf[] {
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return [{ path, value: data }];
  if (Array.isArray(data)) return data.flatMap((one, i) => leavesOf(one, [...path, i]));
  return isPlainBlock(data) ? Object.entries(data).flatMap(([key, one]) => leavesOf(one, [...path, key])) : [];
}

/** Other values that a prop may take, the likeliest first; `undefined` is to leave it out. */
export function othersOf(value: Leaf['value']): readonly unknown[] {
  if (typeof value === 'boolean') return [!value, undefined];
  if (typeof value === 'number') return [value + 1, value - 1, undefined];
  const digits = /\d+/.exec(value);
  const counted =
    digits === null
      ? []
      : [`${value.slice(0, digits.index)}${Number(digits[0]) + 1}${value.slice(digits.index + digits[0].length)}`];
  // An empty list of ports or of addresses takes no other word.
  const listed = value === '' ? ['1', '192.0.2.0/24'] : [];
  return [...counted, ...listed, `${value}x`, undefined];
}

/** The same data with another value at a path. */
export function replaced<T>(data: T, [step, ...rest]: Path, value: unknown): T {
  if (step === undefined) return value as T;
  if (Array.isArray(data))
    return data.flatMap((one: unknown, i) =>
      i !== step ? [one] : value === undefined && rest.length === 0 ? [] : [replaced(one, rest, value)],
    ) as T;
  const block = data as Readonly<Record<string | number, unknown>>;
  const { [step]: old, ...others } = block;
  if (rest.length === 0 && value === undefined) return others as T;
  return { ...block, [step]: replaced(old, rest, value) } as T;
}

const words = (text: string): readonly string[] =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((one) => one.length > 1);

/** Props in the order in which they are likely to make a line: by its value, and by the words of both paths. */
export function likely(leaves: readonly Leaf[], line: string, path: Path, construct: string): readonly Leaf[] {
  const own = new Set([...words(path.join(' ')), ...words(construct)]);
  const last = new Set(words(String(path.at(-1) ?? '')));
  const score = ({ path: at, value }: Leaf) => {
    const said = String(value);
    const isIn = said.length > 1 ? line.includes(said) : line.split(/[^\w*.-]+/).includes(said);
    const near = words(at.join(' ')).filter((word) => own.has(word)).length;
    return (
      (isIn ? 4 + Math.min(4, said.length / 4) : 0) +
      words(String(at.at(-1))).filter((word) => last.has(word)).length * 2 +
      near
    );
  };
  return leaves
    .map((leaf, i) => ({ leaf, i, score: score(leaf) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ leaf }) => leaf);
}
