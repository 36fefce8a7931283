/** A name: `string`, `number`, `boolean`, `function`, `any`, or a type of the table. */
type Name = string;

/**
 * What a prop takes, as data that is made of its type: a name, one of some words (numbers and switches among them), a list, a block whose
 * keys are the user's own (`map`), one whose keys are props (`block`), an instance of a class, a handle, which has at least some props and
 * is not looked into, or one of several of these.
 */
export type Shape =
  | Name
  | { readonly words: readonly (string | number | boolean | null)[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly block: Props }
  | { readonly instance: string }
  | { readonly handle: string; readonly has: readonly string[] }
  | { readonly oneOf: readonly Shape[] };

/** Props by their names; one that may be left out has a `?` behind it. */
export type Props = Readonly<Record<string, Shape>>;
