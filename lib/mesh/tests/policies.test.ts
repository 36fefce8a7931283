import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { problemsOf } from '../../kit/problems';
import { routeMatchers } from '../../simulator/matchers';
import { route } from '../../simulator/routes/route';
import { Certificate, ClusterIssuer } from '../edge/certificate';
import { Egress } from '../edge/egress';
import { ExternalService } from '../edge/external-service';
import type { GatewayPods } from '../edge/listeners';
import { WorkloadEntry, WorkloadGroup } from '../edge/virtual-machine';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { grpc, http, https, mysql, tcp } from '../services/ports';
import { DestinationPolicy, type DestinationPolicyProps } from '../traffic/destination-policy';
import { SidecarScope } from '../traffic/sidecar-scope';
import { type Balancing, SYSTEM_CA_FILE } from '../traffic/traffic-policy';

expect.extend(routeMatchers);

const way: GatewayPods = {
  name: 'egress',
  namespace: 'istio-system',
  selector: { app: 'egress', istio: 'egressgateway' },
  ports: [
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
  ],
};

function shop() {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const cart = new Microservice(namespace, 'cart', {
    ports: [http(80), grpc(90)],
    versions: { v1: { image: 'a:1' }, v2: { image: 'a:2' } },
  });
  const objects = () => [...app.objects().values()].flat().map((object) => object.toJson());
  const spec = (kind: string, name: string) => objects().find((o) => o.kind === kind && o.metadata.name === name)?.spec;
  const policy = (props: Omit<DestinationPolicyProps, 'service'>) => {
    new DestinationPolicy(namespace, 'cart-policy', { service: cart, ...props });
    return spec('DestinationRule', 'cart-policy');
  };
  return { app, chart, namespace, cart, objects, spec, policy };
}

