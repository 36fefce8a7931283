/**
 * A generated spec in the spelling that people write: enums as the strings they stand for, lists readonly,
 * optional fields also `undefined`.
 */
export type Spec<T> = T extends string
  ? `${T}`
  : T extends number | boolean
    ? T extends number
      ? number
      : T
    : T extends readonly (infer U)[]
      ? readonly Spec<U>[]
      : T extends object
        ? { readonly [K in keyof T]: undefined extends T[K] ? Spec<Exclude<T[K], undefined>> | undefined : Spec<T[K]> }
        : T;
