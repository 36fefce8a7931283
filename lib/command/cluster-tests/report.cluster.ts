import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LiveFacts } from '../../report/live';
import type { MeshReport } from '../../report/types';
import { ended, kubectl, Testbed } from './testbed';

// What a cluster really has, beside what is written for it.
const bed = new Testbed('minimal');
const folder = mkdtempSync(join(tmpdir(), 'report-'));
const CONTEXT = kubectl('config', 'current-context').trim();

const proxied = (name: string, image: string, revision: string) => {
  const pod = {
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name, namespace: 'istio-system', annotations: { 'istio.io/rev': revision } },
    spec: {
      containers: [
        { name: 'app', image: 'example.com/app' },
        { name: 'istio-proxy', image },
      ],
    },
  };
  kubectl('create', '-f', file(`${name}.json`, pod));
};
const file = (name: string, content: object) => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

beforeAll(async () => {
  await bed.applied('--no-wait');
});
afterAll(async () => {
  kubectl('delete', 'pod', '--force', '-n', 'istio-system', '--all');
  await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '400');
  rmSync(folder, { recursive: true });
  bed.close();
});

/** What the page says of the cluster. */
async function live(): Promise<LiveFacts> {
  const made = await bed.run('report', 'minimal', '--context', CONTEXT, '--out', folder);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('minimal.html') });
  const page = readFileSync(join(folder, 'minimal.html'), 'utf8');
  const [, data = '{}'] = /id="report">(.*?)<\/script>/s.exec(page) ?? [];
  const { clusters } = JSON.parse(data) as MeshReport;
  if (clusters[0]?.live === undefined) throw new Error('nothing is said of the cluster');
  return clusters[0].live;
}
const states = ({ states: all }: LiveFacts, state: string) =>
  all.filter((one) => one.state === state).map(({ object }) => object);
const versionsOf = () =>
  kubectl(
    'get',
    'configmap,service,deployment,mutatingwebhookconfiguration',
    '-A',
    '-o',
    'jsonpath={.items[*].metadata.resourceVersion}',
  );

test('an installation whose istiod does not run yet: nothing differs, and what is not ready is named', async () => {
  const before = versionsOf();
  const found = await live();
  expect(found).toMatchObject({ context: CONTEXT, isReady: false, proxies: [] });
  expect(states(found, 'missing').concat(states(found, 'differs'), states(found, 'left'))).toEqual([]);
  expect(states(found, 'waits')).toContain('Deployment istio-system/istiod');
  expect(found.webhooks).toContainEqual({
    ...{ name: 'istio-sidecar-injector', kind: 'MutatingWebhookConfiguration', calls: ['istio-system/istiod'] },
    ...{ policies: ['Fail'], hasCa: false, isOwn: true },
  });
  // It was looked at, and that is all.
  expect(versionsOf()).toBe(before);
});

test('what a hand changed or deleted, pods with an older proxy, and the webhook of another', async () => {
  kubectl('label', '--overwrite', 'service', 'istiod', '-n', 'istio-system', 'app=mine');
  kubectl('delete', 'serviceaccount', '-n', 'istio-system', 'istio-reader-service-account');
  proxied('old', 'example.com/proxyv2:1.30.3', 'default');
  proxied('new', 'example.com/proxyv2:1.31.1@sha256:abc', 'default');
  const other = {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration' },
    metadata: { name: 'somebody-elses' },
    webhooks: [
      {
        ...{ name: 'other.example.com', failurePolicy: 'Ignore', sideEffects: 'None', admissionReviewVersions: ['v1'] },
        clientConfig: { service: { name: 'istiod-other', namespace: 'other', path: '/inject' } },
      },
    ],
  };
  kubectl('create', '-f', file('other.json', other));
  const found = await live();
  kubectl('delete', 'mutatingwebhookconfiguration', 'somebody-elses');
  expect(states(found, 'differs')).toEqual(['Service istio-system/istiod']);
  expect(found.states.find(({ state }) => state === 'differs')?.note).toMatch(/^-\s+app: mine\n\+\s+app: istiod$/);
  expect(states(found, 'missing')).toEqual(['ServiceAccount istio-system/istio-reader-service-account']);
  expect(found.proxies).toEqual([
    { version: '1.30.3', revision: 'default', pods: ['istio-system/old'] },
    { version: '1.31.1', revision: 'default', pods: ['istio-system/new'] },
  ]);
  expect(found.webhooks.filter(({ isOwn }) => !isOwn)).toMatchObject([
    { name: 'somebody-elses', calls: ['other/istiod-other'], policies: ['Ignore'] },
  ]);
});

test('status --watch says what is new, until Ctrl-C', async () => {
  const child = bed.start('status', 'minimal', '--watch');
  const end = ended(child);
  const said = (part: string) =>
    new Promise<void>((resolve) => child.stdout?.on('data', (chunk) => String(chunk).includes(part) && resolve()));
  await said('not ready');
  const news = said('+ NOT READY  Pod istio-system/newest');
  proxied('newest', 'example.com/proxyv2:1.31.1', 'default');
  await news;
  child.kill('SIGINT');
  const { code, out } = await end;
  expect(code).toBe(1);
  // What was said once is not said again.
  expect(out.split('Deployment istio-system/istiod').length).toBe(2);
});

test('without an environment, or with a context that there is not, it says so and writes nothing', async () => {
  expect(await bed.run('report', '--context', CONTEXT)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^MESH883/),
  });
  expect(await bed.run('report', 'minimal', '--context', 'nowhere')).toMatchObject({
    err: expect.stringContaining('MESH702 [kubeconfig]'),
  });
});
