import { expect, test } from '@jest/globals';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IService } from 'kubernetes-models/v1/Service';
import { kubernetesProblems } from '.';

const said = (object: object) =>
  kubernetesProblems(object as Parameters<typeof kubernetesProblems>[0]).map(
    ({ code, fact, remedy }) => `${code} ${fact}; ${remedy}`,
  );

const POD: IPodSpec = {
  volumes: [{ name: 'data', emptyDir: {} }],
  containers: [{ name: 'main', image: 'example.com/a:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
};
const workload = (kind: string, spec: object, pod: Partial<IPodSpec> = {}, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'a' },
  spec: {
    selector: { matchLabels: { app: 'a' } },
    template: { metadata: { labels: { app: 'a' }, ...metadata }, spec: { ...POD, ...pod } },
    ...spec,
  },
});
const pod = (change: Partial<IPodSpec>) => workload('Deployment', {}, change);
const container = (change: Partial<IContainer>) => pod({ containers: [{ name: 'main', ...change }] });
const service = (spec: NonNullable<IService['spec']>) => ({ apiVersion: 'v1', kind: 'Service', metadata: {}, spec });
const ports = [{ port: 80 }];
const spread = (maxSkew: number) =>
  pod({ topologySpreadConstraints: [{ maxSkew, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] });
const scaling = (periodSeconds: number) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  spec: { maxReplicas: 3, behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds }] } } },
});

