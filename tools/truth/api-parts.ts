import * as fc from 'fast-check';
import { listenerNames } from '../../lib/mesh/edge/listeners-api';
import { named, type ServerProps } from '../../lib/mesh/edge/servers';
import { fields, HOSTS, rarely, some } from './pools';
import type { Line, Ref } from './program';
import { layerOf, NAMESPACES, OUTSIDE, SERVICES, targets } from './services';

/** What raw routes of the Gateway API have in common: they name parents and backends as no construct would. */

export const GATEWAY_API = 'gateway.networking.k8s.io';

const home = ({ of }: Ref) => SERVICES.find(({ name }) => name === of)?.namespace ?? '';

/** A reference as the Gateway API writes it: a version by its own Service. */
const service = (to: Ref) => ({
  name: to.version === undefined ? to.of : `${to.of}-${to.version}`,
  namespace: home(to),
  port: to.port ?? SERVICES.find(({ name }) => name === to.of)?.ports[0]?.port,
});

const OUTSIDES = [
  { group: 'networking.istio.io', kind: 'Hostname', name: OUTSIDE, port: 80 },
  { group: 'networking.istio.io', kind: 'Hostname', name: 'unknown.example.org', port: 80 },
] as const;

/** A Service of any namespace, or a host outside. */
export const backend: fc.Arbitrary<object> = fc.oneof(
  { weight: 9, arbitrary: targets('http').map(service) },
  { weight: 1, arbitrary: fc.constantFrom(...OUTSIDES) },
);

/** Of which the parts of a rule are. */
export const backends: fc.Arbitrary<readonly object[] | undefined> = fc.oneof(
  { weight: 3, arbitrary: backend.map((one) => [one]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(backend, backend, fc.constantFrom(0, 1, 3))
      .map(([one, other, weight]) => [one, { ...other, weight }]),
  },
  { weight: 1, arbitrary: rarely(fc.constant([]), 5) },
);

const SPEAKING = SERVICES.filter(({ ports }) => ports.some((port) => layerOf(port) === 'http'));

const ofService = fc
  .record({ service: fc.constantFrom(...SPEAKING), onPort: rarely(fc.nat(1)) })
  .map(({ service: { name, namespace, ports }, onPort }) => ({
    group: '',
    kind: 'Service',
    name,
    namespace,
    ...(onPort !== undefined && { port: ports[onPort % ports.length]?.port }),
  }));

const ofEntry = (entry: Line) =>
  rarely(fc.constant(80)).map((port) => ({
    group: 'networking.istio.io',
    kind: 'ServiceEntry',
    name: entry.id,
    namespace: entry.in,
    ...(port && { port }),
  }));

const ofGateway = (front: Line) => {
  const { servers } = front.props as { readonly servers: readonly ServerProps[] };
  const sections = [...named(servers).flatMap(listenerNames), 'unknown'];
  return fc
    .record({
      sectionName: rarely(fc.constantFrom(...sections), 2),
      port: rarely(fc.constantFrom(...servers.map(({ port }) => port), 81), 3),
    })
    .map(({ sectionName, port }) => ({
      name: front.id,
      ...(front.in && { namespace: front.in }),
      ...(sectionName && { sectionName }),
      ...(port && { port }),
    }));
};

const isApi = ({ props }: Line): boolean => 'api' in props;

/** One parent, or two, and the names that count at gateways. */
export const places = (fronts: readonly Line[], outside: readonly Line[]): fc.Arbitrary<object> => {
  const parent: fc.Arbitrary<object> = fc.oneof(
    { weight: 3, arbitrary: ofService },
    ...outside.map((one) => ({ weight: 1, arbitrary: ofEntry(one) })),
    ...fronts.filter(isApi).map((one) => ({ weight: 4, arbitrary: ofGateway(one) })),
  );
  return fields({
    parentRefs: fc.oneof(
      { weight: 4, arbitrary: parent.map((one) => [one]) },
      { weight: 1, arbitrary: fc.tuple(parent, parent) },
    ),
    hostnames: rarely(some(HOSTS.slice(1), 1, 2), 1),
  });
};

const KINDS = ['HTTPRoute', 'GRPCRoute'];

/** Namespaces whose Services routes of others may send to: all of them, some, or none. */
export const grants: fc.Arbitrary<readonly Line[]> = fc
  .tuple(
    ...NAMESPACES.map((namespace) =>
      rarely(
        fc.record({
          namespace: fc.constant(namespace),
          kinds: fc.oneof(fc.constant(KINDS), some(KINDS, 1, 1)),
          from: fc.oneof(fc.constant(NAMESPACES), some(NAMESPACES, 1, 2)),
          names: rarely(some(['cart', 'cart-v1', 'web', 'pay', 'stock'], 1, 3), 2),
        }),
        1,
      ),
    ),
  )
  .map((all) =>
    all.flatMap((one) => {
      if (one === undefined) return [];
      const { namespace, kinds, from, names } = one;
      return [
        {
          name: `${namespace}Grant`,
          make: 'ApiObject' as const,
          id: `${namespace}-grant`,
          props: {
            apiVersion: `${GATEWAY_API}/v1`,
            kind: 'ReferenceGrant',
            metadata: { name: 'raw', namespace },
            spec: {
              from: kinds.flatMap((kind) => from.map((own) => ({ group: GATEWAY_API, kind, namespace: own }))),
              to: (names ?? [undefined]).map((name) => ({ group: '', kind: 'Service', ...(name && { name }) })),
            },
          },
        },
      ];
    }),
  );

/** Raw routes of one kind, as lines. */
export const written = (
  kind: string,
  names: readonly string[],
  spec: fc.Arbitrary<object>,
): fc.Arbitrary<readonly Line[]> =>
  rarely(
    fc.array(fc.record({ in: fc.constantFrom(...NAMESPACES), spec }), { minLength: 1, maxLength: names.length }),
    2,
  ).map((all = []) =>
    all.map(({ in: namespace, spec: own }, i) => ({
      name: `${kind.toLowerCase()}${i}`,
      make: 'ApiObject',
      id: `${kind.toLowerCase()}${i}`,
      props: { apiVersion: `${GATEWAY_API}/v1`, kind, metadata: { name: names[i], namespace }, spec: own },
    })),
  );
