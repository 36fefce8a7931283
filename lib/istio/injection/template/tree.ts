import { Expression, LoopVariable, type Operand } from './expression';

/** One of two nodes, or none, by what is known only at injection. */
export class When<out T> {
  constructor(
    readonly test: Expression<unknown>,
    readonly then: Node<T>,
    readonly otherwise?: Node<T>,
  ) {}
}

/** An item of a list for each item of another list or entry of a map. */
export class Each<out I> {
  constructor(
    readonly over: Expression<object>,
    readonly variables: readonly string[],
    readonly item: Node<I>,
  ) {}
}

/** A node with a comment above it, for whoever reads the template. */
export class Noted<out T> {
  constructor(
    readonly note: string,
    readonly node: Node<T>,
  ) {}
}

/** A list that is written once, under a name, and may stand in several places of the same depth. */
export class Part<out T> {
  constructor(
    readonly name: string,
    readonly node: Node<T>,
  ) {}
}

/** A list that goes on with the list of the entry above where `test` holds, and is this entry's own where it does not. */
export class Continued<out T> {
  constructor(
    readonly test: Expression<unknown>,
    readonly list: Node<T>,
  ) {}
}

/**
 * YAML of type `T` in which values, entries and items may depend on the pod. `undefined` is left out at synth,
 * `null` is written: to a strategic merge it says "whatever was there goes".
 */
export type Node<T> =
  | Expression<Frozen<T>>
  | When<Frozen<T>>
  | Noted<Frozen<T>>
  | Part<Frozen<T>>
  | Continued<Frozen<T>>
  | (T extends readonly (infer I)[]
      ? readonly Item<I>[]
      : T extends object
        ? { readonly [K in keyof T]: Node<T[K]> | null | undefined }
        : T);

export type Item<I> = Node<I> | Each<I> | When<readonly I[]> | Noted<readonly I[]> | Part<readonly I[]>;

/** Lists that Kubernetes' types leave changeable are only read here. */
type Frozen<T> = T extends readonly (infer I)[] ? readonly I[] : T;

export const when = <T>(test: Expression<unknown>, then: Node<T>, otherwise?: Node<T>): When<T> =>
  new When(test, then, otherwise);

export const noted = <T>(note: string, node: Node<T>): Noted<T> => new Noted(note, node);

export const continued = <T>(test: Expression<unknown>, list: Node<T>): Continued<T> => new Continued(test, list);

export const part = <T>(name: string, node: Node<T>): Part<T> => new Part(name, node);

export const each = <T, I>(
  list: Expression<readonly T[]>,
  name: string,
  item: (variable: LoopVariable<T>) => Node<I>,
): Each<I> => new Each(list, [name], item(new LoopVariable<T>(name)));

export const eachEntry = <I>(
  map: Expression<Readonly<Record<string, unknown>>>,
  item: (key: LoopVariable<string>, value: LoopVariable<string>) => Node<I>,
): Each<I> => new Each(map, ['key', 'value'], item(new LoopVariable('key'), new LoopVariable('value')));

/** A test that may be settled at synth: then only one of the nodes gets into the template. */
export const either = <T>(test: Operand<boolean>, then: Node<T>, otherwise?: Node<T>): When<T> | Node<T> | undefined =>
  test instanceof Expression ? when(test, then, otherwise) : test ? then : otherwise;