/** Wrong, what is said of it, and its passing twin. */
const CASES: readonly (readonly [what: string, wrong: object, says: string, right: object])[] = [
  [
    'label value',
    { kind: 'A', metadata: { labels: { a: 'b c' } } },
    'value "b c" for "a"',
    { kind: 'A', metadata: { labels: { a: 'b_c' } } },
  ],
  [
    'annotation key',
    { kind: 'A', metadata: { annotations: { 'a b': '' } } },
    'key "a b"',
    { kind: 'A', metadata: { annotations: { 'Acme.example/a': 'any text' } } },
  ],
  [
    'pod label',
    workload('Deployment', {}, {}, { labels: { app: 'a', b: 'c/d' } }),
    'spec.template.metadata.labels',
    pod({}),
  ],
  [
    'volume twice',
    pod({ volumes: [...(POD.volumes ?? []), { name: 'data', emptyDir: {} }] }),
    'volumes[1] is a second "data"',
    pod({}),
  ],
  [
    'mount without a volume',
    container({ volumeMounts: [{ name: 'gone', mountPath: '/x' }] }),
    'the volume "gone"',
    container({ volumeMounts: [{ name: 'data', mountPath: '/x' }] }),
  ],
  [
    'path twice',
    container({
      volumeMounts: [
        { name: 'data', mountPath: '/x' },
        { name: 'data', mountPath: '/x' },
      ],
    }),
    'a second "/x"',
    container({
      volumeMounts: [
        { name: 'data', mountPath: '/x' },
        { name: 'data', mountPath: '/y' },
      ],
    }),
  ],
  [
    'variable twice',
    container({
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    }),
    'env[1] is a second "A"',
    container({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    }),
  ],
  [
    'two values',
    container({ env: [{ name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    'both value and valueFrom',
    container({ env: [{ name: 'my-var.x', value: '1' }] }),
  ],
  [
    'port twice',
    container({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }),
    'a second "80/TCP"',
    container({ ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] }),
  ],
  ['volume without a source', pod({ volumes: [{ name: 'data' }] }), '"data" has 0 sources', pod({})],
  [
    'toleration',
    pod({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
    '"b" beside Exists',
    pod({ tolerations: [{ key: 'a', operator: 'Equal', value: 'b' }] }),
  ],
  [
    'toleration of nothing',
    pod({ tolerations: [{ operator: 'Equal' }] }),
    'no key beside Equal',
    pod({ tolerations: [{ operator: 'Exists' }] }),
  ],
  [
    'node selector',
    pod({ nodeSelector: { a: 'b c' } }),
    'nodeSelector has the value "b c"',
    pod({ nodeSelector: { a: 'b' } }),
  ],
  ['skew', spread(0), 'maxSkew is 0', spread(1)],
  [
    'DNS policy',
    pod({ dnsPolicy: 'None' }),
    'dnsConfig names no server',
    pod({ dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'] } }),
  ],
  ['grace', pod({ terminationGracePeriodSeconds: -1 }), 'is -1', pod({ terminationGracePeriodSeconds: 0 })],
  [
    'affinity',
    pod({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, podAffinityTerm: { topologyKey: 'zone' } }],
        },
      },
    }),
    'weight is 0',
    pod({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { topologyKey: 'zone' } }],
        },
      },
    }),
  ],
  [
    'rollout',
    workload('Deployment', { strategy: { rollingUpdate: { maxSurge: '50' } } }),
    'is "50"',
    workload('Deployment', { strategy: { rollingUpdate: { maxSurge: '50%' } } }),
  ],
  [
    'stuck rollout',
    workload('Deployment', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } }),
    'neither add a pod nor take one',
    workload('Deployment', { strategy: { rollingUpdate: { maxSurge: 0 } } }),
  ],
  [
    'both ways',
    workload('DaemonSet', { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } }),
    'both maxSurge and maxUnavailable',
    workload('DaemonSet', { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
  ],
  [
    'recreate',
    workload('Deployment', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
    'beside type Recreate',
    workload('Deployment', { strategy: { type: 'Recreate' } }),
  ],
  ['selector', workload('Deployment', { selector: { matchLabels: { app: 'b' } } }), 'its own template', pod({})],
  [
    'families',
    service({ ports, ipFamilies: ['IPv4', 'IPv4'] }),
    'a second "IPv4"',
    service({ ports, ipFamilies: ['IPv4', 'IPv6'] }),
  ],
  [
    'one stack',
    service({ ports, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4', 'IPv6'] }),
    'beside SingleStack',
    service({ ports, ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv6'] }),
  ],
  [
    'health port',
    service({ ports, type: 'LoadBalancer', healthCheckNodePort: 30000 }),
    'healthCheckNodePort is 30000',
    service({ ports, type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30000 }),
  ],
  [
    'policy of a type',
    service({ ports, externalTrafficPolicy: 'Local' }),
    'beside type ClusterIP',
    service({ ports, type: 'NodePort', externalTrafficPolicy: 'Local' }),
  ],
  [
    'headless balancer',
    service({ ports, type: 'LoadBalancer', clusterIP: 'None' }),
    'None beside type LoadBalancer',
    service({ ports, clusterIP: 'None' }),
  ],
  [
    'address',
    service({ ports, type: 'LoadBalancer', loadBalancerIP: 'nonsense' }),
    'is "nonsense"',
    service({ ports, type: 'LoadBalancer', loadBalancerIP: '192.0.2.1' }),
  ],
  [
    'names of ports',
    service({ ports: [{ port: 80 }, { port: 81, name: 'b' }] }),
    'has no name',
    service({
      ports: [
        { port: 80, name: 'a' },
        { port: 81, name: 'b' },
      ],
    }),
  ],
  ['scaling', scaling(0), 'periodSeconds is 0', scaling(60)],
  [
    'budget',
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { minAvailable: 1, maxUnavailable: 1 } },
    'both minAvailable and maxUnavailable',
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { minAvailable: '50%' } },
  ],
];

test.each(CASES)('%s', (_what, wrong, text, right) => {
  expect(said(wrong)).toEqual([expect.stringContaining(text)]);
  expect(said(right)).toEqual([]);
});

/** The same with `value` in place of each part in turn. */
function* changed(object: unknown, value: unknown): Generator<unknown> {
  if (typeof object !== 'object' || object === null) return;
  for (const [key, item] of Object.entries(object)) {
    const put = (one: unknown) =>
      Array.isArray(object) ? object.map((old, i) => (String(i) === key ? one : old)) : { ...object, [key]: one };
    yield put(value);
    for (const below of changed(item, value)) yield put(below);
  }
}

test.each([null, 7, 'text', true, [], {}, [null], [7]])('whatever a file holds is judged: %j anywhere', (value) => {
  const { apiVersion, kind } = { apiVersion: 'apps/v1', kind: 'Deployment' };
  expect(said({ apiVersion, kind, spec: { template: { spec: { containers: 7 } } } })).toEqual([
    'MESH900 spec.template.spec.containers is 7; give a list',
  ]);
  for (const [, wrong, , right] of CASES)
    for (const object of [wrong, right])
      for (const other of changed(object, value)) expect(() => said(other as object)).not.toThrow();
});

test('what is null is absent', () => {
  expect(
    said(pod({ volumes: null, nodeSelector: null, containers: [{ name: 'main' }] } as unknown as Partial<IPodSpec>)),
  ).toEqual([]);
});
