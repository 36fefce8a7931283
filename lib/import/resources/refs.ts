import type { Construct } from 'constructs';

/** Something that the program has a name for: a handle, a class, an enum. */
export class Ref<T = unknown> {
  constructor(
    /** As the program says it. */
    readonly text: string,
    readonly value: T,
    /** Names of the package that it needs. */
    readonly uses: readonly string[] = [],
  ) {}
}

/** One statement that makes one object: what is printed is what was tried. */
export interface Statement {
  /** Of the construct, in its namespace. */
  readonly id: string;
  /** `new Route(shop, 'reviews', ...)`; `resource(shop, networking.VirtualService, ...)` */
  readonly call: Ref;
  readonly isNew: boolean;
  /** After the scope. */
  readonly args: readonly unknown[];
}

/** Data with the things themselves in place of their names. */
export function resolved(value: unknown): unknown {
  if (value instanceof Ref) return value.value;
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, resolved(inner)]),
  );
}

type Maker = (new (
  scope: Construct,
  ...args: readonly unknown[]
) => unknown) &
  ((scope: Construct, ...args: readonly unknown[]) => unknown);

/** Does what the statement says. */
export function perform({ call, isNew, args }: Statement, scope: Construct): void {
  const make = call.value as Maker;
  const given = args.map(resolved);
  if (isNew) new make(scope, ...given);
  else make(scope, ...given);
}
