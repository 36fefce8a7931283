import { isPlainBlock } from './json';

/**
 * What may be changed in a `T`. Arrays replace, absent keeps, `null` removes (where the key is optional, or one of a map);
 * a block that may be absent in the base must be given whole or changed where it exists; unknown keys do not compile.
 */
export type Patch<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Patch<T[K]> | (undefined extends T[K] ? null : string extends K ? null : never) }
    : T;

/** Nothing in it is to be left out, so it can be taken as it is, and what is known of it stays known. */
const isWhole = (value: unknown): boolean =>
  value !== null && value !== undefined && (!isPlainBlock(value) || isWholeBlock(value));

const known = new WeakMap<object, boolean>();
function isWholeBlock(block: object): boolean {
  const found = known.get(block) ?? Object.values(block).every(isWhole);
  known.set(block, found);
  return found;
}

function merge(base: unknown, patch: unknown): unknown {
  if (patch === undefined) return base;
  if (!isPlainBlock(patch) || ((!isPlainBlock(base) || base === patch) && isWholeBlock(patch))) return patch;
  const under = isPlainBlock(base) ? base : {};
  const merged = { ...under, ...Object.fromEntries(Object.entries(patch).map(([k, v]) => [k, merge(under[k], v)])) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null && value !== undefined));
}

/** The one merge of the project: a new `T` with `patch` laid over `base`; neither is changed. */
export const override = <T extends object>(base: T, patch: Patch<NoInfer<T>>): T => merge(base, patch) as T;
