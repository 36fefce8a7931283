import { expect, test } from '@jest/globals';
import { type Printed, synth } from '../../../test/synth';
import { Egress } from '../edge/egress';
import { ExternalService, type ExternalServiceProps } from '../edge/external-service';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { WorkloadEntry } from '../edge/virtual-machine';
import { EnvoyFilter } from '../extension/envoy-filter';
import { Route } from '../route/route';
import { Deny } from '../security/authorization';
import { PeerAuthentication } from '../security/peer-authentication';
import { RequestAuthentication } from '../security/tokens/request-authentication';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, https, tls } from '../services/ports';
import { DestinationPolicy } from '../traffic/destination-policy';
import { SidecarScope, type SidecarScopeProps } from '../traffic/sidecar-scope';

const inShop = (build: (namespace: MeshNamespace, web: Microservice) => unknown, name = 'shop') =>
  synth((chart) => {
    const namespace = new MeshNamespace(chart, name, { injection: true });
    build(namespace, new Microservice(namespace, 'web', { ports: [http(8080)], versions: { v1: { image: 'web:1' } } }));
  });
const pods = (name: string, namespace = 'shop') => ({
  ...{ name, namespace, selector: { app: name, istio: 'ingressgateway' } },
  ports: [
    { name: 'http2', port: 80 },
    { name: 'https', port: 443 },
  ],
});

test('a gateway is chosen by all of its labels, so that two that share one are told apart', () => {
  const patches = [{ applyTo: 'LISTENER', patch: { operation: 'MERGE', value: {} } }] as const;
  const objects = inShop((namespace) => {
    new Listeners(namespace, 'internal', { gateway: pods('internal'), servers: [httpServer(80, ['a.example.com'])] });
    new Deny(namespace, 'deny', { workload: pods('public'), rules: [{ to: { paths: ['/admin*'] } }] });
    new EnvoyFilter(namespace, 'f', { workload: pods('public'), reason: 'A test.', reviewedFor: ['1.31'], patches });
  });
  expect(objects['Gateway/internal'].spec.selector).toEqual(pods('internal').selector);
  expect(objects['AuthorizationPolicy/deny'].spec.selector.matchLabels).toEqual(pods('public').selector);
  expect(objects['EnvoyFilter/f'].spec.workloadSelector.labels).toEqual(pods('public').selector);
});

test('labels and annotations are those of the object itself', () => {
  const labels = { 'istio.io/rev': 'canary' };
  const annotations = { 'external-dns.alpha.kubernetes.io/target': 'lb.example.com' };
  const objects = inShop((namespace, web) => {
    const gateways = new Listeners(namespace, 'entry', {
      gateway: pods('edge'),
      servers: [httpServer(80, ['a.example.com'])],
      annotations,
    });
    new Route(namespace, 'r', { gateways, http: [{ to: web }], labels, annotations });
    new ExternalService(namespace, 'wild', {
      hosts: ['*.example.com'],
      ports: [tls(443)],
      resolution: 'DYNAMIC_DNS',
      labels,
    });
    new DestinationPolicy(namespace, 'policy', { service: web, labels, loadBalancer: 'RANDOM' });
    new WorkloadEntry(namespace, 'vm', { address: '192.0.2.1', labels: { app: 'vm' }, metadata: { labels } });
  });
  expect(objects['Gateway/entry'].metadata.annotations).toEqual(annotations);
  expect(objects['VirtualService/r'].metadata).toMatchObject({ labels, annotations });
  expect(objects['ServiceEntry/wild'].metadata.labels).toEqual(labels);
  expect(objects['DestinationRule/policy'].metadata.labels).toEqual(labels);
  expect(objects['DestinationRule/policy'].spec.trafficPolicy).toEqual({ loadBalancer: { simple: 'RANDOM' } });
  expect(objects['WorkloadEntry/vm']).toMatchObject({ metadata: { labels }, spec: { labels: { app: 'vm' } } });
});

test('all hosts of an outside service leave by the egress gateway, and have the policy', () => {
  const objects = inShop((namespace) => {
    const hosts = ['a.example.com', 'b.example.com'];
    const service = new ExternalService(namespace, 'partners', { hosts, ports: [http(80), https(443)] });
    new Egress(namespace, 'out', { to: service.port(443), through: pods('egress', 'istio-egress') });
    new DestinationPolicy(namespace, 'p', { service, loadBalancer: 'RANDOM' });
  });
  const { spec }: Printed = objects['VirtualService/out-egress'];
  expect(spec.hosts).toEqual(['a.example.com', 'b.example.com']);
  expect(spec.tls.map((rule: Printed) => [rule.match[0].sniHosts[0], rule.route[0].destination.subset])).toEqual([
    ['a.example.com', 'out'],
    ['b.example.com', 'out-1'],
  ]);
  expect(spec.tcp.map((rule: Printed) => [rule.match[0].gateways[0], rule.route[0].destination.host])).toEqual([
    ['out-egress', 'a.example.com'],
    ['out-egress-1', 'b.example.com'],
  ]);
  const [a, b] = objects['DestinationRule/out-egress'].spec.subsets;
  expect([a, b].map((one) => one.trafficPolicy.portLevelSettings[0].tls.sni)).toEqual(spec.hosts);
  expect(['p', 'p-1'].map((name) => objects[`DestinationRule/${name}`].spec.host)).toEqual(spec.hosts);
});

