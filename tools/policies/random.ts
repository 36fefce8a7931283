import fc from 'fast-check';
import type { KubeObject } from '../../lib/model/object';

const NAMESPACES = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'] as const;
const PODS = ['p0', 'p1', 'p2', 'p3'] as const;
const KEYS = { app: ['a', 'b'], tier: ['x', 'y'] } as const;
/** Ports that policies speak of, those beside the ends of ranges, and one of none. */
export const PORTS = { tcp: [79, 80, 85, 90, 91, 8080, 8081], udp: [53] } as const;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const given = <T extends object>(fields: T): T => JSON.parse(JSON.stringify(fields));

const labels = fc
  .record({ app: maybe(fc.constantFrom(...KEYS.app)), tier: maybe(fc.constantFrom(...KEYS.tier)) })
  .map((all) => given(all) as Readonly<Record<string, string>>);

const key = fc.constantFrom('app' as const, 'tier' as const);
const values = key.chain((one) =>
  fc.subarray([...KEYS[one]], { minLength: 1 }).map((some) => ({ key: one, values: some })),
);
const expression = fc.oneof(
  fc.tuple(fc.constantFrom('In', 'NotIn'), values).map(([operator, rest]) => ({ operator, ...rest })),
  fc.tuple(fc.constantFrom('Exists', 'DoesNotExist'), key).map(([operator, one]) => ({ operator, key: one })),
);
const selector = fc.oneof(
  fc.constant({}),
  labels.map((matchLabels) => ({ matchLabels })),
  fc.array(expression, { minLength: 1, maxLength: 2 }).map((matchExpressions) => ({ matchExpressions })),
);

/** Blocks that have all pods or none: an evaluator without a cluster knows no more of their addresses. */
const block = fc.constantFrom(
  { cidr: '0.0.0.0/0' },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] },
  { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] },
  { cidr: '203.0.113.0/24' },
  { cidr: '203.0.113.0/24', except: ['203.0.113.7/32'] },
  { cidr: '192.168.0.1/32' },
);
const peer = fc.oneof(
  block.map((ipBlock) => ({ ipBlock })),
  selector.map((podSelector) => ({ podSelector })),
  selector.map((namespaceSelector) => ({ namespaceSelector })),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
);
const port = fc.oneof(
  fc.constantFrom(80, 90, 8080).map((number) => ({ port: number })),
  fc.constant({ port: 80, endPort: 90 }),
  fc.constantFrom('web', 'admin').map((name) => ({ port: name, protocol: 'TCP' })),
  fc.constantFrom(
    { protocol: 'TCP' },
    { protocol: 'UDP' },
    { port: 53, protocol: 'UDP' },
    { port: 80, protocol: 'UDP' },
  ),
);
const some = <T>(arbitrary: fc.Arbitrary<T>) => maybe(fc.array(arbitrary, { maxLength: 2 }));
interface Rule {
  readonly peers?: readonly object[] | undefined;
  readonly ports?: readonly { readonly port?: number | string }[] | undefined;
}

/** Names of ports that lead out are asked only where all peers are pods, whose names they are. */
const canBeJudged = ({ peers = [], ports = [] }: Rule): boolean =>
  ports.every(({ port: one }) => typeof one !== 'string') ||
  (peers.length > 0 && peers.every((one) => !('ipBlock' in one)));

const rules = (side: 'from' | 'to') =>
  some(
    fc
      .record({ peers: some(peer), ports: some<{ port?: number | string }>(port) })
      .filter((rule) => side === 'from' || canBeJudged(rule))
      .map(({ peers, ports }) => given({ [side]: peers, ports })),
  );

const spec = fc
  .record({
    podSelector: selector,
    policyTypes: maybe(fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress'])),
    ingress: rules('from'),
    egress: rules('to'),
  })
  .map(given);

const namespaceOf = (name: string) =>
  labels.map((own): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } }));

/**
 * Names of ports are those of its own containers: the same name may be another number in the next pod. Each pod has one.
 */
const podIn = (namespace: string, name: string) =>
  fc.record({ own: labels, port: fc.constantFrom(['web', 80], ['web', 8080], ['admin', 8081]) }).map(
    ({ own, port: [called, containerPort] }): KubeObject => ({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels: own } },
      spec: { containers: [{ name: 'main', image: 'example.com/main:1', ports: [{ name: called, containerPort }] }] },
    }),
  );

const policyIn = (namespace: string, name: string) =>
  spec.map(
    (own): KubeObject => ({
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace } },
      spec: own,
    }),
  );

/** Namespaces, pods and policies by chance: everything that the grammar of NetworkPolicies has. The same seed makes the same. */
export function randomObjects(seed: number): readonly KubeObject[] {
  const all = NAMESPACES.flatMap((namespace) => [
    namespaceOf(namespace),
    ...PODS.map((name) => podIn(namespace, name)),
    ...['first', 'second'].map((name) => policyIn(namespace, name)),
  ]);
  return fc.sample(fc.tuple(...all), { seed, numRuns: 1 })[0] ?? [];
}
