import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { dump } from 'js-yaml';
import type { Manifest } from '../../delivery/dist/manifest';
import { all, ended, Front, kubectl, Testbed } from './testbed';

const NO_WAIT = '--no-wait';
const bed = new Testbed('minimal', 'default');
const { dist } = bed;
afterAll(() => bed.close());

test('a dry run is answered by the server and stores nothing', async () => {
  const result = await bed.applied('--dry-run');
  expect(all(result, 'created')).toContain('Deployment istio-system/istiod');
  expect(all(result, 'unchanged')).toEqual([]);
  expect(kubectl('get', 'crd,configmap', '-o', 'name')).not.toMatch(/istio/);
});

test('killed at ten moments, an installation is completed by the next apply', async () => {
  for (let moment = 0; moment < 10; moment++) {
    const child = bed.start('apply', 'minimal', NO_WAIT);
    const end = ended(child);
    await sleep(900 + moment * 160);
    child.kill('SIGKILL');
    await end;
  }
  await bed.applied(NO_WAIT);
  expect(await bed.run('diff', 'minimal', '--output', 'json')).toMatchObject({ code: 0, out: '[]\n' });
});

test('applied again, nothing changes; kubectl sees no difference either', async () => {
  const result = await bed.applied(NO_WAIT);
  expect([...all(result, 'created'), ...all(result, 'configured')]).toEqual([]);
  expect(kubectl('diff', '-f', join(dist, 'minimal'))).toBe('');
  expect(kubectl('apply', '--server-side', '--dry-run=server', '-f', join(dist, 'minimal'))).not.toContain('conflict');
});

test('Ctrl-C stops after the request that is under way and says how far it came', async () => {
  const child = bed.start('apply', 'minimal', '--timeout', '60');
  const end = ended(child);
  child.stderr?.on('data', (chunk) => {
    if (String(chunk).includes('waiting')) child.kill('SIGINT');
  });
  expect(await end).toMatchObject({ code: 130, err: expect.stringContaining('MESH716 [') });
});

test('waits for istiod and its webhooks, and says what it waits for', async () => {
  const before = await bed.run('apply', 'minimal', '--timeout', '2');
  expect(before.code).toBe(2);
  expect(before.err).toContain(
    'MESH708 [Deployment istio-system/istiod] not ready after 2 s: no controller has seen it yet;',
  );
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'istiod-1', namespace: 'istio-system', labels: { app: 'istiod', istio: 'pilot' } },
    spec: { containers: [{ name: 'discovery', image: 'pilot' }] },
    status: { containerStatuses: [{ name: 'discovery', state: { waiting: { reason: 'ErrImagePull' } } }] },
  };
  const file = join(dist, 'pod.yaml');
  writeFileSync(file, dump(pod));
  kubectl('apply', '-f', file);
  const state = { ...pod.status.containerStatuses[0], image: 'pilot', imageID: '', ready: false, restartCount: 0 };
  const patch = JSON.stringify({ status: { containerStatuses: [state] } });
  kubectl('patch', '-f', file, '--subresource=status', '--type=merge', '-p', patch);
  expect((await bed.run('apply', 'minimal', '--timeout', '1')).err).toContain(
    'no controller has seen it yet: pod istiod-1: discovery ErrImagePull, 0 restarts;',
  );
  kubectl('delete', '--force', '-f', file);
  const status = await bed.run('status', 'minimal');
  expect(status.code).toBe(1);
  expect(status.out).toMatch(
    /NOT READY {2}MutatingWebhookConfiguration istio-sidecar-injector +istiod has not yet written its CA/,
  );

  // What controllers and a running istiod do.
  const ready = { observedGeneration: 99, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  kubectl(
    'patch',
    'deployment',
    'istiod',
    '-n',
    'istio-system',
    '--subresource=status',
    '--type=merge',
    '-p',
    JSON.stringify({ status: ready }),
  );
  for (const kind of ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration'])
    for (const name of kubectl('get', kind, '-o', 'name').trim().split('\n')) {
      const webhooks = JSON.parse(kubectl('get', name, '-o', 'json')).webhooks as readonly { readonly name: string }[];
      const ca = Buffer.from(readFileSync(certificate())).toString('base64');
      const patch = webhooks.map((_, index) => ({
        op: 'add',
        path: `/webhooks/${index}/clientConfig/caBundle`,
        value: ca,
      }));
      kubectl('patch', name, '--field-manager=pilot-discovery', '--type=json', '-p', JSON.stringify(patch));
    }
  expect(all(await bed.applied('--timeout', '5'), 'configured')).toEqual([]);
  expect(await bed.run('status', 'minimal')).toMatchObject({
    code: 0,
    out: expect.stringContaining('minimal on test: ready'),
  });
});

