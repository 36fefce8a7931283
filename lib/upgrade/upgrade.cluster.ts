import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { leftBy, leftByAll, restarted } from './kubectl';

/** Pods as istiod leaves them: each with the name of the revision whose proxy it has. */
const pod = (namespace: string, name: string, revision: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, annotations: { 'istio.io/rev': revision } },
  spec: { containers: [{ name: 'app', image: 'example.com/app' }] },
});
const namespace = (name: string, ring: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'istio.io/rev': ring } },
});
const objects = [
  ...[namespace('upgrade-pilots', 'early'), namespace('upgrade-shop', 'late')],
  ...[pod('upgrade-pilots', 'a', '1-31-1'), pod('upgrade-shop', 'b', '1-31-1'), pod('upgrade-shop', 'c', '1-31-0')],
];
const kubectl = (...args: readonly string[]) =>
  execFileSync('kubectl', args, {
    encoding: 'utf8',
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  });
beforeAll(() => {
  kubectl('create', '-f', '-');
});
afterAll(() => {
  kubectl('delete', 'namespace', 'upgrade-pilots', 'upgrade-shop');
});

const run = (command: string, env: NodeJS.ProcessEnv = {}) => {
  try {
    execFileSync('sh', ['-c', command], { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...env } });
    return 'safe';
  } catch (error) {
    return (error as { readonly stdout: string }).stdout.trim();
  }
};

test('a revision goes only when no pod has its proxy, ring by ring', () => {
  expect(run(leftBy('istio.io/rev=early', '1-31-0'))).toBe('safe');
  expect(run(leftBy('istio.io/rev=late', '1-31-0'))).toBe('still on 1-31-0: upgrade-shop/c');
  expect(run(leftByAll('1-31-0'))).toBe('still on 1-31-0: upgrade-shop/c');
  kubectl('-n', 'upgrade-shop', 'delete', 'pod', 'c', '--force');
  expect(run(leftBy('istio.io/rev=late', '1-31-0'))).toBe('safe');
  expect(run(leftByAll('1-31-0'))).toBe('safe');
});

test('workloads of the namespaces of a ring restart, and no others', () => {
  const app = (namespace: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app', namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'app' } },
      template: {
        metadata: { labels: { app: 'app' } },
        spec: { containers: [{ name: 'app', image: 'example.com/app' }] },
      },
    },
  });
  execFileSync('kubectl', ['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [app('upgrade-pilots'), app('upgrade-shop')] }),
  });
  // There is no StatefulSet, which is no failure.
  expect(run(restarted('istio.io/rev=early'))).toBe('safe');
  const at = (namespace: string) =>
    kubectl(
      ...['-n', namespace, 'get', 'deployment', 'app'],
      '-o=jsonpath={.spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt}',
    );
  expect(at('upgrade-pilots')).toMatch(/^20\d\d-/);
  expect(at('upgrade-shop')).toBe('');
});

test('no answer is no yes', () => {
  const nowhere = { KUBECONFIG: '/nonexistent' };
  expect([run(leftBy('istio.io/rev=early', '1-31-0'), nowhere), run(leftByAll('1-31-0'), nowhere)]).not.toContain(
    'safe',
  );
});
