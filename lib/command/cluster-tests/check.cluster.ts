import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kubectl, Testbed } from './testbed';

// What a cluster has is there for files that name it, and can be checked itself.
const ROOT = join(__dirname, '..', '..', '..');
const bed = new Testbed('minimal');
const folder = mkdtempSync(join(tmpdir(), 'check-'));
const VIRTUAL_SERVICES = 'virtualservices.networking.istio.io';
const CONTEXT = kubectl('config', 'current-context').trim();

const route = (name: string, host: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: { hosts: [${host}], http: [{ route: [{ destination: { host: ${host} } }] }] }
---
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
---
`;

beforeAll(() => {
  kubectl('apply', '--server-side', '-f', join(bed.dist, 'crds', bed.crds('istio')));
  // Until the server has said anything of the kind, kubectl cannot wait for it.
  kubectl(
    'wait',
    '--for=jsonpath={.status.acceptedNames.kind}=VirtualService',
    '--timeout=60s',
    'crd',
    VIRTUAL_SERVICES,
  );
  kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', VIRTUAL_SERVICES);
  kubectl('create', 'namespace', 'shop');
  writeFileSync(join(folder, 'there.yaml'), SERVICE + route('lost', 'nowhere'));
  kubectl('apply', '-f', join(folder, 'there.yaml'));
  rmSync(join(folder, 'there.yaml'));
  writeFileSync(join(folder, 'mine.yaml'), route('cart', 'cart'));
});
afterAll(() => {
  kubectl('delete', 'namespace', 'shop');
  kubectl('delete', '--ignore-not-found', '-f', join(bed.dist, 'crds', bed.crds('istio')));
  rmSync(folder, { recursive: true });
  bed.close();
});

const check = (...args: readonly string[]) => {
  const command = ['bin/cdk8s-istio.cjs', 'check', '--output', 'json', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
  return {
    status,
    stderr,
    found: status === 2 ? [] : (JSON.parse(stdout) as { code: string; object: string; file: string }[]),
  };
};

test('a host that only the cluster has is known; without the cluster it may be missing', () => {
  expect(check(folder)).toMatchObject({ status: 0, found: [{ code: 'IST0101', severity: 'warning' }] });
  expect(check(folder, '--strict').status).toBe(1);
  expect(check(folder, '--strict', '--context', CONTEXT)).toMatchObject({ status: 0, found: [] });
});

test('without files, the cluster itself is checked', () => {
  const { status, found } = check('--context', CONTEXT);
  expect(status).toBe(1);
  expect(found.map(({ object }) => object)).toContain('VirtualService shop/lost');
  expect(found.find(({ object }) => object === 'VirtualService shop/lost')?.file).toBe(
    `${CONTEXT}/VirtualService/shop/lost`,
  );
});

test('a context that the kubeconfig has not is refused', () => {
  expect(check('--context', 'nowhere').status).not.toBe(0);
  expect(() => execFileSync('kubectl', ['--context', CONTEXT, 'get', 'namespaces'])).not.toThrow();
});
