import * as fc from 'fast-check';
import { grpcRoutes } from './grpc-routes';
import { fields, HOSTS, rarely, some } from './pools';
import type { Line } from './program';
import { httpRule, tcpRule, tlsRule } from './rules';
import { AWAY, BASE, EDGE, EXIT, NAMESPACES, OUTSIDE, outside, SERVICES } from './services';

const namespace = fc.constantFrom(...NAMESPACES);
const exportTo = rarely(some(['.', '*', ...NAMESPACES], 1, 2), 3);

const numbered = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number, minLength = 0): fc.Arbitrary<readonly T[]> =>
  fc.array(arbitrary, { minLength, maxLength });

const policies: fc.Arbitrary<readonly Line[]> = numbered(
  fc.record({ in: namespace, service: fc.constantFrom(...SERVICES), at: fc.boolean(), exportTo }),
  4,
).map((all) =>
  all.map(({ in: at, service, at: home, exportTo: to }, i) => ({
    name: `policy${i}`,
    make: 'DestinationPolicy',
    in: home ? service.namespace : at,
    id: `policy${i}`,
    props: { service: { of: service.name }, exportTo: to },
  })),
);

/** What every service has beside it, mostly, so that versions can be reached. */
const subsets: fc.Arbitrary<readonly Line[]> = fc.subarray([...SERVICES], { minLength: 0 }).map((left) =>
  SERVICES.filter((service) => !left.includes(service) || left.length > 2).map(({ name, namespace: at }) => ({
    name: `${name}Versions`,
    make: 'DestinationPolicy',
    in: at,
    id: `${name}-versions`,
    props: { service: { of: name } },
  })),
);

const hosts: fc.Arbitrary<readonly string[]> = some<string>(HOSTS, 1, 2);
const credential = { name: 'cert', namespace: 'shop' };

const server = (api: string) =>
  fc
    .record({
      kind: fc.constantFrom('http', 'http', 'http', 'https', 'redirect', 'passthrough', 'tcp', 'ended'),
      hosts: hosts.map((all) => (all.includes('*') ? ['*'] : all)),
      from: rarely(fc.constantFrom('shop/', './', '*/', 'other/'), 6),
    })
    .map(({ kind, hosts: all, from = '' }) => {
      const named = api === 'istio' ? all.map((host) => `${from}${host}`) : all;
      if (kind === 'http') return { port: 80, protocol: 'HTTP', hosts: named };
      if (kind === 'redirect') return { port: 80, protocol: 'HTTP', hosts: named, httpsRedirect: true };
      if (kind === 'tcp') return { port: 9000, protocol: 'TCP', hosts: ['*'] };
      if (kind === 'passthrough') return { port: 443, protocol: 'TLS', hosts: named, tls: { mode: 'PASSTHROUGH' } };
      const protocol = kind === 'ended' && api === 'istio' ? 'TLS' : 'HTTPS';
      return { port: 443, protocol, hosts: named, tls: { mode: 'SIMPLE', credential } };
    });

/** Listeners of gateways, by name. */
const listeners: fc.Arbitrary<readonly Line[]> = numbered(
  fc
    .record({ in: fc.constantFrom('shop', 'shop', 'other'), api: fc.constantFrom('istio', 'istio', 'gateway-api') })
    .chain((made) =>
      fc.record({
        made: fc.constant(made),
        gateway: fc.constantFrom(EDGE, EDGE, AWAY),
        servers: numbered(server(made.api), 3, 1),
        allow: rarely(fc.constant('All'), 1),
      }),
    ),
  3,
).map((all) =>
  all.map(({ made, gateway, servers, allow }, i) => ({
    name: `front${i}`,
    make: 'Listeners',
    in: made.api === 'istio' ? made.in : gateway.namespace,
    id: `front${i}`,
    props: {
      gateway,
      servers,
      ...(made.api === 'gateway-api' && { api: made.api, ...(allow && { allowRoutesFrom: allow }) }),
    },
  })),
);

/** Of two of one age, names decide: also where one begins with the other. */
const ROUTES = ['r', 'r-a', 'a', 'z'];

const routes = (fronts: readonly Line[], withOutside: boolean): fc.Arbitrary<readonly Line[]> => {
  const route = fc
    .record({
      in: namespace,
      front: fc.constantFrom(undefined, undefined, ...fronts),
      free: fc.constantFrom('istio', 'istio', 'gateway-api'),
    })
    .chain(({ in: at, front, free }) => {
      const props = front?.props as { readonly api?: string } | undefined;
      const api = front === undefined ? free : (props?.api ?? 'istio');
      return front === undefined ? meshRoute(at, api, withOutside) : entryRoute(front, at, api);
    });
  return numbered(route, 4, 1).map((all) =>
    all.map((one, i): Line => ({ ...one, name: `route${i}`, id: ROUTES[i] ?? `route${i}` })),
  );
};

type Unnamed = Omit<Line, 'name' | 'id'>;

