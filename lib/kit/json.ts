/** Numbers in protobuf's JSON may be these words; nobody means to write one. */
type NoNumber = 'NaN' | 'Infinity' | '-Infinity';

/** What a user writes for a generated JSON type: read-only at every depth, and without `null`, which means the same as absent. */
export type JsonInput<T> = T extends readonly (infer Item)[]
  ? readonly JsonInput<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: JsonInput<T[K]> }
    : Exclude<T, null | NoNumber>;