/** Any certificate will do as a CA that nobody calls. */
const certificate = () =>
  (
    JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8')) as {
      clusters: readonly { cluster: { 'certificate-authority'?: string } }[];
    }
  ).clusters[0]?.cluster['certificate-authority'] ?? '';

test('shows what a hand has changed, and takes it back', async () => {
  kubectl(
    'patch',
    'service',
    'istiod',
    '-n',
    'istio-system',
    '--type=merge',
    '-p',
    '{"metadata":{"labels":{"app":"mine"}}}',
  );
  const { code, out } = await bed.run('diff', 'minimal');
  expect(code).toBe(1);
  expect(out).toMatch(/-\s+app: mine\n\+\s+app: istiod/);
  expect(await bed.applied(NO_WAIT)).toMatchObject({ healed: ['Service istio-system/istiod'] });
  expect((await bed.run('diff', 'minimal')).code).toBe(0);
});

test('does not fight a program over a field, unless forced', async () => {
  const theirs = join(dist, 'theirs.yaml');
  writeFileSync(
    theirs,
    dump({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'istiod', namespace: 'istio-system', labels: { app: 'theirs' } },
    }),
  );
  kubectl('apply', '--server-side', '--force-conflicts', '--field-manager=other-tool', '-f', theirs);
  const refused = await bed.run('apply', 'minimal', NO_WAIT);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(
    'MESH706 [Service istio-system/istiod] "other-tool" also manages .metadata.labels.app; let one',
  );
  await bed.applied('--force', NO_WAIT);
  expect((await bed.run('diff', 'minimal')).code).toBe(0);
});

test('what client-side kubectl applied and the files no longer say goes too', async () => {
  const undo = bed.edit('20-base', ([account, ...rest]) =>
    account === undefined
      ? rest
      : [
          {
            ...account,
            metadata: { ...account.metadata, annotations: { ...account.metadata.annotations, old: 'yes' } },
          },
          ...rest,
        ],
  );
  kubectl('delete', '-f', bed.file('20-base'));
  kubectl('apply', '-f', bed.file('20-base'));
  undo();
  await bed.applied(NO_WAIT);
  expect(kubectl('get', '-f', bed.file('20-base'), '-o', 'yaml')).not.toContain('old: "yes"');
});

test('prunes what left the files, but CRDs and namespaces only if asked', async () => {
  const isReader = ({ kind }: Manifest) => kind === 'ServiceAccount';
  const more: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  const whole = bed.edit('10-namespaces', (objects) => [...objects, more]);
  await bed.applied(NO_WAIT);
  const undo = bed.edit('20-base', (objects) => objects.filter((object) => !isReader(object)));
  whole();
  const gone = ['Namespace shop', 'ServiceAccount istio-system/istio-reader-service-account'];
  const plain = await bed.run('apply', 'minimal', NO_WAIT);
  expect(plain.err).toContain('MESH826 [minimal] the cluster has what the files have no longer: ');
  expect(await bed.applied(NO_WAIT)).toMatchObject({ pruned: [], leftover: expect.arrayContaining(gone) });
  expect((await bed.run('diff', 'minimal')).code).toBe(1);
  expect(await bed.applied('--prune', NO_WAIT)).toMatchObject({ pruned: gone.slice(1), leftover: gone.slice(0, 1) });
  expect(kubectl('get', 'namespace', '-o', 'name')).toContain('namespace/shop');
  expect((await bed.applied('--prune', 'all', NO_WAIT)).pruned).toEqual(gone.slice(0, 1));
  expect((await bed.run('diff', 'minimal')).code).toBe(0);
  undo();
  expect(kubectl('get', 'crd', '-o', 'name')).toContain('wasmplugins');
});

test('does not install one environment over another by mistake', async () => {
  const { code, out } = await bed.run('apply', 'default', '--output', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(out).problems).toEqual([
    expect.stringMatching(/^MESH709 \[default\] context "test" already holds environment "minimal";/),
  ]);
  expect((await bed.run('apply', 'nothing')).err).toContain(
    'MESH700 [dist] there is no environment "nothing" in the folder; choose one of default, minimal',
  );
});

