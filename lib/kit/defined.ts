/** `T` without the keys whose value is `undefined`. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Drops the top-level keys that are `undefined`: an optional prop becomes an optional field. */
export const defined = <T extends object>(object: T): Defined<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;

/** `value` as a block of its own, or nothing if it is empty: `...unless('env', [])` writes no `env`. */
export function filled<T extends readonly unknown[] | object>(value: T | undefined): T | undefined {
  return value !== undefined && Object.keys(value).length > 0 ? value : undefined;
}

/** `block`, or nothing if none of its fields is set. */
export const unlessEmpty = <T extends object>(block: T): T | undefined =>
  Object.values(block).some((value) => value !== undefined) ? block : undefined;
