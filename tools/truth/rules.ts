import * as fc from 'fast-check';
import { fields, HEADERS, METHODS, ORIGINS, PATHS, rarely, VALUES } from './pools';
import type { Ref } from './program';
import { SERVICES, targets } from './services';

const REGEXES = ['/a.*', '/[ax]/.+', '/(a|x)', '.*', '/(?i)A/b', '/\\w+', '/a(/b)?/?', '(/[a-z]+){1,2}'] as const;

const path = (api: string) =>
  fc.oneof(
    fc.constantFrom(...PATHS).map((exact) => ({ exact })),
    fc.constantFrom(...PATHS).map((prefix) => ({ prefix })),
    fc.constantFrom(...PATHS).map((prefix) => ({ prefix })),
    fc
      .constantFrom(...(api === 'istio' ? REGEXES : REGEXES.filter((one) => one !== '/(a|x)')))
      .map((regex) => ({ regex })),
  );

/** A header's or a parameter's value. */
const text = (api: string) =>
  fc.oneof(
    fc.constantFrom(...VALUES),
    fc.constant({ is: 'present' }),
    fc.constantFrom('[12]', 'a.*', '1', '(?i)ABC', '\\d', '^1$', '1|abc').map((regex) => ({ regex })),
    ...(api === 'istio' ? [fc.constantFrom('a', '1').map((prefix) => ({ prefix }))] : []),
  );

const someFields = (api: string, names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), text(api), { minKeys: 1, maxKeys: 2 });

/** Senders that a match may name: services and versions of them. */
export const SENDERS: readonly Ref[] = SERVICES.flatMap(({ name, versions }): readonly Ref[] => [
  { of: name },
  ...versions.map((version) => ({ of: name, version })),
]);

/** Parts of the request line that Istio's API matches as headers. */
const pseudo = fc.constantFrom<Record<string, unknown>>(
  { ':method': 'POST' },
  { ':authority': { prefix: 'a.' } },
  { ':path': { prefix: '/a' } },
  { ':scheme': 'http' },
);

/** What a token must say; at gateways alone anything is known of it. */
const claims = fc.dictionary(
  fc.constantFrom('groups', 'realm.role', 'sub'),
  fc.constantFrom<unknown>('admin', { prefix: 'd' }, { regex: 'a.*n' }, 'boss', 'me'),
  { minKeys: 1, maxKeys: 2 },
);

const match = (api: string, inMesh: boolean) =>
  fields<Record<string, unknown>>({
    path: rarely(path(api), 1),
    method: rarely(fc.constantFrom(...METHODS)),
    headers: rarely(
      api === 'istio'
        ? fc.oneof({ weight: 6, arbitrary: someFields(api, HEADERS) }, { weight: 1, arbitrary: pseudo })
        : someFields(api, HEADERS),
    ),
    query: rarely(someFields(api, ['x', 'y'])),
    ...(api === 'istio' && {
      ignoreCase: rarely(fc.boolean(), 6),
      withoutHeaders: rarely(
        fc.oneof(
          { weight: 5, arbitrary: someFields(api, HEADERS) },
          { weight: 1, arbitrary: fc.constant({ '@request.auth.claims[realm][role]': 'boss' }) },
        ),
        5,
      ),
      port: rarely(fc.constantFrom(80, 8080, 9090, 443), 8),
      authority: rarely(
        fc.constantFrom<unknown>('cart', { prefix: 'a.' }, 'a.example.com', { regex: '.*[:].*' }, { prefix: 'cart' }),
        10,
      ),
      scheme: rarely(fc.constantFrom('http', 'https'), 10),
      claims: rarely(claims, inMesh ? 20 : 4),
      ...(inMesh && { from: rarely(fc.constantFrom(...SENDERS), 4) }),
    }),
  }).map((made) => ({ ...made, ...(made['path'] === undefined && { ignoreCase: undefined }) }));

/** Changes of headers; of Host, the request asks for another. */
const headers = fc
  .record({
    how: fc.constantFrom('set', 'set', 'add'),
    name: fc.constantFrom('Host', 'host', ':authority', 'x-c'),
    value: fc.constantFrom('s.example.com', 'cart'),
  })
  .map(({ how, name, value }) => ({ request: { [how]: { [name]: value } } }));

const share = (target: fc.Arbitrary<Ref>, layer: 'http' | 'tls' | 'tcp') =>
  fc
    .record({
      one: target,
      other: target,
      weight: fc.constantFrom(0, 1, 10, 50, 90, 100),
      headers: layer === 'http' ? rarely(headers, 3) : fc.constant(undefined),
    })
    .map(({ one, other, weight, headers: changed }) => [
      { target: one, weight: 100 - weight, ...(changed && { headers: changed }) },
      { target: other, weight },
    ]);

const places = (layer: 'http' | 'tls' | 'tcp') => {
  const target = targets(layer);
  return fc.oneof({ weight: 3, arbitrary: target }, { weight: 1, arbitrary: share(target, layer) });
};