test("finds Bookinfo's address as the cluster allows", async () => {
  expect((await bed.run('url', 'minimal')).err).toContain('MESH712 [minimal]');
  const object = (apiVersion: string, kind: string, name: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'istio-system' },
    spec,
  });
  const gateway = 'networking.istio.io/v1';
  const port = { name: 'http2', port: 80, targetPort: 8080, nodePort: 31080 };
  const shop = [
    object('v1', 'Service', 'front', { type: 'LoadBalancer', selector: { istio: 'front' }, ports: [port] }),
    object(gateway, 'Gateway', 'shop', { selector: { istio: 'front' } }),
    object(gateway, 'VirtualService', 'shop', {
      gateways: ['shop'],
      http: [{ match: [{ uri: { exact: '/productpage' } }] }],
    }),
  ];
  writeFileSync(bed.file('70-mesh'), shop.map((one) => dump(one)).join('---\n'));
  const service = join(dist, 'front.yaml');
  writeFileSync(service, dump(shop[0]));
  kubectl('apply', '-f', service);
  const found = async () => JSON.parse((await bed.run('url', 'minimal', '--output', 'json')).out);
  expect(await found()).toMatchObject({
    url: 'http://localhost:8080/productpage',
    by: 'port-forward',
    service: { name: 'front', port: 80, targetPort: 8080 },
  });
  const status = { status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } } };
  kubectl('patch', '-f', service, '--subresource=status', '--type=merge', '-p', JSON.stringify(status));
  expect(await bed.run('url', 'minimal')).toMatchObject({ code: 0, out: 'http://192.0.2.7/productpage\n' });
  kubectl('delete', '-f', service);
  rmSync(bed.file('70-mesh'));
});

test('goes on when the server comes back', async () => {
  const front = new Front();
  const address = await front.open();
  const child = bed.start('apply', 'minimal', NO_WAIT, '--kubeconfig', front.kubeconfig(dist, address));
  const end = ended(child);
  await new Promise<void>((resolve) => child.stderr?.on('data', (chunk) => String(chunk).includes('10-') && resolve()));
  front.close();
  await sleep(3000);
  await front.open();
  expect(await end).toMatchObject({ code: 0, err: expect.stringContaining('does not answer') });
  front.close();
});

test('waits for a deletion that is under way, and for what holds a namespace says who', async () => {
  const hold = (finalizers: readonly string[]) =>
    kubectl('patch', 'namespace', 'istio-system', '--type=merge', '-p', JSON.stringify({ metadata: { finalizers } }));
  hold(['example.com/hold']);
  const held = await bed.run('delete', 'minimal', '--yes', '--timeout', '20');
  expect(held).toMatchObject({ code: 2, err: expect.stringContaining('MESH717 [Namespace istio-system] still there') });
  const end = ended(bed.start('apply', 'minimal', NO_WAIT));
  await sleep(4000);
  hold([]);
  expect(await end).toMatchObject({ code: 0 });
  expect(await bed.run('diff', 'minimal', '--output', 'json')).toMatchObject({ code: 0, out: '[]\n' });
});

test('does not delete one environment by the name of another', async () => {
  const { code, out } = await bed.run('delete', 'default', '--yes', '--output', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(out).problems).toEqual([
    expect.stringMatching(/^MESH722 \[default\] context "test" holds environment "minimal", not "default"/),
  ]);
  expect(kubectl('get', 'namespace', '-o', 'name')).toContain('istio-system');
});

test('deletes only when told so, and CRDs only if asked', async () => {
  expect((await bed.run('delete', 'minimal')).err).toContain('MESH711 [delete]');
  expect(await bed.run('delete', 'minimal', '--yes')).toMatchObject({ code: 0 });
  expect(kubectl('get', 'namespace,clusterrole,mutatingwebhookconfiguration,configmap', '-o', 'name')).not.toMatch(
    /istio/,
  );
  expect(kubectl('get', 'crd', '-o', 'name')).toMatch(/istio/);
  expect(await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '400', '--output', 'json')).toMatchObject({
    code: 0,
  });
  expect(kubectl('get', 'crd', '-o', 'name')).toBe('');
});
