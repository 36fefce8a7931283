import fc from 'fast-check';

/** What nobody types on purpose: of another type, empty, too large, or meant to break something. */
export const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, false, [], {}, [null], [[]], { a: {} }, ['a'], { a: 'b' }),
  fc.constantFrom<unknown>(
    0,
    1,
    -1,
    1.5,
    65536,
    Number.NaN,
    Infinity,
    2 ** 40,
    '',
    'a',
    'a b',
    '*',
    '/',
    '-a',
    'ä',
    '\u0000',
  ),
  fc.constantFrom<unknown>('1s', '1.5ms', '-1s', '50%', '%', '(', '{{', '__proto__', 'constructor', 'x'.repeat(300)),
  fc.constantFrom<unknown>('a.example.com', '10.0.0.0/8', '::1', 'https://a:b/c', 'a/b', 'a: b', '1e3', 'null', 'true'),
  fc.string({ maxLength: 6 }),
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

/** The value with another at a place; nothing there where that is `undefined`. */
function put(value: unknown, [key, ...rest]: Path, odd: unknown): unknown {
  if (key === undefined) return odd;
  if (!isPlain(value)) return value;
  const item = put((value as Record<string | number, unknown>)[key], rest, odd);
  if (Array.isArray(value)) return value.map((old, i) => (i === key ? item : old));
  const { [key]: _old, ...others } = value as Record<string | number, unknown>;
  return item === undefined ? others : { ...others, [key]: item };
}

/** A sample with one to three places changed, or keys that it has not. */
export function mutated<T>(sample: T): fc.Arbitrary<T> {
  const places = placesIn(sample);
  const change = fc.record({
    place: fc.nat({ max: places.length - 1 }),
    odd: ODD,
    extra: fc.option(fc.constantFrom('a', '__proto__', 'constructor', 'toString', 'labels', 'name'), { freq: 8 }),
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map(
    (changes) =>
      changes.reduce<unknown>((value, { place, odd, extra }) => {
        const path = places[place] ?? [];
        return put(value, extra === null ? path : [...path.slice(0, -1), extra], odd);
      }, sample) as T,
  );
}
