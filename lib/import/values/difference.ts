import { isDeepStrictEqual } from 'node:util';
import { isPlainBlock } from '../../kit/json';

/** What `override` must lay over one block to have the other; nothing where they are the same. */
export function difference(base: object, wanted: object): Readonly<Record<string, unknown>> | undefined {
  const [from, to] = [base, wanted] as Readonly<Record<string, unknown>>[];
  const keys = new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})]);
  const entries = [...keys].flatMap((key): readonly (readonly [string, unknown])[] => {
    const [before, after] = [from?.[key], to?.[key]];
    if (isDeepStrictEqual(before, after)) return [];
    if (after === undefined) return [[key, null]];
    if (isPlainBlock(before) && isPlainBlock(after)) {
      const inner = difference(before, after);
      return inner === undefined ? [] : [[key, inner]];
    }
    return [[key, after]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
