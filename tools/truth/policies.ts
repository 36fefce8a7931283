import * as fc from 'fast-check';
import { http } from '../../lib/mesh/services/ports';
import { fields, HEADERS, METHODS, rarely, some } from './pools';
import type { Line, Ref } from './program';
import { BASE, controlPlane, EDGE, NAMESPACES, ROOT, SERVICES, type Service } from './services';
import { AUDIENCES, GROUPS, ISSUERS, JWKS } from './tokens';

export const PROVIDER = 'opa';

/** In a namespace without sidecars. */
export const PLAIN: Service = { name: 'plain', namespace: 'bare', ports: [http(80)], versions: ['v1'] };
export const CALLEES: readonly Service[] = [...SERVICES, PLAIN];
/** Pods of a gateway as callers. */
export const FRONT = 'front';

export const POLICY_BASE: readonly Line[] = [
  ...BASE,
  ...['bare', ROOT].map((name): Line => ({ name, make: 'MeshNamespace', id: name, props: { injection: false } })),
  {
    name: PLAIN.name,
    make: 'Microservice',
    in: PLAIN.namespace,
    id: PLAIN.name,
    props: { ports: PLAIN.ports, versions: { v1: { image: 'example.com/app:1' } } },
  },
  {
    name: FRONT,
    make: 'Listeners',
    in: 'shop',
    id: FRONT,
    props: { gateway: EDGE, servers: [{ port: 80, protocol: 'HTTP', hosts: ['*'] }] },
  },
];

const META = {
  extensionProviders: [{ name: PROVIDER, envoyExtAuthzHttp: { service: 'cart.shop.svc.cluster.local', port: 80 } }],
};

const list = <T>(values: readonly T[]) => some(values, 1, 2);
const IPS = ['127.1.0.0/16', '127.2.0.1', '127.3.0.0/24'] as const;
const PRINCIPALS = [
  'cluster.local/ns/other/sa/web',
  '*/sa/cart',
  'cluster.local/ns/third/*',
  '*',
  'td/ns/shop/sa/cart',
  'old.td/ns/other/sa/web',
  'cluster.local/ns/shop/*',
];
const TOKENS = ['*', 'us/me', 'us/*', '*/me', 'them/you'];

const caller = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...SERVICES.map(({ name }): Ref => ({ of: name }))) },
  {
    weight: 4,
    arbitrary: fc
      .record({
        one: fc.constantFrom<readonly [string, readonly string[]]>(
          ['principals', PRINCIPALS],
          ['notPrincipals', PRINCIPALS],
          ['namespaces', ['shop', 'oth*', '*rd', 'edge']],
          ['notNamespaces', ['shop', 'other']],
          ['serviceAccounts', ['other/web', 'shop/cart', 'stock']],
          ['notServiceAccounts', ['other/web']],
          ['requestPrincipals', TOKENS],
          ['notRequestPrincipals', TOKENS],
          ['ipBlocks', IPS],
          ['notIpBlocks', IPS],
          ['remoteIpBlocks', IPS],
        ),
      })
      .chain(({ one: [field, values] }) => list(values).map((all) => ({ [field]: all }))),
  },
);

const PATHS = ['/a', '/a*', '*/b', '/x/{*}', '/x/{**}', '/A', '*'];
const operation = fields<Record<string, unknown>>({
  methods: rarely(list(METHODS), 2),
  notMethods: rarely(list(METHODS), 6),
  paths: rarely(list(PATHS), 1),
  notPaths: rarely(list(PATHS), 6),
  hosts: rarely(list(['cart*', '*.local', 'CART.shop.svc.cluster.local', 'a.example.com']), 5),
  ports: rarely(list([80, 8080, 9000, 9090, 443]), 4),
}).filter((one) => Object.keys(one).length > 0);

const condition = fc
  .record({
    one: fc.constantFrom<readonly [string, readonly string[]]>(
      [`request.headers[${HEADERS[0]}]`, ['1', 'ab*', '*']],
      ['request.auth.claims[groups]', GROUPS],
      ['request.auth.claims[realm][role]', ['boss', '*']],
      ['request.auth.audiences', AUDIENCES],
      ['request.auth.principal', TOKENS],
      ['source.namespace', ['shop', 'other']],
      ['source.principal', PRINCIPALS],
      ['destination.port', ['80', '8080', '9000']],
      ['source.ip', IPS],
      ['remote.ip', IPS],
      ['connection.sni', ['*.local', 'outbound_.80_*', '*']],
    ),
    isNot: rarely(fc.constant(true)),
  })
  .chain(({ one: [key, values], isNot }) =>
    list(values).map((all) => ({ key, ...(isNot ? { notValues: all } : { values: all }) })),
  );

