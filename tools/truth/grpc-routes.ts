import * as fc from 'fast-check';
import { fields, HEADERS, HOSTS, rarely, some, VALUES } from './pools';
import type { Line, Ref } from './program';
import { NAMESPACES, SERVICES, speaks, targets } from './services';

/** GRPCRoutes, for which there is no construct: they are written as they are, and merged by istiod with what others say of their hosts. */

const method = fc.oneof(
  fields({
    service: fc.constantFrom('a', 'x'),
    method: rarely(fc.constantFrom('b', 'y'), 1),
    type: rarely(fc.constant('Exact'), 1),
  }),
  fields({ method: fc.constantFrom('b', 'y') }),
  fields({
    service: rarely(fc.constantFrom('[ax]', 'a.*'), 1),
    method: fc.constantFrom('[by]', '.+'),
    type: fc.constant('RegularExpression'),
  }),
);

const header = fc.oneof(
  fields({ name: fc.constantFrom(...HEADERS, 'X-A'), value: fc.constantFrom(...VALUES) }),
  fields({ name: fc.constantFrom(...HEADERS), type: fc.constant('RegularExpression'), value: fc.constant('[12]') }),
);

const match = fields({
  method: rarely(method, 1),
  headers: rarely(fc.uniqueArray(header, { minLength: 1, maxLength: 2, selector: ({ name }) => name })),
});

const home = ({ of }: Ref) => SERVICES.find(({ name }) => name === of)?.namespace ?? '';

/** A reference as the Gateway API writes it: a version by its own Service. */
const backend = (to: Ref) => ({
  name: to.version === undefined ? to.of : `${to.of}-${to.version}`,
  namespace: home(to),
  port: to.port ?? SERVICES.find(({ name }) => name === to.of)?.ports[0]?.port,
});

const rule = fields({
  matches: rarely(fc.array(match, { minLength: 1, maxLength: 2 }), 1),
  backendRefs: fc.oneof(
    targets('http').map((to) => [backend(to)]),
    fc
      .tuple(targets('http'), targets('http'), fc.constantFrom(0, 1, 3))
      .map(([one, other, weight]) => [backend(one), { ...backend(other), weight }]),
    rarely(fc.constant([]), 5),
  ),
  filters: rarely(targets('http').map((to) => [{ type: 'RequestMirror', requestMirror: { backendRef: backend(to) } }])),
});

const SPEAKING = SERVICES.filter((one) => speaks(one, 'http'));

const inMesh = fc
  .record({ service: fc.constantFrom(...SPEAKING), onPort: rarely(fc.nat(1)) })
  .map(({ service: { name, namespace, ports }, onPort }) => ({
    parentRefs: [
      {
        group: '',
        kind: 'Service',
        name,
        namespace,
        ...(onPort !== undefined && { port: ports[onPort % ports.length]?.port }),
      },
    ],
  }));

const atGateway = (fronts: readonly Line[]) =>
  fc
    .record({ front: fc.constantFrom(...fronts), hosts: rarely(some(HOSTS.slice(1), 1, 2), 1) })
    .map(({ front, hosts: hostnames }) => ({
      parentRefs: [{ name: front.id, ...(front.in && { namespace: front.in }) }],
      ...(hostnames && { hostnames }),
    }));

const NAMES = ['r-g', 'r0-g', 'g'];

/** GRPCRoutes for services, and for listeners of the Gateway API. */
export const grpcRoutes = (fronts: readonly Line[]): fc.Arbitrary<readonly Line[]> => {
  const ours = fronts.filter(({ props }) => 'api' in props);
  const place = ours.length === 0 ? inMesh : fc.oneof(inMesh, atGateway(ours));
  const route = fc.record({
    in: fc.constantFrom(...NAMESPACES),
    place,
    rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
  });
  return rarely(fc.array(route, { minLength: 1, maxLength: 3 }), 2).map((all = []) =>
    all.map(({ in: namespace, place: spec, rules }, i) => ({
      name: `grpc${i}`,
      make: 'ApiObject',
      id: `grpc${i}`,
      props: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'GRPCRoute',
        metadata: { name: NAMES[i], namespace },
        spec: { ...spec, rules },
      },
    })),
  );
};