describe('a destination policy', () => {
  test('lists the versions that a service has at synth, so that a canary needs no second edit', () => {
    const { namespace, cart, spec } = shop();
    new DestinationPolicy(namespace, 'cart-policy', { service: cart });
    cart.addVersion('v3', { image: 'a:3' });
    expect(spec('DestinationRule', 'cart-policy')).toEqual({
      host: 'cart',
      subsets: ['v1', 'v2', 'v3'].map((name) => ({ name, labels: { version: name } })),
    });
  });

  test('balances by algorithm, hash, nearness and age', () => {
    expect(shop().policy({ loadBalancer: 'LEAST_REQUEST' }).trafficPolicy).toEqual({
      loadBalancer: { simple: 'LEAST_REQUEST' },
    });
    const hash = (key: object) =>
      shop().policy({ loadBalancer: { hash: key as never } }).trafficPolicy.loadBalancer.consistentHash;
    expect(hash({ header: 'x-user' })).toEqual({ httpHeaderName: 'x-user' });
    expect(hash({ query: 'user', ringSize: 2048 })).toEqual({
      httpQueryParameterName: 'user',
      ringHash: { minimumRingSize: 2048 },
    });
    expect(hash({ cookie: 'user', ttl: '1h' })).toEqual({ httpCookie: { name: 'user', ttl: '1h' } });
    expect(hash({ sourceIp: true, maglev: true })).toEqual({ useSourceIp: true, maglev: { tableSize: 65537 } });
    const near = (loadBalancer: Balancing) =>
      shop().policy({ loadBalancer, outlierDetection: {} }).trafficPolicy.loadBalancer;
    const failover = { eu: 'us' };
    const distribute = { 'eu/a/*': { 'eu/a/*': 80, 'eu/b/*': 20 } };
    const warmup = { duration: '60s', minimumPercent: 10 };
    expect(near({ locality: { distribute }, warmup })).toEqual({
      localityLbSetting: { enabled: true, distribute: [{ from: 'eu/a/*', to: { 'eu/a/*': 80, 'eu/b/*': 20 } }] },
      warmup,
    });
    expect(near({ locality: { failover } }).localityLbSetting.failover).toEqual([{ from: 'eu', to: 'us' }]);
    const zoneAware = { minEndpoints: 3, failover, failoverPriority: ['rack'] };
    expect(near({ zoneAware }).zoneAwareLbSetting).toEqual({
      enabled: true,
      minClusterSize: 3,
      failover: [{ from: 'eu', to: 'us' }],
      failoverPriority: ['rack'],
    });
    expect(shop().policy({ loadBalancer: { locality: false } }).trafficPolicy.loadBalancer.localityLbSetting).toEqual({
      enabled: false,
    });
  });

  test('limits connections and takes out endpoints that fail', () => {
    const { trafficPolicy } = shop().policy({
      connectionPool: {
        maxConnections: 100,
        connectTimeout: '30ms',
        keepalive: { time: '7200s' },
        http: { maxPending: 1, maxRequests: 1000, maxRequestsPerConnection: 10, http2: 'UPGRADE' },
      },
      outlierDetection: { consecutive5xx: 5, interval: '10s', ejectFor: '3m', maxEjectedPercent: 100 },
    });
    expect(trafficPolicy).toEqual({
      connectionPool: {
        tcp: { maxConnections: 100, connectTimeout: '30ms', tcpKeepalive: { time: '7200s' } },
        http: {
          http1MaxPendingRequests: 1,
          http2MaxRequests: 1000,
          maxRequestsPerConnection: 10,
          h2UpgradePolicy: 'UPGRADE',
        },
      },
      outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '3m', maxEjectionPercent: 100 },
    });
  });

  test('has settings of one port and of one version', () => {
    const { cart, policy, chart } = shop();
    const made = policy({
      ports: [{ port: cart.port(90), policy: { loadBalancer: 'RANDOM' } }],
      perVersion: { v2: { tls: { mode: 'DISABLE' } } },
      callers: cart.version('v1'),
      exportTo: ['.'],
    });
    expect(made.trafficPolicy).toEqual({
      portLevelSettings: [{ port: { number: 90 }, loadBalancer: { simple: 'RANDOM' } }],
    });
    expect(made.subsets[1]).toEqual({
      name: 'v2',
      labels: { version: 'v2' },
      trafficPolicy: { tls: { mode: 'DISABLE' } },
    });
    expect(made).toMatchObject({ workloadSelector: { matchLabels: { app: 'cart', version: 'v1' } }, exportTo: ['.'] });
    const other = new MeshNamespace(chart, 'other', { injection: true });
    expect(() => new DestinationPolicy(other, 'p', { service: cart, callers: cart })).toThrow('MESH400');
  });

  const wrong = (props: Omit<DestinationPolicyProps, 'service'>) => () => shop().policy(props);
  test.each([
    ['MESH305', wrong({ perVersion: { v9: {} } })],
    ['must be a valid duration', wrong({ outlierDetection: { interval: '10' } })],
    ['MESH966', wrong({ outlierDetection: { maxEjectedPercent: 150 } })],
    ['MESH965', wrong({ outlierDetection: {}, loadBalancer: { locality: { distribute: { a: { a: 60, b: 30 } } } } })],
    ['MESH335', wrong({ loadBalancer: { locality: { failoverPriority: ['zone'] } } })],
    [
      'IST0106 [test/shop/cart-policy] spec.trafficPolicy.loadBalancer has simple and consistentHash',
      wrong({ loadBalancer: { algorithm: 'RANDOM', hash: { sourceIp: true } } }),
    ],
  ])('refuses %s', (code, make) => {
    expect(make).toThrow(code);
    expect(wrong({ outlierDetection: { interval: '10s', maxEjectedPercent: 50 } })).not.toThrow();
  });
});