const rule = (withIdentity: boolean) =>
  fields<Record<string, unknown>>({
    ...(withIdentity && { from: rarely(fc.array(caller, { minLength: 1, maxLength: 2 }), 1) }),
    to: rarely(fc.array(operation, { minLength: 1, maxLength: 2 }), 1),
    ...(withIdentity && { when: rarely(fc.array(condition, { minLength: 1, maxLength: 2 }), 2) }),
  });

/** Where a policy is, and for whom: pods of a service or version, a namespace, or the mesh. */
const place = fc
  .record({
    service: fc.constantFrom(...SERVICES),
    reach: fc.constantFrom('workload', 'workload', 'version', 'namespace', 'mesh'),
    version: fc.constantFrom('v1', 'v2'),
  })
  .map(({ service: { name, namespace, versions }, reach, version }) => ({
    in: reach === 'mesh' ? ROOT : namespace,
    workload:
      reach === 'workload'
        ? { of: name }
        : reach === 'version'
          ? { of: name, version: versions.includes(version) ? version : 'v1' }
          : undefined,
    ports: reach === 'workload' ? { name, all: SERVICES.find((one) => one.name === name)?.ports ?? [] } : undefined,
  }));

type Unnamed = Omit<Line, 'name' | 'id'>;

const authorization: fc.Arbitrary<Unnamed> = fc
  .record({ make: fc.constantFrom('Allow', 'Allow', 'Deny', 'Deny', 'Audit', 'ExternalAuthorization'), place })
  .chain(({ make, place: { in: at, workload } }) =>
    fc.array(rule(make !== 'ExternalAuthorization'), { minLength: 1, maxLength: 3 }).map((rules) => ({
      make: make as Line['make'],
      in: at,
      props: { workload, rules, ...(make === 'ExternalAuthorization' && { provider: PROVIDER }) },
    })),
  );

const mode = fc.constantFrom('STRICT', 'STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');
const peers: fc.Arbitrary<Unnamed> = fc
  .record({ place, mode })
  .chain(({ place: { in: at, workload, ports }, mode: one }) =>
    (ports === undefined
      ? fc.constant(undefined)
      : rarely(
          fc
            .record({ port: fc.constantFrom(...ports.all), mode })
            .map(({ port: { port }, mode: other }) => [{ port: { of: ports.name, port }, mode: other }]),
          1,
        )
    ).map((all) => ({ make: 'PeerAuthentication', in: at, props: { workload, mode: one, ports: all } })),
  );

const tokens: fc.Arbitrary<Unnamed> = fc
  .record({
    place,
    issuers: list(ISSUERS),
    audiences: rarely(list(AUDIENCES), 2),
    required: rarely(fc.constant(true)),
  })
  .map(({ place: { in: at, workload }, issuers, audiences, required }) => ({
    make: 'RequestAuthentication',
    in: at,
    props: { workload, required, jwt: issuers.map((issuer) => ({ issuer, jwks: JWKS, audiences })) },
  }));

const clients: fc.Arbitrary<Unnamed> = fc
  .record({
    in: fc.constantFrom(...NAMESPACES),
    service: fc.constantFrom(...SERVICES),
    tls: fc.constantFrom('DISABLE', 'ISTIO_MUTUAL', 'SIMPLE'),
  })
  .map(({ in: at, service, tls }) => ({
    make: 'DestinationPolicy',
    in: at,
    props: { service: { of: service.name }, tls: { mode: tls } },
  }));

/** The mesh's trust domain, and its aliases; none that is said. */
const domains = fc.constantFrom<readonly string[]>([], [], ['td', 'old.td'], ['cluster.local', 'td'], ['td']);

const plane = (trustDomains: readonly string[]): readonly Line[] =>
  trustDomains.length === 0 ? [] : [controlPlane({ authorizers: [PROVIDER], trustDomains })];

/** A mesh with policies, and what its configuration says. */
export const guarded: fc.Arbitrary<{ readonly lines: readonly Line[]; readonly meshConfig: object }> = fc
  .record({
    a: fc.array(authorization, { minLength: 1, maxLength: 4, size: 'max' }),
    b: fc.array(peers, { maxLength: 2 }),
    c: fc.array(tokens, { maxLength: 2 }),
    d: fc.array(clients, { maxLength: 1 }),
    domains,
  })
  .map(({ a, b, c, d, domains: [trustDomain, ...trustDomainAliases] }) => ({
    meshConfig: { ...META, ...(trustDomain && { trustDomain, trustDomainAliases }) },
    lines: [
      ...POLICY_BASE,
      ...plane(trustDomain === undefined ? [] : [trustDomain, ...trustDomainAliases]),
      ...[...a, ...b, ...c, ...d].map((one, i): Line => ({ ...one, name: `policy${i}`, id: `policy${i}` })),
    ],
  }));
