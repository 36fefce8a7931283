import { describe, expect, test } from '@jest/globals';
import { collect } from '../../../model/collect';
import type { KubeObject } from '../../../model/object';
import { calleeOf } from '../callee';
import { reachabilityIn } from '../reachability';
import { verdictOf } from '../verdict';
import { stoppedBy } from './network';

const pod = (name: string, ports: readonly object[], spec: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  spec: { containers: [{ name: 'one', image: 'example.com/one:1', ports }], ...spec },
});

const policy = (spec: object): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'policy', namespace: 'shop' },
  spec,
});

const meshOf = (...objects: readonly KubeObject[]) =>
  collect(
    objects.map((object) => ({ place: `${object.kind} ${object.metadata?.name}`, object })),
    [],
  );

/** Whether `web` reaches a port of `stock`. */
function passes(stock: KubeObject, spec: object, port: number): boolean {
  const mesh = meshOf(pod('web', []), stock, policy(spec));
  const [from, to] = ['web', 'stock'].map((name) => ({ pods: mesh.workloads.find((one) => one.name === name) }));
  return stoppedBy(mesh, from ?? {}, to ?? {}, port).length === 0;
}

const web = [{ name: 'web', containerPort: 8080 }];
const named = (port: number | string) => ({ ingress: [{ ports: [{ port }] }], podSelector: {} });

describe('a name of a port in a NetworkPolicy', () => {
  test('is that of the pods which are connected to, into them and out of others', () => {
    const out = { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'web' }] }] };
    for (const spec of [named('web'), out]) {
      expect(passes(pod('stock', web), spec, 8080)).toBe(true);
      expect(passes(pod('stock', web), spec, 80)).toBe(false);
      expect(passes(pod('stock', [{ name: 'other', containerPort: 8080 }]), spec, 8080)).toBe(false);
    }
  });

  test('is of TCP, and may be a native sidecar’s', () => {
    const udp = [{ name: 'web', containerPort: 8080, protocol: 'UDP' }];
    expect(passes(pod('stock', udp), named('web'), 8080)).toBe(false);
    const beside = (restartPolicy?: string) =>
      pod('stock', [], { initContainers: [{ name: 'side', image: 'side:1', ports: web, restartPolicy }] });
    expect(passes(beside('Always'), named('web'), 8080)).toBe(true);
    expect(passes(beside(), named('web'), 8080)).toBe(false);
  });
});

test('a range is of numbers, its ends among them', () => {
  const range = { podSelector: {}, ingress: [{ ports: [{ port: 80, endPort: 90 }] }] };
  const passing = [79, 80, 85, 90, 91].filter((port) => passes(pod('stock', web), range, port));
  expect(passing).toEqual([80, 85, 90]);
});

test('a block of every address has pods, whose own are not known; with an exception, it may not', () => {
  const block = (except: readonly string[]) => ({
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except } }] }],
  });
  expect(passes(pod('stock', web), block([]), 8080)).toBe(true);
  expect(passes(pod('stock', web), block(['10.0.0.0/8']), 8080)).toBe(false);
  // What clouds answer with a node's own credentials is of no pod, though a wider block around it may be.
  expect(passes(pod('stock', web), block(['169.254.169.254/32']), 8080)).toBe(true);
  expect(passes(pod('stock', web), block(['169.254.0.0/16', '10.0.0.0/8']), 8080)).toBe(false);
  expect(passes(pod('stock', web), block(['169.254.0.0/1']), 8080)).toBe(false);
});

test('no policy is for pods on the network of their node', () => {
  expect(passes(pod('stock', web), { podSelector: {} }, 8080)).toBe(false);
  expect(passes(pod('stock', web, { hostNetwork: true }), { podSelector: {} }, 8080)).toBe(true);
});

describe('a Service that names the port of its pods', () => {
  const service: KubeObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'stock', namespace: 'shop' },
    spec: { selector: { app: 'stock' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] },
  };
  const only = (port: string): KubeObject => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'only', namespace: 'shop' },
    spec: { rules: [{ to: [{ operation: { ports: [port] } }] }] },
  });

  test.each([
    ['8080', true],
    ['80', false],
  ])('a policy for port %s lets it through: %s', (port, isAllowed) => {
    const mesh = meshOf(pod('web', []), pod('stock', web), service, only(port));
    const [stock] = mesh.workloads.filter(({ name }) => name === 'stock');
    const [asked] = mesh.Service.map((one) => calleeOf(one, one.spec.ports?.[0] ?? { port: 0 }));
    if (stock === undefined || asked === undefined) throw new Error('no stock');
    expect(verdictOf(mesh, {}, mesh.workloads[0], asked, stock).allowed).toBe(isAllowed);
    const [reach] = [...reachabilityIn(mesh)];
    expect(reach).toMatchObject({ to: 'shop/stock', port: 80, allowed: isAllowed });
  });
});

test('a claim or a header may be called as what every object of JavaScript has', () => {
  const rules = [{ when: [{ key: 'request.headers[constructor]', values: ['*'] }] }];
  const mesh = meshOf(
    pod('web', []),
    pod('stock', web),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'stock', namespace: 'shop' },
      spec: { selector: { app: 'stock' }, ports: [{ name: 'http', port: 80 }] },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'only', namespace: 'shop' },
      spec: { rules },
    },
  );
  expect([...reachabilityIn(mesh)].map(({ allowed }) => allowed)).toEqual([false, false]);
});
