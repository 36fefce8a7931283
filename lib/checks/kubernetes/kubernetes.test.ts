import { expect, test } from '@jest/globals';
import { KUBERNETES_ROWS } from '../../../test/validation/kubernetes';
import { kubernetesProblems } from '.';

const said = (object: object) =>
  kubernetesProblems(object as Parameters<typeof kubernetesProblems>[0]).map(
    ({ code, fact, remedy }) => `${code} ${fact}; ${remedy}`,
  );

test.each(KUBERNETES_ROWS.map((row) => [`${row.kind} ${row.of}: ${row.rule}`, row] as const))(
  '%s',
  (_name, { wrong, right }) => {
    expect(said(wrong)).toEqual([expect.stringMatching(/^MESH900 .+; .+/)]);
    expect(said(right)).toEqual([]);
  },
);

/** What the API server takes, and nobody can mean. */
test.each([
  [
    'a time of stickiness that the server drops',
    {
      apiVersion: 'v1',
      kind: 'Service',
      spec: { ports: [{ port: 80 }], sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } },
    },
    'spec.sessionAffinityConfig is dropped beside sessionAffinity None; drop it, or take sessionAffinity ClientIP',
  ],
  [
    'a balancer at no address',
    {
      apiVersion: 'v1',
      kind: 'Service',
      spec: { ports: [{ port: 80 }], type: 'LoadBalancer', loadBalancerIP: 'nonsense' },
    },
    'loadBalancerIP is "nonsense"; give an IP address',
  ],
  [
    'a pod that ends before it began',
    {
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { containers: [{ name: 'a', image: 'a' }], terminationGracePeriodSeconds: -1 },
    },
    'terminationGracePeriodSeconds is -1; give whole seconds, at least 0',
  ],
])('%s', (_what, object, text) => {
  expect(said(object)).toEqual([expect.stringContaining(text)]);
});

test('stickiness lasts as long as it says', () => {
  const spec = {
    ports: [{ port: 80 }],
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
  };
  expect(said({ apiVersion: 'v1', kind: 'Service', spec })).toEqual([]);
});

test('a namespace holds its pods to a level that there is', () => {
  const namespace = (level: string) => {
    const metadata = { name: 'a', labels: { 'pod-security.kubernetes.io/enforce': level } };
    return said({ apiVersion: 'v1', kind: 'Namespace', metadata });
  };
  expect(namespace('strict')).toEqual([
    'MESH900 metadata.labels["pod-security.kubernetes.io/enforce"] is "strict"; give one of privileged, baseline, restricted',
  ]);
  expect(namespace('restricted')).toEqual([]);
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
  for (const { wrong, right } of KUBERNETES_ROWS)
    for (const object of [wrong, right])
      for (const other of changed(object, value)) expect(() => said(other as object)).not.toThrow();
});

test('what is null is absent', () => {
  const spec = {
    template: { spec: { volumes: null, nodeSelector: null, containers: [{ name: 'main', image: 'a' }] } },
  };
  expect(said({ apiVersion: 'apps/v1', kind: 'Deployment', spec })).toEqual([]);
});
