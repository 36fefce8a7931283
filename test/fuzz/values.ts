import fc from 'fast-check';

/** What a user may have typed: good, wrong, or meant to break something. */
export const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'web',
    '*',
    '.',
    '/',
    '~',
    'a b',
    '*.example.com',
    'a.example.com',
    'a.example.com.',
    '-a',
    'ä',
    '\u0000',
    '{*}',
    '{**}/a',
  ),
  fc.constantFrom(
    '10.0.0.1',
    '10.0.0.0/8',
    '::1',
    '1s',
    '1m30s',
    '0s',
    '-1s',
    '50%',
    '%REQ(:path)%',
    '(',
    '(?i)a',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    'https://a.example.com',
    'https://a:b/c',
    'unix:///a',
    'oci://a@sha256:b',
    'shop/web',
    'x'.repeat(300),
    'source.ip',
    'request.headers[a]',
  ),
  fc.string({ maxLength: 8 }),
);
export const number = fc.oneof(
  fc.constantFrom(0, 1, 80, 100, 443, 65535, 65536, -1, 1.5, Number.NaN, Infinity, 2 ** 40),
  fc.integer({ min: 1, max: 600 }),
);
export const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
export const texts = some(text);
export const map = fc.dictionary(text, text, { maxKeys: 2 });
export const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(fields: T) =>
  fc.record(fields, { requiredKeys: [] });
export const match = fc.oneof(
  text,
  fc.record({ exact: text }),
  fc.record({ prefix: text }),
  fc.record({ regex: text }),
);
export const fields = fc.dictionary(text, fc.oneof(match, fc.constant({ is: 'present' })), { maxKeys: 2 });
export const credential = fc.record({ name: text, namespace: fc.constantFrom('shop', 'edge', '') });
export const port = fc.record({
  port: number,
  name: text,
  protocol: fc.constantFrom('HTTP', 'HTTPS', 'TLS', 'TCP', 'GRPC', 'Mongo'),
});
export const metadata = {
  name: fc.oneof({ weight: 5, arbitrary: fc.constant('it') }, text),
  labels: map,
  annotations: map,
  exportTo: texts,
};