test('a wildcard does not leave by a gateway, which has lost the address that was asked for', () => {
  const out = (host: string) => () =>
    inShop((namespace) => {
      const service = new ExternalService(namespace, 'wild', { hosts: [host], ports: [tls(443)], resolution: 'NONE' });
      new Egress(namespace, 'out', { to: service.port(443), through: pods('egress', 'istio-egress') });
    });
  expect(out('*.example.com')).toThrow('MESH944 [test/shop/out] calls to *.example.com cannot go on from a gateway');
  expect(out('a.example.com')).not.toThrow();
});

test('a policy of the root namespace is for pods of every namespace; mTLS modes and other namespaces are not', () => {
  const jwt = [{ issuer: 'https://login.example.com' }];
  const far = pods('ingress', 'istio-ingress');
  const inRoot = inShop((root) => new RequestAuthentication(root, 'jwt', { workload: far, jwt }), 'istio-system');
  expect(inRoot['RequestAuthentication/jwt'].spec.selector.matchLabels).toEqual(far.selector);
  expect(() => inShop((shop) => new RequestAuthentication(shop, 'jwt', { workload: far, jwt }))).toThrow('MESH400');
  expect(() =>
    inShop((root) => new PeerAuthentication(root, 'strict', { workload: far, mode: 'STRICT' }), 'istio-system'),
  ).toThrow('MESH400');
});

test('versions are told apart by other labels where their owners do so', () => {
  const subsets = (versions: Parameters<typeof ExistingService.of>[0]['versions'] & object) =>
    inShop((namespace) => {
      const service = ExistingService.of({ name: 'api', namespace: 'shop', ports: [http(80)], versions });
      new DestinationPolicy(namespace, 'policy', { service });
    })['DestinationRule/policy'].spec.subsets;
  expect(subsets(['v1'])).toEqual([{ name: 'v1', labels: { version: 'v1' } }]);
  expect(subsets({ live: { stage: 'live' }, canary: {} })).toEqual([
    { name: 'live', labels: { stage: 'live' } },
    { name: 'canary', labels: { app: 'api' } },
  ]);
});

const scope = (props: SidecarScopeProps) => () =>
  inShop((namespace, web) => new SidecarScope(namespace, 'scope', { service: web, ...props }))['Sidecar/web'].spec;

test('a Sidecar has listeners of its own, and whoever sees everything has no further host', () => {
  const ingress = [
    { port: { number: 8080, protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:3000', connections: { maxConnections: 9 } },
  ] as const;
  const egress = [
    {
      port: { number: 3306, protocol: 'MYSQL', name: 'db' },
      bind: '127.0.0.1',
      captureMode: 'NONE',
      hosts: ['data/*'],
    },
  ] as const;
  expect(scope({ ingress, egress, alsoReach: ['*/*'] })()).toEqual({
    workloadSelector: { labels: { app: 'web' } },
    ingress: [
      {
        port: { number: 8080, protocol: 'HTTP', name: 'http-8080' },
        defaultEndpoint: '127.0.0.1:3000',
        connectionPool: { tcp: { maxConnections: 9 } },
      },
    ],
    egress: [
      {
        port: { number: 3306, protocol: 'MYSQL', name: 'db' },
        bind: '127.0.0.1',
        captureMode: 'NONE',
        hosts: ['data/*'],
      },
      { hosts: ['*/*'] },
    ],
  });
  const to = (defaultEndpoint: string) =>
    scope({ ingress: [{ port: { number: 8080, protocol: 'HTTP' }, defaultEndpoint }] });
  expect(to('192.0.2.1:3000')).toThrow('MESH968 [test/shop/scope] a listener leads to "192.0.2.1:3000"');
  for (const endpoint of [':3000', '[::1]:3000', 'unix:///run/app.sock']) expect(to(endpoint)).not.toThrow();
});

test.each<[string, Partial<ExternalServiceProps>]>([
  ['a part of a label', { hosts: ['*-pr.example.com'], resolution: 'DYNAMIC_DNS' }],
  ['a dot at the end', { hosts: ['db.example.com.'] }],
  [
    'a long name of a port',
    { ports: [{ port: 27017, name: 'main-mongo-clients', protocol: 'Mongo' }], addresses: ['10.0.0.1'] },
  ],
  ['a Unix socket', { resolution: 'STATIC', endpoints: [{ address: 'unix:///var/run/agent.sock' }] }],
])('an outside service has %s', (_what, props) => {
  const make = (more: Partial<ExternalServiceProps>) => () =>
    inShop(
      (namespace) => new ExternalService(namespace, 'e', { hosts: ['e.example.com'], ports: [http(80)], ...more }),
    );
  expect(make(props)).not.toThrow();
  expect(make({ hosts: ['a*.example.com'] })).toThrow('MESH961 [test/shop/e] "a*.example.com" is no host');
});

test('names of headers are tokens, as HTTP has them', () => {
  const routed = (name: string) => () =>
    inShop((namespace, web) => {
      const http = [{ match: { headers: { [name]: '1' } }, headers: { request: { set: { [name]: '1' } } }, to: web }];
      new Route(namespace, 'r', { service: web, http });
      const jwt = [{ issuer: 'https://login.example.com', fromHeaders: [{ name: 'x_token' }] }];
      new RequestAuthentication(namespace, 'jwt', { jwt });
    });
  expect(routed('client.id')).not.toThrow();
  expect(routed('client id')).toThrow('MESH957 [test/shop/r] http[0] names the header "client id"');
});
