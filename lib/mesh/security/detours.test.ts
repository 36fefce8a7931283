import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import { MeshApp } from '../../checks/judge/mesh-app';
import { manifest } from '../../kit/manifest';
import { problemsOf } from '../../kit/problems';
import { Egress } from '../edge/egress';
import { ExternalService } from '../edge/external-service';
import type { GatewayPods } from '../edge/listeners';
import { Route } from '../route/route';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, https } from '../services/ports';
import { SidecarScope } from '../traffic/sidecar-scope';
import { Allow } from './authorization';
import { DeclaredCallsOnly } from './declared-calls';
import { ZeroTrust } from './zero-trust';

const selector = { istio: 'egress' };
const egress: GatewayPods = {
  name: 'egress',
  namespace: 'istio-system',
  selector,
  ports: [
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
  ],
};

interface Made {
  readonly chart: Chart;
  readonly namespace: MeshNamespace;
  readonly root: MeshNamespace;
  readonly web: Microservice;
}

/** A mesh whose microservice `web` calls a host outside, and the pods of an egress gateway. */
function mesh(more: (made: Made) => void) {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const root = new MeshNamespace(chart, 'istio-system', { injection: false, existing: true });
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const metadata = { name: egress.name, namespace: egress.namespace };
  const service = { apiVersion: 'v1', kind: 'Service', metadata } as const;
  manifest<IService>(root, 'Service', { ...service, spec: { selector, ports: [...egress.ports] } });
  const template = {
    metadata: { labels: selector },
    spec: { serviceAccountName: 'egress', containers: [{ name: 'istio-proxy', image: 'auto' }] },
  };
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata } as const;
  manifest<IDeployment>(root, 'Deployment', {
    ...deployment,
    spec: { selector: { matchLabels: selector }, template },
  });
  const ports = [http(80)];
  const web = new Microservice(namespace, 'web', { ports, versions: { v1: { image: 'web:1' } } });
  more({ chart, namespace, root, web });
  return problemsOf(app);
}

test.each([
  ['whose TLS the gateway begins', 80],
  ['whose TLS pods begin', 443],
])('a declared call to a host %s needs the egress gateway to let its callers through', (_what, port) => {
  const problems = (leave: boolean) =>
    mesh(({ namespace, root, web }) => {
      const known = { hosts: ['maps.example.com'], ports: [http(80), https(443)] };
      const maps = new ExternalService(namespace, 'maps', known);
      web.calls(maps);
      const originate = { originate: { port: maps.port(443) } };
      new Egress(namespace, 'out', { to: maps.port(port), through: egress, ...(port === 80 && originate) });
      new ZeroTrust(root, 'ZeroTrust', { namespaces: [namespace], entries: [], ...(leave && { egress }) });
    });
  expect(problems(true)).toEqual([]);
  expect(problems(false)).toEqual([
    'MESH420 [test/shop/out] web (route out-egress) is declared to call egress, but istio-system/allow-nothing locks it out; ' +
      'add the caller to a rule (allowDeclaredCalls does), or drop the call',
  ]);
});

test('a declared call that a route leads to another service needs that one to let it through', () => {
  const problems = (declared: boolean) =>
    mesh(({ namespace, web }) => {
      const ports = [http(80)];
      const next = new Microservice(namespace, 'next', { ports, versions: { v1: { image: 'next:1' } } });
      const old = ExistingService.of({ name: 'old', namespace: 'legacy', ports });
      web.calls(old);
      if (declared) web.calls(next);
      new Route(namespace, 'moved', { service: old, http: [{ to: next }] });
      new DeclaredCallsOnly(namespace, 'DeclaredCalls');
    });
  expect(problems(true)).toEqual([]);
  expect(problems(false)).toEqual([expect.stringContaining('web (route moved) is declared to call next')]);
});

test('a route that leads on requests of others alone locks nobody out', () => {
  const problems = (others: boolean) =>
    mesh(({ namespace, web }) => {
      const made = { ports: [http(80)], versions: { v1: { image: 'a:1' } } };
      const next = new Microservice(namespace, 'next', made);
      const other = new Microservice(namespace, 'other', made);
      const old = ExistingService.of({ name: 'old', namespace: 'legacy', ports: made.ports });
      web.calls(old);
      new Route(namespace, 'moved', {
        service: old,
        http: [{ ...(others && { match: { from: other } }), to: next }, ...(others ? [{ to: old }] : [])],
      });
      new Allow(namespace, 'list', { workload: next, rules: [{ from: other }] });
    });
  expect(problems(true)).toEqual([]);
  expect(problems(false)).toEqual([expect.stringContaining('MESH420')]);
});

test('a Sidecar must know the service to which a route leads a declared call', () => {
  const problems = (alsoReach: readonly string[]) =>
    mesh(({ namespace, web, chart }) => {
      const next = new Microservice(new MeshNamespace(chart, 'other', { injection: true }), 'next', {
        ports: [http(80)],
        versions: { v1: { image: 'a:1' } },
      });
      const old = ExistingService.of({ name: 'old', namespace: 'legacy', ports: [http(80)] });
      web.calls(old);
      new Route(namespace, 'moved', { service: old, http: [{ to: next }] });
      new SidecarScope(namespace, 'scope', { service: web, alsoReach });
    });
  expect(problems([])).toEqual([
    'MESH364 [test/shop/moved] web (route moved) calls next.other, which Sidecar shop/web keeps from it; ' +
      'add it to its hosts (`alsoReach`), or declare that call too',
  ]);
  for (const known of ['other/next.other.svc.cluster.local', 'other/*', '*/*.other.svc.cluster.local'])
    expect(problems([known])).toEqual([]);
});
