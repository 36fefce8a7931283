import * as fc from 'fast-check';
import { http } from '../../lib/mesh/services/ports';
import { grants } from './api-parts';
import { hosts, kinds, listeners, tokens } from './gateways';
import { grpcRoutes } from './grpc-routes';
import { httpRoutes } from './http-routes';
import { fields, rarely, some } from './pools';
import type { Line } from './program';
import { httpRule, tcpRule, tlsRule } from './rules';
import { BASE, EXIT, layerOf, NAMESPACES, outside, SERVICES, type Service, speaks } from './services';

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

/** Of two of one age, names decide: also where one begins with the other. */
const ROUTES = ['r', 'r-a', 'a', 'z'];

const routes = (fronts: readonly Line[], withOutside: boolean): fc.Arbitrary<readonly Line[]> => {
  const route = fc
    .record({
      in: namespace,
      front: fc.constantFrom(undefined, undefined, ...fronts),
      own: fc.constantFrom('istio', 'istio', 'gateway-api'),
    })
    .chain(({ in: at, front, own }) => {
      const props = front?.props as { readonly api?: string } | undefined;
      const api = front === undefined ? own : (props?.api ?? 'istio');
      if (front !== undefined) return entryRoute(front, at, api);
      const free = meshRoute(at, api, withOutside);
      return api === 'istio'
        ? fc.oneof({ weight: 5, arbitrary: free }, { weight: 1, arbitrary: hostsRoute(at) })
        : free;
    });
  return numbered(route, 4, 1).map((all) =>
    all.map((one, i): Line => ({ ...one, name: `route${i}`, id: ROUTES[i] ?? `route${i}` })),
  );
};

type Unnamed = Omit<Line, 'name' | 'id'>;

function meshRoute(at: string, api: string, withOutside: boolean): fc.Arbitrary<Unnamed> {
  const named = fc.constantFrom<Pick<Service, 'name' | 'namespace' | 'ports'>>(
    ...SERVICES,
    ...(withOutside && api === 'istio' ? [{ name: 'outside', namespace: '', ports: [http(80)] }] : []),
  );
  return named.chain((service) => {
    const { name, namespace: home } = service;
    const of = (layer: 'http' | 'tls' | 'tcp') => service.ports.some((port) => layerOf(port) === layer);
    const when = <T>(layer: 'http' | 'tls' | 'tcp', made: fc.Arbitrary<T>) =>
      of(layer) ? made : fc.constant(undefined);
    return fields<Record<string, unknown>>({
      service: fc.constant({ of: name }),
      api: fc.constant(api),
      http: when('http', numbered(httpRule(api, true), 4, 1)),
      tls: when('tls', rarely(numbered(tlsRule(api, [`${name}.${home}.svc.cluster.local`]), 2, 1), 1)),
      tcp: when('tcp', rarely(numbered(tcpRule(api), api === 'istio' ? 2 : 1, 1), 1)),
      ...(api === 'istio' && { exportTo }),
    }).map((props) => ({ make: 'Route', in: at, props }));
  });
}

const REACH = [
  ...[
    'shop/*',
    'other/*',
    './*',
    'third/*',
    'shop/cart.shop.svc.cluster.local',
    '*/*.example.org',
    '*/api.example.org',
  ],
  ...['other/web.other.svc.cluster.local', '*/pay.third.svc.cluster.local'],
];

const MESH_HOSTS = [
  ...['cart', 'cart.shop.svc.cluster.local', 'web.other.svc.cluster.local', '*.shop.svc.cluster.local'],
  ...['*.svc.cluster.local', '*.example.org', 'unknown.example.org', 'old.shop.svc.cluster.local'],
];

/** A route of the mesh for hosts as they are written: several, wide ones, such as nobody declares. */
const hostsRoute = (at: string): fc.Arbitrary<Unnamed> =>
  fields<Record<string, unknown>>({
    hosts: some(MESH_HOSTS, 1, 2),
    http: numbered(httpRule('istio', true), 3, 1),
    exportTo,
  }).map((props) => ({ make: 'Route', in: at, props }));

function entryRoute(front: Line, at: string, api: string): fc.Arbitrary<Unnamed> {
  const { servers } = front.props as { readonly servers: readonly { readonly protocol: string }[] };
  const speaks = new Set(servers.map(({ protocol }) => protocol));
  const isHttp = speaks.has('HTTP') || speaks.has('HTTPS');
  return hosts.chain((all) => {
    const named = speaks.has('TLS') && api !== 'istio' ? all.filter((host) => host !== '*') : all;
    const wide = named.includes('*') ? ['*'] : named.length === 0 ? ['*.com'] : named;
    return fields<Record<string, unknown>>({
      gateways: fc.constant({ of: front.name }),
      hosts: fc.constant(wide),
      alsoMesh: api === 'istio' && !wide.includes('*') ? rarely(fc.constant(true)) : fc.constant(undefined),
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
    service: fc.constantFrom(...SERVICES.filter((one) => speaks(one, 'http'))),
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

/** What the sidecars of a namespace know, or those of one service. */
const scopes: fc.Arbitrary<readonly Line[]> = rarely(
  numbered(
    fc.record({
      at: namespace,
      own: rarely(fc.constantFrom(...SERVICES), 1),
      reach: some(REACH, 1, 3),
      outbound: rarely(fc.constantFrom('REGISTRY_ONLY', 'ALLOW_ANY'), 1),
    }),
    2,
    1,
  ),
  4,
).map((all = []) =>
  all.map(({ at, own, reach, outbound }, i) => ({
    name: `scope${i}`,
    make: 'SidecarScope',
    in: own?.namespace ?? at,
    id: `scope${i}`,
    props: { alsoReach: reach, outbound, ...(own && { service: { of: own.name } }) },
  })),
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
  .record({ policies, subsets, listeners, delegation, scopes, outside, grants })
  .chain((made) =>
    fc.record({
      made: fc.constant(made),
      routes: routes(made.listeners, made.outside.length > 0),
      grpc: grpcRoutes(made.listeners, made.outside),
      http: httpRoutes(made.listeners, made.outside),
      kinds: kinds(made.listeners),
      tokens: tokens(made.listeners),
      egress: egress(made.outside.length > 0),
    }),
  )
  .map(({ made, routes: all, grpc, http: raw, kinds: few, tokens: known, egress: leaving }) => [
    ...BASE,
    ...made.outside,
    ...made.grants,
    ...made.subsets,
    ...made.policies,
    ...made.listeners,
    ...few,
    ...known,
    ...made.delegation,
    ...all,
    ...grpc,
    ...raw,
    ...leaving,
    ...made.scopes,
  ]);