describe('what is outside', () => {
  test('is known by name, protocol and address', () => {
    const { namespace, spec } = shop();
    new ExternalService(namespace, 'db', {
      hosts: ['db.example.com'],
      ports: [mysql(3306)],
      addresses: ['192.0.2.7'],
      resolution: 'STATIC',
      endpoints: [{ address: '192.0.2.8', locality: 'eu/a', weight: 1 }],
      location: 'MESH_INTERNAL',
    });
    expect(spec('ServiceEntry', 'db')).toEqual({
      hosts: ['db.example.com'],
      addresses: ['192.0.2.7'],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      ports: [{ name: 'mysql', number: 3306, protocol: 'MYSQL' }],
      endpoints: [{ address: '192.0.2.8', locality: 'eu/a', weight: 1 }],
    });
  });

  test('is called through the egress gateway, which begins TLS', () => {
    const { app, chart, namespace, cart, spec } = shop();
    const google = new ExternalService(namespace, 'google', {
      hosts: ['www.example.com'],
      ports: [http(80), https(443)],
    });
    const { listeners } = new Egress(namespace, 'out', {
      to: google.port(80),
      through: way,
      originate: { port: google.port(443) },
    });
    expect(problemsOf(app)).toEqual([]);
    const inside = route(chart, { host: google, from: cart, port: 80 });
    expect(inside.targets).toEqual([{ host: 'egress.istio-system.svc', subset: 'out', port: 80, share: 100 }]);
    const outside = route(chart, { host: 'www.example.com', gateway: listeners });
    expect(outside.targets).toEqual([{ host: 'www.example.com', port: 443, share: 100 }]);
    expect(spec('Gateway', 'out-egress').servers[0]).toMatchObject({
      port: { number: 8080, protocol: 'HTTPS' },
      tls: { mode: 'ISTIO_MUTUAL' },
    });
    expect(spec('DestinationRule', 'out-egress').subsets[0].trafficPolicy.portLevelSettings).toEqual([
      { port: { number: 80 }, tls: { mode: 'ISTIO_MUTUAL', sni: 'www.example.com' } },
    ]);
    expect(spec('VirtualService', 'out-egress').http[1]).toEqual({
      match: [{ gateways: ['out-egress'] }],
      route: [{ destination: { host: 'www.example.com', port: { number: 443 } } }],
    });
    expect(spec('DestinationRule', 'out-tls').trafficPolicy.portLevelSettings[0].tls).toEqual({
      mode: 'SIMPLE',
      sni: 'www.example.com',
      caCertificates: SYSTEM_CA_FILE,
    });
  });

  test('is called through the egress gateway, which passes TLS on', () => {
    const { chart, namespace, cart, spec } = shop();
    const google = new ExternalService(namespace, 'google', { hosts: ['www.example.com'], ports: [https(443)] });
    const { listeners } = new Egress(namespace, 'out', { to: google.port(443), through: way });
    const leaving = route(chart, { host: google.host, protocol: 'tls', gateway: listeners });
    expect(leaving.targets).toEqual([{ host: google.host, port: 443, share: 100 }]);
    const inside = route(chart, { host: google, from: cart, protocol: 'tls' });
    expect(inside.targets).toEqual([{ host: 'egress.istio-system.svc', subset: 'out', port: 443, share: 100 }]);
    // Inside of the mesh's own TLS, by which the gateway knows who calls.
    expect(spec('Gateway', 'out-egress').servers[0]).toMatchObject({
      port: { number: 8443, protocol: 'TLS' },
      tls: { mode: 'ISTIO_MUTUAL' },
    });
    expect(spec('DestinationRule', 'out-egress').subsets[0].trafficPolicy.portLevelSettings).toEqual([
      { port: { number: 443 }, tls: { mode: 'ISTIO_MUTUAL', sni: 'www.example.com' } },
    ]);
    const plain = new ExternalService(namespace, 'raw', {
      hosts: ['raw.example.com'],
      ports: [tcp(9)],
      addresses: ['192.0.2.1'],
    });
    const out = { to: plain.port(9), through: way };
    expect(() => new Egress(namespace, 'raw-out', out)).toThrow('MESH310');
  });

  test('may be a machine of the mesh', () => {
    const { namespace, spec } = shop();
    new WorkloadEntry(namespace, 'vm', { address: '192.0.2.9', labels: { app: 'mysqldb' }, serviceAccount: 'vm' });
    new WorkloadGroup(namespace, 'vms', {
      labels: { app: 'mysqldb' },
      serviceAccount: 'vm',
      health: { path: '/ready', port: 8080 },
      locality: 'eu/a',
      weight: 2,
    });
    expect(spec('WorkloadEntry', 'vm')).toEqual({
      address: '192.0.2.9',
      labels: { app: 'mysqldb' },
      serviceAccount: 'vm',
    });
    expect(spec('WorkloadGroup', 'vms')).toEqual({
      metadata: { labels: { app: 'mysqldb' } },
      template: { serviceAccount: 'vm', locality: 'eu/a', weight: 2 },
      probe: { httpGet: { path: '/ready', port: 8080 } },
    });
  });

  test('sees a certificate that cert-manager renews', () => {
    const { namespace, spec, app } = shop();
    const issuer = ClusterIssuer.acme(namespace, 'le', {
      server: 'https://acme.example.com',
      email: 'a@example.com',
      ingressClass: 'istio',
    });
    const { credential } = new Certificate(namespace, 'web-cert', { hosts: ['shop.example.com'], issuer });
    expect(credential).toEqual({ name: 'web-cert', namespace: 'shop' });
    expect(spec('Certificate', 'web-cert').issuerRef).toEqual({ name: 'le', kind: 'ClusterIssuer' });
    expect(spec('Certificate', 'web-cert')).not.toHaveProperty('duration');
    const own = ClusterIssuer.ca(namespace, 'own', { secret: 'own-ca' });
    expect(spec('ClusterIssuer', 'own')).toEqual({ ca: { secretName: 'own-ca' } });
    const times = { duration: '24h', renewBefore: '8h' };
    new Certificate(namespace, 'often', { hosts: ['often.example.com'], issuer: own, ...times });
    expect(spec('Certificate', 'often')).toMatchObject({ issuerRef: { name: 'own' }, ...times });
    expect(problemsOf(app)).toEqual([]);
    new Certificate(namespace, 'none', { hosts: [], issuer });
    new Certificate(namespace, 'bad', { hosts: ['a b', `${'a'.repeat(60)}.example.com`], issuer });
    expect(problemsOf(app)).toEqual([
      expect.stringContaining('MESH478 [test/shop/none] the certificate is for nobody;'),
      expect.stringContaining('MESH478 [test/shop/bad] the certificate is for "a b", which is no host;'),
    ]);
  });

  test.each([
    [{ duration: '1h', renewBefore: '5m' }, undefined],
    [{ renewBefore: '2159h' }, undefined],
    [{ duration: '59m' }, 'lasts 59m;'],
    [{ duration: 'a day' }, 'lasts "a day", which is no duration;'],
    [{ duration: '24h', renewBefore: '24h' }, 'lasts 24h and is renewed 24h before its end;'],
    [{ renewBefore: '4m' }, 'lasts 2160h and is renewed 4m before its end;'],
    [{ renewBefore: 'soon' }, 'is renewed "soon" before its end, which is no duration;'],
  ])('sees whether a certificate of %j is renewed in time', (times, fault) => {
    const { namespace, app } = shop();
    const issuer = ClusterIssuer.ca(namespace, 'own', { secret: 'own-ca' });
    new Certificate(namespace, 'web-cert', { hosts: ['shop.example.com'], issuer, ...times });
    const judged = expect(() => app.objects());
    if (fault === undefined) judged.not.toThrow();
    else judged.toThrow(`MESH477 [test/shop/web-cert] the certificate ${fault}`);
  });
});

describe('a sidecar scope', () => {
  test('knows what its service declared to call, also later', () => {
    const { namespace, cart, spec, app } = shop();
    const old = ExistingService.of({ name: 'old', namespace: 'legacy', ports: [http(80)] });
    const stock = new Microservice(namespace, 'stock', { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
    new SidecarScope(namespace, 'cart-scope', { service: cart, outbound: 'REGISTRY_ONLY' });
    expect(problemsOf(app).join()).toContain('MESH339 [test/shop/cart-scope] cart declares no call');
    cart.calls(stock, old);
    expect(spec('Sidecar', 'cart')).toEqual({
      workloadSelector: { labels: { app: 'cart' } },
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
      egress: [{ hosts: ['./stock.shop.svc.cluster.local', 'istio-system/*', 'legacy/old.legacy.svc.cluster.local'] }],
    });
  });
});
