import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dump } from 'js-yaml';
import type { Difference } from '../diff';
import { kubectl, Testbed } from './testbed';

// What the commands answer where not everything is as it should be, or as it usually is.
const NO_WAIT = '--no-wait';
const bed = new Testbed('minimal', 'default');
afterAll(() => bed.close());
const clean = () => bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '400');

const object = (apiVersion: string, kind: string, name: string, spec: object) => ({
  ...{ apiVersion, kind, spec },
  metadata: { name, namespace: 'istio-system' },
});
const ISTIO = 'networking.istio.io/v1';
const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const write = (...objects: readonly object[]) =>
  writeFileSync(bed.file('70-mesh'), objects.map((one) => dump(one)).join('---\n'));

test('who reads the first lines of a long answer alone is given those, and the exit code of the whole', () => {
  const command = `${process.execPath} bin/cdk8s-istio.cjs diff minimal --dist ${bed.dist} | head -n 2; echo "ended with \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', cwd: join(__dirname, '../../..') });
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^=+$/),
    expect.stringMatching(/^---/),
    'ended with 1',
    '',
  ]);
  expect(stderr).not.toMatch(/EPIPE|\n +at /);
});

describe('the inventory', () => {
  const elsewhere = ['--inventory', 'kube-public'];
  const inventories = () =>
    kubectl(
      'get',
      'configmaps',
      '-A',
      '-l',
      'applyset.kubernetes.io/id',
      '-o',
      'custom-columns=:.metadata.namespace,:.metadata.name',
    )
      .trim()
      .split(/\s+/);

  test('may live in any namespace, and every command finds it there', async () => {
    await bed.applied(NO_WAIT, ...elsewhere);
    expect(inventories()).toEqual(['kube-public', 'cdk8s-istio-minimal']);
    expect(await bed.run('diff', 'minimal', '--output', 'json', ...elsewhere)).toMatchObject({ code: 0, out: '[]\n' });
    expect((await bed.run('apply', 'default', ...elsewhere)).err).toContain('already holds environment "minimal"');
    const undo = bed.edit('20-base', () => []);
    expect(await bed.applied('--prune', NO_WAIT, ...elsewhere)).toMatchObject({
      pruned: ['ServiceAccount istio-system/istio-reader-service-account'],
    });
    undo();
    expect(await bed.run('delete', 'minimal', '--yes', '--crds', ...elsewhere, '--timeout', '400')).toMatchObject({
      code: 0,
    });
    expect(inventories()).toEqual(['']);
    expect(kubectl('get', 'crd,namespace', '-o', 'name')).not.toContain('istio');
  });

  test('is not made in a namespace that is not there', async () => {
    const { code, err } = await bed.run('apply', 'minimal', NO_WAIT, '--inventory', 'nowhere');
    expect([code, err]).toEqual([2, expect.stringMatching(/^MESH827 \[nowhere\] there is no such namespace/m)]);
    expect(kubectl('get', 'crd,namespace', '-o', 'name')).not.toContain('istio');
  });
});

describe('url', () => {
  const ports = [
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
  ];
  const balanced = (name: string) =>
    object('v1', 'Service', name, { type: 'LoadBalancer', selector: { istio: name }, ports });
  const server = (number: number, protocol: string) => ({ port: { number, protocol, name: protocol }, hosts: ['*'] });
  const route = (name: string, gateway: string, host: string, prefix: string) =>
    object(ISTIO, 'VirtualService', name, {
      ...{ hosts: [host], gateways: [gateway] },
      http: [{ match: [{ uri: { prefix } }] }],
    });
  const objects = [
    balanced('front'),
    object(ISTIO, 'Gateway', 'plain', { selector: { istio: 'front' }, servers: [server(80, 'HTTP')] }),
    object(ISTIO, 'Gateway', 'safe', { selector: { istio: 'front' }, servers: [server(8443, 'HTTPS')] }),
    route('shop', 'plain', '*', '/shop'),
    route('bank', 'istio-system/safe', 'bank.example.com', '/account'),
    object(GATEWAY_API, 'Gateway', 'edge', { listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }),
    object(GATEWAY_API, 'HTTPRoute', 'blog', {
      ...{ parentRefs: [{ name: 'edge' }], hostnames: ['blog.example.com'] },
      rules: [{ matches: [{ path: { value: '/posts' } }] }],
    }),
  ];
  const services = [balanced('front'), object('v1', 'Service', 'edge-istio', { type: 'LoadBalancer', ports })];

  beforeAll(() => {
    write(...objects);
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: services });
    kubectl('create', 'namespace', 'istio-system');
    execFileSync('kubectl', ['apply', '-f', '-'], { input });
    for (const [name, ip] of [
      ['front', '192.0.2.7'],
      ['edge-istio', '2001:db8::7'],
    ])
      kubectl(
        ...['-n', 'istio-system', 'patch', 'service', name ?? '', '--subresource=status', '--type=merge', '-p'],
        JSON.stringify({ status: { loadBalancer: { ingress: [{ ip }] } } }),
      );
  });
  afterAll(() => {
    rmSync(bed.file('70-mesh'));
    kubectl('delete', 'namespace', 'istio-system');
  });

  test.each([
    [[], 'http://192.0.2.7/shop', ''],
    [['--route', 'shop'], 'http://192.0.2.7/shop', ''],
    [['--route', 'istio-system/bank'], 'https://192.0.2.7/account', 'answers as bank.example.com'],
    [['--route', 'blog'], 'http://[2001:db8::7]/posts', 'answers as blog.example.com'],
  ])('%j is %s', async (args, address, word) => {
    const { code, out, err } = await bed.run('url', 'minimal', ...args);
    expect([code, out]).toEqual([0, `${address}\n`]);
    expect(err).toContain(word);
  });

  test('names the routes that there are', async () => {
    expect(await bed.run('url', 'minimal', '--route', 'nope')).toMatchObject({
      code: 2,
      err: expect.stringContaining('istio-system/shop, istio-system/bank, istio-system/blog'),
    });
  });
});

test('what no object that is there can become is said, with the way to it', async () => {
  await bed.applied(NO_WAIT);
  const undo = bed.edit('30-istiod', (objects) =>
    JSON.parse(JSON.stringify(objects), (key, value) =>
      key === 'matchLabels' && value.istio === 'pilot' ? { ...value, app: 'other' } : value,
    ),
  );
  const { code, err } = await bed.run('apply', 'minimal', NO_WAIT);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/MESH828 \[Deployment istio-system\/istiod\] .*; delete the object/),
  ]);
  undo();
  expect(await clean()).toMatchObject({ code: 0 });
});

test('while a webhook is down, diff compares all the rest and says what it could not ask for', async () => {
  const split = (weight: number) =>
    object(ISTIO, 'VirtualService', 'split', {
      hosts: ['a.example.com'],
      http: [
        {
          route: [
            { destination: { host: 'a.example.com' }, weight },
            { destination: { host: 'b.example.com' }, weight: 100 - weight },
          ],
        },
      ],
    });
  write(split(10));
  await bed.applied(NO_WAIT);
  expect(await bed.run('diff', 'minimal', '--output', 'json')).toMatchObject({ code: 0, out: '[]\n' });
  write(split(20));
  kubectl('-n', 'istio-system', 'label', '--overwrite', 'service', 'istiod', 'app=mine');
  const { code, out } = await bed.run('diff', 'minimal', '--output', 'json');
  const found = JSON.parse(out) as readonly Difference[];
  expect(found.map(({ object: name, change }) => `${change} ${name}`).sort()).toEqual([
    'change Service istio-system/istiod',
    'unknown VirtualService istio-system/split',
  ]);
  expect(found.find(({ change }) => change === 'unknown')?.patch).toMatch(
    /failed calling webhook "\S*validation.istio.io"/,
  );
  // Not all is known, so neither "nothing" nor "this" is the answer.
  expect(code).toBe(2);
  rmSync(bed.file('70-mesh'));
  kubectl('delete', 'validatingwebhookconfigurations', '--all');
  expect(await clean()).toMatchObject({ code: 0 });
});