const cors = (api: string) =>
  fields<Record<string, unknown>>({
    allowOrigins: fc.constantFrom<readonly unknown[]>(
      ...[[ORIGINS[0]], [...ORIGINS]],
      ...(api === 'istio' ? [[{ prefix: 'https://a' }], [{ regex: 'https://[ab].*' }]] : [['*']]),
    ),
    allowMethods: rarely(fc.constant(['POST']), 1),
    ...(api === 'istio' && { unmatchedPreflights: rarely(fc.constantFrom('FORWARD', 'IGNORE'), 1) }),
  });

const redirect = (api: string) =>
  fields<Record<string, unknown>>({
    where: fc.oneof(
      fc.constant({}),
      fc.constantFrom('/new', '/').map((one) => ({ path: one })),
      fc.constantFrom('/new', '/n/m').map((prefix) => ({ prefix })),
    ),
    authority: rarely(fc.constantFrom('new.example.com', 'a.example.com'), 2),
    scheme: rarely(fc.constantFrom('http', 'https'), 2),
    port: rarely(fc.constantFrom<number | string>(8080, 443, 80, 'FROM_REQUEST'), 2),
    status: rarely(fc.constantFrom(301, 302, 307), 2),
  }).map(({ where, ...rest }) => {
    const full = { ...(where as object), ...rest };
    const both = api !== 'istio' && rest['scheme'] !== undefined && rest['port'] === 'FROM_REQUEST';
    return both ? { ...full, port: undefined } : full;
  });

const rewrite = (api: string) =>
  fields<Record<string, unknown>>({
    how: fc.oneof(
      fc.constantFrom('/new', '/', '/n/m').map((one) => ({ path: one })),
      ...(api === 'istio' ? [fc.constant({ regex: { match: '^/a(.*)$', rewrite: '/r\\1' } })] : []),
    ),
    authority: rarely(fc.constantFrom('new.example.com', 'cart')),
  }).map(({ how, ...rest }) => ({ ...(how as object), ...rest }));

const fault = fields<Record<string, unknown>>({
  delay: rarely(
    fc.constantFrom(100, 50, 0.1).map((percent) => ({ percent, fixed: '2s' })),
    1,
  ),
  abort: rarely(
    fc
      .record({
        percent: fc.constantFrom(100, 25),
        how: fc.constantFrom({ status: 503 }, { grpcStatus: 'UNAVAILABLE' }),
      })
      .map(({ percent, how }) => ({ percent, ...how })),
    1,
  ),
});

const mirror = fields({ to: targets('http'), percent: rarely(fc.constantFrom(10, 50), 1) });
const mirrors = fc.oneof({ weight: 3, arbitrary: mirror }, { weight: 1, arbitrary: fc.tuple(mirror, mirror) });

const action = (api: string) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fields<Record<string, unknown>>({
        to: places('http'),
        timeout: rarely(fc.constantFrom('1s', '1500ms', '0s')),
        rewrite: rarely(rewrite(api)),
        mirror: rarely(mirrors),
        retries: rarely(fc.constantFrom({ attempts: 0 }, { attempts: 3 })),
        headers: rarely(headers, 5),
        cors: rarely(cors(api), 4),
        ...(api === 'istio' && {
          fault: rarely(fault),
        }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ one: redirect(api), cors: rarely(cors(api), 4) })
        .map(({ one, cors: asked }) => ({ redirect: one, ...(asked && { cors: asked }) })),
    },
    ...(api === 'istio'
      ? [{ weight: 1, arbitrary: fc.constantFrom(200, 418).map((status) => ({ respond: { status, body: 'x' } })) }]
      : []),
  );

/** A rule of HTTP. */
export const httpRule = (api: string, inMesh: boolean): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record({ act: action(api), match: rarely(fc.array(match(api, inMesh), { minLength: 1, maxLength: 2 }), 1) })
    .map(({ act, match: found }) => ({ ...(found === undefined ? {} : { match: found }), ...act }));

export const tcpRule = (api: string): fc.Arbitrary<Record<string, unknown>> =>
  fields({
    to: places('tcp'),
    ...(api === 'istio' && {
      match: rarely(
        fields<Record<string, unknown>>({
          port: rarely(fc.constantFrom(9000, 443)),
          from: rarely(fc.constantFrom(...SENDERS)),
        }),
        1,
      ),
    }),
  });

export const tlsRule = (api: string, hosts: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
  fields({
    to: places('tls'),
    match: fields<Record<string, unknown>>({
      sni: fc.uniqueArray(fc.constantFrom(...hosts.filter((host) => api === 'istio' || host !== '*')), {
        minLength: 1,
        maxLength: 2,
      }),
      ...(api === 'istio' && {
        port: rarely(fc.constantFrom(443, 9000), 6),
        from: rarely(fc.constantFrom(...SENDERS)),
      }),
    }),
  });
