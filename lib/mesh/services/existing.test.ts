import { expect, test } from '@jest/globals';
import { ApiObject, type Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { type Printed, synth } from '../../../test/synth';
import { Route } from '../route/route';
import { Allow, Deny } from '../security/authorization';
import { DestinationPolicy } from '../traffic/destination-policy';
import { ExistingService } from './existing';
import type { MeshNamespace } from './namespace';
import { MeshNamespace as Home } from './namespace';
import { http, tcp } from './ports';

const home = (chart: Chart) => new Home(chart, 'shop', { injection: true });

function legacy(shop: MeshNamespace, more: Partial<kplus.DeploymentProps> = {}, name = 'legacy') {
  const account = new kplus.ServiceAccount(shop, `${name}-account`, { metadata: { name: 'robot', namespace: 'shop' } });
  return new kplus.Deployment(shop, name, {
    metadata: { name, namespace: 'shop' },
    podMetadata: { labels: { version: 'v7' } },
    serviceAccount: account as kplus.IServiceAccount,
    containers: [{ image: 'example.com/legacy:1', portNumber: 8080 }],
    ...more,
  });
}
const exposed = (deployment: kplus.Deployment, name = 'legacy') =>
  deployment.exposeViaService({ name, ports: [{ port: 80, targetPort: 8080, name: 'http' }] });

test('a Service of cdk8s-plus: its selector, ports, versions and accounts', () => {
  let service: ExistingService | undefined;
  const made = synth((chart) => {
    const shop = home(chart);
    service = ExistingService.from(exposed(legacy(shop)));
    new DestinationPolicy(shop, 'versions', { service });
    new Route(shop, 'route', { service, http: [{ to: service.version('v7') }] });
    new Deny(shop, 'deny', { workload: service, rules: [{ to: { paths: ['/admin'] } }] });
    new Allow(shop, 'allow', { workload: service, rules: [{ from: service, to: { ports: [service.port(80)] } }] });
  });
  const { selector } = made['Service/legacy'].spec as Printed;
  expect(Object.keys(selector)).toEqual(['cdk8s.io/metadata.addr']);
  expect(service).toMatchObject({
    ...{ name: 'legacy', namespace: 'shop', host: 'legacy.shop.svc.cluster.local', podLabels: selector },
    ports: [{ port: 80, targetPort: 8080, name: 'http', protocol: 'HTTP' }],
    ...{ versions: ['v7'], serviceAccounts: [{ name: 'robot', namespace: 'shop' }] },
  });
  expect(made['AuthorizationPolicy/deny'].spec.selector).toEqual({ matchLabels: selector });
  expect(made['AuthorizationPolicy/allow'].spec.rules).toEqual([
    {
      from: [{ source: { principals: ['cluster.local/ns/shop/sa/robot'] } }],
      to: [{ operation: { ports: ['8080'] } }],
    },
  ]);
  expect(made['DestinationRule/versions'].spec.subsets).toEqual([{ name: 'v7', labels: { version: 'v7' } }]);
});

test('a workload is known by the Service that reaches its pods, and what the objects do not say is said beside', () => {
  synth((chart) => {
    const deployment = legacy(home(chart));
    deployment.exposeViaService({ name: 'legacy', ports: [{ port: 5432, targetPort: 8080 }] });
    const service = ExistingService.from(deployment, { ports: [tcp(5432)], versions: { live: {} } });
    expect(service.ports).toEqual([tcp(5432)]);
    expect(service.version('live').podLabels).toEqual(service.podLabels);
    expect(ExistingService.from(deployment).ports).toEqual([
      { port: 5432, targetPort: 8080, name: '', protocol: 'TCP' },
    ]);
  });
});

test('plain objects do as well', () => {
  synth((chart) => {
    home(chart);
    const metadata = { name: 'plain', namespace: 'shop' };
    const spec = { selector: { app: 'plain', tier: 'web' }, ports: [{ port: 80, name: 'http' }] };
    const service = new ApiObject(chart, 'plain', { apiVersion: 'v1', kind: 'Service', metadata, spec });
    expect(ExistingService.from(service)).toMatchObject({
      podLabels: spec.selector,
      ports: [{ port: 80, name: 'http', protocol: 'HTTP' }],
      serviceAccounts: [],
    });
  });
});

test.each<[string, (shop: MeshNamespace) => unknown]>([
  [
    'MESH318 [test/shop/legacy] no Service here reaches the pods of legacy; make it first',
    (shop) => ExistingService.from(legacy(shop)),
  ],
  [
    'MESH318 [test/shop/legacy] one and two reach the pods of legacy; give the Service that is meant',
    (shop) => {
      const deployment = legacy(shop);
      for (const name of ['one', 'two'])
        new kplus.Service(shop, name, {
          metadata: { name, namespace: 'shop' },
          selector: deployment,
          ports: [{ port: 80 }],
        });
      ExistingService.from(deployment);
    },
  ],
  [
    'MESH319 [test/shop/legacy] legacy has no namespace of its own; give it metadata.namespace',
    (shop) => ExistingService.from(legacy(shop, { metadata: { name: 'legacy' } })),
  ],
])('refuses: %s', (line, make) => {
  expect(() => synth((chart) => void make(home(chart)))).toThrow(line);
});

test('several ports have names, one needs none', () => {
  const of = (ports: ReturnType<typeof http>[]) => ExistingService.of({ name: 'a', namespace: 'b', ports });
  const nameless = { ...http(80), name: '' };
  expect(of([nameless]).port(80).port).toEqual(nameless);
  expect(() => of([nameless, http(81)])).toThrow('MESH309');
});
