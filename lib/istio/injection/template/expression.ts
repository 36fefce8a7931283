/** Where an expression gets its values in the preview: the injection's input, and the variables of the loops around it. */
export interface Scope {
  readonly input: unknown;
  readonly loops: ReadonlyMap<string, unknown>;
}

/** Where the printer is. */
export interface Context {
  /** Writes a variable's definition once, ahead of the body; two of one name must mean the same. */
  readonly define: (name: string, meaning: string, lines: () => readonly string[]) => void;
  /** Steps of indentation, and loops around this place. */
  readonly depth: number;
  readonly loops: number;
}

/** How a value is written into YAML: quoted text, a bare number or boolean, or JSON (which is YAML). */
type Form = 'text' | 'bare' | 'json';

/** A value known only when a pod is injected: Go template text to istiod, a function to the preview. */
export class Expression<out T> {
  constructor(
    /** The Go expression as it stands alone between braces. */
    readonly go: (context: Context) => string,
    readonly valueIn: (scope: Scope) => T,
    private readonly options: { readonly atom?: boolean; readonly form?: Form } = {},
  ) {}

  get form(): Form {
    return this.options.form ?? 'text';
  }

  /** The Go expression as an argument of another. */
  operand(context: Context): string {
    return this.options.atom ? this.go(context) : `(${this.go(context)})`;
  }

  /** The same value through a variable `$name`, defined once at the top of the template. */
  as(name: string): Expression<T> {
    // Ahead of the body it is the same wherever it is used.
    let meaning: string | undefined;
    const define = (context: Context) => {
      const outside = { ...context, loops: 0 };
      meaning ??= this.go({ ...outside, define: () => {} });
      context.define(name, meaning, () => [`{{- $${name} := ${this.go(outside)} }}`]);
      return `$${name}`;
    };
    return new Expression(define, this.valueIn, { ...this.options, atom: true });
  }

  /** The same value written as another form of YAML. */
  written<U>(form: Form, convert: (value: T) => U): Expression<U> {
    return new Expression(this.go, (scope) => convert(this.valueIn(scope)), { ...this.options, form });
  }
}

/** A value that may be known at synth. */
export type Operand<T> = T | Expression<T>;

/** The Go literal of a constant. */
const literal = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

export const goOf = (operand: Operand<unknown>, context: Context): string =>
  operand instanceof Expression ? operand.operand(context) : literal(operand);

export const operandIn = <T>(operand: Operand<T>, scope: Scope): T =>
  operand instanceof Expression ? operand.valueIn(scope) : operand;

/** A Go template function with its meaning in TypeScript. */
export const goFunction =
  <A extends readonly unknown[], R>(name: string, meaning: (...args: A) => R, form?: Form) =>
  (...args: { readonly [K in keyof A]: Operand<A[K]> }): Expression<R> =>
    new Expression(
      (context) => [name, ...args.map((arg) => goOf(arg, context))].join(' '),
      (scope) => meaning(...(args.map((arg) => operandIn(arg, scope)) as unknown as A)),
      form === undefined ? {} : { form },
    );

/** The dotted paths below `T` that lead to a value which a template may print or test. */
export type Path<T> = {
  [K in keyof T & string]: T[K] extends readonly unknown[] | string | number | boolean | undefined
    ? K
    : string extends keyof T[K]
      ? K
      : K | `${K}.${Path<T[K]>}`;
}[keyof T & string];

export type At<T, P extends string> = P extends `${infer K}.${infer Rest}`
  ? K extends keyof T
    ? At<T[K], Rest>
    : never
  : P extends keyof T
    ? T[P]
    : never;

const step = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

const walk = (value: unknown, path: string): unknown => path.split('.').reduce(step, value);

/** Reads what istiod hands to a template: `from<PodInput>()('ProxyConfig.InterceptionMode')`. A misspelt path does not compile. */
export const from =
  <T>() =>
  <P extends Path<T>>(path: P): Expression<At<T, P>> =>
    new Expression(
      // Inside a loop the dot is the loop's item; `$` is always the input.
      (context) => `${context.loops > 0 ? '$' : ''}.${path}`,
      (scope) => walk(scope.input, path) as At<T, P>,
      { atom: true },
    );

/** The variable of a loop, and its parts. */
export class LoopVariable<T> extends Expression<T> {
  constructor(readonly name: string) {
    super(
      () => `$${name}`,
      (scope) => scope.loops.get(name) as T,
      { atom: true },
    );
  }

  part<P extends Path<T>>(path: P): Expression<At<T, P>> {
    return new Expression(
      () => `$${this.name}.${path}`,
      (scope) => walk(this.valueIn(scope), path) as At<T, P>,
      { atom: true },
    );
  }
}

/** Go's idea of truth: false, zero, nil and whatever is empty is not. */
export const isTrue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