function meshRoute(at: string, api: string, withOutside: boolean): fc.Arbitrary<Unnamed> {
  const named = fc.constantFrom(
    ...SERVICES,
    ...(withOutside && api === 'istio' ? [{ name: 'outside', ports: [] }] : []),
  );
  return named.chain((service) => {
    const tls = service.name === 'vault';
    const host = service.name === 'outside' ? OUTSIDE : `${service.name}.third.svc.cluster.local`;
    return fields<Record<string, unknown>>({
      service: fc.constant({ of: service.name }),
      api: fc.constant(api),
      http: tls ? fc.constant(undefined) : numbered(httpRule(api, true), 4, 1),
      tls: tls ? rarely(numbered(tlsRule(api, [host]), 2, 1), 1) : fc.constant(undefined),
      tcp:
        tls || service.name === 'stock'
          ? rarely(numbered(tcpRule(api), api === 'istio' ? 2 : 1, 1), 1)
          : fc.constant(undefined),
      ...(api === 'istio' && { exportTo }),
    }).map((props) => ({ make: 'Route', in: at, props }));
  });
}

function entryRoute(front: Line, at: string, api: string): fc.Arbitrary<Unnamed> {
  const { servers } = front.props as { readonly servers: readonly { readonly protocol: string }[] };
  const speaks = new Set(servers.map(({ protocol }) => protocol));
  const isHttp = speaks.has('HTTP') || speaks.has('HTTPS');
  return hosts.chain((all) => {
    const named = speaks.has('TLS') && api !== 'istio' ? all.filter((host) => host !== '*') : all;
    const wide = named.includes('*') ? ['*'] : named.length === 0 ? ['*.com'] : named;
    return fields<Record<string, unknown>>({
      gateways: fc.constant({ of: front.name }),
      hosts: rarely(fc.constant(wide), 0),
      api: fc.constant(api),
      http: isHttp ? numbered(httpRule(api, false), 3, 1) : fc.constant(undefined),
      tls: speaks.has('TLS') ? numbered(tlsRule(api, wide), 2, 1) : fc.constant(undefined),
      tcp: speaks.has('TCP') ? numbered(tcpRule(api), 1, 1) : fc.constant(undefined),
    }).map((props) => ({ make: 'Route', in: at, props }));
  });
}

/** A route that leads to another one. */
const delegation: fc.Arbitrary<readonly Line[]> = rarely(
  fc.record({
    own: numbered(httpRule('istio', true), 2, 1),
    root: httpRule('istio', true),
    at: namespace,
    service: fc.constantFrom(...SERVICES.slice(0, 4)),
  }),
  4,
).map((made) => {
  if (made === undefined) return [];
  const { own, root, at, service } = made;
  const match = root['match'];
  return [
    { name: 'theirs', make: 'Route', in: at, id: 'theirs', props: { delegated: true, http: own } },
    {
      name: 'root',
      make: 'Route',
      in: service.namespace,
      id: 'root',
      props: {
        service: { of: service.name },
        http: [{ ...(match === undefined ? {} : { match }), delegate: { of: 'theirs' } }, { to: { of: 'cart' } }],
      },
    },
  ];
});

/** What the sidecars of a service know. */
const scopes: fc.Arbitrary<readonly Line[]> = rarely(
  fc.record({
    at: namespace,
    reach: some(['shop/*', 'other/*', './*', 'third/*'], 1, 2),
    outbound: rarely(fc.constant('REGISTRY_ONLY'), 1),
  }),
  5,
).map((made) =>
  made === undefined
    ? []
    : [
        {
          name: 'scope',
          make: 'SidecarScope',
          in: made.at,
          id: 'scope',
          props: { alsoReach: made.reach, outbound: made.outbound },
        },
      ],
);

const egress = (withOutside: boolean): fc.Arbitrary<readonly Line[]> =>
  withOutside
    ? rarely(fc.record({ at: namespace, port: fc.constantFrom(80, 443) }), 2).map((made) =>
        made === undefined
          ? []
          : [
              {
                name: 'leave',
                make: 'Egress',
                in: made.at,
                id: 'leave',
                props: { to: { of: 'outside', port: made.port }, through: EXIT },
              },
            ],
      )
    : fc.constant([]);

/** A mesh, as the lines of the program that makes it. */
export const meshes: fc.Arbitrary<readonly Line[]> = fc
  .record({ policies, subsets, listeners, delegation, scopes, outside })
  .chain((made) =>
    fc.record({
      made: fc.constant(made),
      routes: routes(made.listeners, made.outside.length > 0),
      grpc: grpcRoutes(made.listeners),
      egress: egress(made.outside.length > 0),
    }),
  )
  .map(({ made, routes: all, grpc, egress: leaving }) => [
    ...BASE,
    ...made.outside,
    ...made.subsets,
    ...made.policies,
    ...made.listeners,
    ...made.delegation,
    ...all,
    ...grpc,
    ...leaving,
    ...made.scopes,
  ]);
