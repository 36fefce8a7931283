import fc from 'fast-check';
import { number, text } from './values';

/** Of another type than asked for. */
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, false, [], {}, [null], [[]], { a: {} }, ['a'], { a: 'b' }),
  number,
  text,
);

const OTHER_TEXTS = fc.oneof(
  fc.constantFrom('1.5ms', '%', '{{', 'a/b', 'a: b', '1e3', 'null', 'true', '1Gi', '-1', '0', '1.31', 'http', 'name=a'),
  text,
);

type Path = readonly (string | number)[];
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));

/** Every place in a value; what constructs and functions hold is theirs. */
const placesIn = (value: unknown, at: Path = []): readonly Path[] =>
  isPlain(value)
    ? Object.entries(value).flatMap(([key, item]) => {
        const path = [...at, Array.isArray(value) ? Number(key) : key];
        return [path, ...placesIn(item, path)];
      })
    : [];

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (one, key) => (isPlain(one) ? (one as Record<string | number, unknown>)[key] : undefined),
    value,
  );

/** The value with another at a place; nothing there where that is `undefined`. */
function put(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (!isPlain(value)) return value;
  const item = put((value as Record<string | number, unknown>)[key], rest, other);
  if (Array.isArray(value)) return value.map((old, i) => (i === key ? item : old));
  const { [key]: _old, ...others } = value as Record<string | number, unknown>;
  return item === undefined ? others : { ...others, [key]: item };
}

const isMap = (value: unknown): boolean =>
  isPlain(value) &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((item) => typeof item === 'string');

/** Another value of the same type: any text, any number, lists of other lengths, maps with other keys. */
function alike(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'string') return OTHER_TEXTS;
  if (typeof value === 'number') return number;
  if (typeof value === 'boolean') return fc.boolean();
  if (Array.isArray(value)) return fc.constantFrom<unknown>([], [...value, ...value], value.slice(1));
  return isMap(value)
    ? fc.tuple(OTHER_TEXTS, OTHER_TEXTS).map(([key, text]) => ({ ...(value as object), [key]: text }))
    : fc.constant(value);
}

/** What was changed in a sample, and whether it still has its type. */
export interface Mutated<T> {
  readonly value: T;
  readonly typed: boolean;
}

const some = <C>(change: fc.Arbitrary<C>) => fc.array(change, { minLength: 1, maxLength: 3 });

/** A sample with one to three places changed: to values of their type, or to anything, or with keys that it has not. */
export function mutated<T>(sample: T): fc.Arbitrary<Mutated<T>> {
  const places = placesIn(sample);
  const place = fc.constantFrom(...places);
  const typed = some(
    place.chain((path) => alike(at(sample, path)).map((other) => (value: unknown) => put(value, path, other))),
  ).map((changes) => ({ value: changes.reduce<unknown>((value, change) => change(value), sample) as T, typed: true }));
  const extra = fc.option(fc.constantFrom('a', '__proto__', 'constructor', 'toString', 'labels', 'name'), { freq: 8 });
  const any = some(fc.record({ place, odd: ODD, extra })).map((changes) => ({
    value: changes.reduce<unknown>(
      (value, { place, odd, extra }) => put(value, extra === null ? place : [...place.slice(0, -1), extra], odd),
      sample,
    ) as T,
    typed: false,
  }));
  return fc.oneof(typed, any);
}
