import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { problemsOf } from '../../kit/problems';
import { schemaProblems } from '../../schema/crd';
import { routeMatchers } from '../../simulator/matchers';
import { route } from '../../simulator/routes/route';
import { ExternalService } from '../edge/external-service';
import { type ApiListeners, Listeners, type ListenersProps } from '../edge/listeners';
import { httpServer, httpsServer, passthroughServer, redirectServer, tcpServer } from '../edge/servers';
import { ExistingService, external } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { grpc, http, https, tcp } from '../services/ports';
import { prefix } from './match';
import { Route, type RouteProps } from './route';

expect.extend(routeMatchers);

function shop() {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const versions = { v1: { image: 'shop/app:1' } };
  const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions });
  const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions });
  const secure = new Microservice(namespace, 'secure', { ports: [https(443)], versions });
  const legacy = ExistingService.of({ name: 'legacy', namespace: 'old', ports: [http(80)] });
  const listen = (props: Partial<ApiListeners> = {}) =>
    new Listeners(namespace, 'front', { servers: [httpServer(80)], api: 'gateway-api', ...props });
  const make = (props: RouteProps, id = 'r') => new Route(namespace, id, { api: 'gateway-api', ...props });
  const objects = () => [...app.objects().values()].flat().map((object) => object.toJson());
  const find = (kind: string, name: string) => objects().find((o) => o.kind === kind && o.metadata.name === name);
  return { app, chart, namespace, cart, base, secure, legacy, listen, make, objects, find };
}
type Shop = ReturnType<typeof shop>;

describe('with the Gateway API', () => {
  test('what it cannot say is refused, never left out', () => {
    const { cart, base, secure } = shop();
    const service = cart;
    const sni = ['a.example.com'];
    const refused: readonly (readonly [string, RouteProps])[] = [
      ['`exportTo`', { service, http: [{ to: cart }], exportTo: ['.'] }],
      ['delegation', { delegated: true, http: [{ to: cart }] }],
      ['choice between several TCP rules', { service: base, tcp: [{ to: base }, { to: base }] }],
      ['match of connections by port', { service: base, tcp: [{ match: { port: 1 }, to: base }] }],
      ['match of connections by from', { service: secure, tls: [{ match: { sni, from: cart }, to: secure }] }],
      [
        'match of connections by destinationSubnets',
        { service: base, tcp: [{ match: { destinationSubnets: ['10.0.0.0/8'] }, to: base }] },
      ],
      [
        'route for maps.example.com, which is no Service',
        { service: external('maps.example.com', [http(80)]), http: [{ to: cart }] },
      ],
    ];
    for (const [what, props] of refused)
      expect(() => shop().make(props)).toThrow(`MESH326 [test/shop/r] the Gateway API has no ${what};`);
    expect(() => shop().make({ service, http: [{ to: cart }] })).not.toThrow();
    const { make, listen } = shop();
    expect(() => make({ gateways: listen(), alsoMesh: true, http: [{ to: cart }] })).toThrow('MESH326');
    const server = httpsServer(443, ['a.example.com'], { name: 'cert', namespace: 'shop' });
    const tls = { mode: 'SIMPLE', credential: { name: 'cert', namespace: 'shop' }, minVersion: 'TLSV1_3' } as const;
    expect(() => shop().listen({ servers: [{ ...server, tls }] })).toThrow(
      'MESH326 [test/shop/front] the Gateway API has no `tls.minVersion` of the server on port 443;',
    );
    expect(() => shop().listen({ servers: [server] })).not.toThrow();
  });

  test('each TLS rule has its own names', () => {
    const { chart, app, secure, namespace, listen, make } = shop();
    const other = new Microservice(namespace, 'other', { ports: [https(443)], versions: { v1: { image: 'a:1' } } });
    const gateways = listen({ servers: [passthroughServer(443, ['*.example.com'])] });
    const rule = (sni: string, to: Microservice) => ({ match: { sni: [sni] }, to });
    make({ gateways, tls: [rule('a.example.com', secure), rule('b.example.com', other)] });
    const ask = (host: string) => route(chart, { host, protocol: 'tls', gateway: gateways });
    expect(ask('a.example.com')).toReach(secure);
    expect(ask('b.example.com')).toReach(other);
    expect(problemsOf(app)).toEqual([]);
  });

  test('a host outside is a backend by its name, which is no Service', () => {
    const { namespace, make, find } = shop();
    const maps = new ExternalService(namespace, 'maps', { hosts: ['maps.example.com'], ports: [http(80)] });
    make({ service: shop().cart, http: [{ to: maps, mirror: { to: maps } }] });
    const backend = { group: 'networking.istio.io', kind: 'Hostname', name: 'maps.example.com', port: 80 };
    const [rule] = find('HTTPRoute', 'r')?.spec.rules ?? [];
    expect(rule.backendRefs).toEqual([backend]);
    expect(rule.filters[0].requestMirror.backendRef).toEqual(backend);
  });

  test('a Service of another namespace lets the gateway send to it; inside the mesh it need not', () => {
    const { make, legacy, listen, find, cart, chart } = shop();
    const gateways = listen();
    make({ gateways, http: [{ match: { path: prefix('/cart') }, to: cart }, { to: legacy }] });
    make({ service: cart, http: [{ to: legacy }] }, 'inside');
    expect(find('ReferenceGrant', 'shop-r')).toMatchObject({
      metadata: { namespace: 'old' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
        to: [{ group: '', kind: 'Service', name: 'legacy' }],
      },
    });
    expect(find('ReferenceGrant', 'shop-inside')).toBe(undefined);
    expect(route(chart, { host: 'any.example.com', gateway: gateways })).toReach(legacy);
  });

  test('a route may be for a gateway and the mesh', () => {
    const { make, listen, cart, find, chart, base } = shop();
    const gateways = listen();
    make({ service: cart, gateways, alsoMesh: true, hosts: ['a.example.com'], http: [{ to: cart }] });
    expect(find('HTTPRoute', 'r')?.spec.parentRefs).toEqual([
      { name: 'front' },
      { group: '', kind: 'Service', name: 'cart', port: 80 },
    ]);
    expect(route(chart, { host: 'a.example.com', gateway: gateways })).toReach(cart);
    expect(route(chart, { host: cart, from: base }).by).toBe('HTTPRoute shop/r rules[0]');
  });

  test('plain HTTP is sent to HTTPS, and routes are for HTTPS alone', () => {
    const { app, chart, make, listen, cart, find } = shop();
    const hosts = ['a.example.com'];
    const credential = { name: 'cert', namespace: 'shop' };
    const gateways = listen({ servers: [redirectServer(80, hosts), httpsServer(443, hosts, credential)] });
    make({ gateways, http: [{ match: { path: '/deep' }, to: cart }] });
    expect(find('HTTPRoute', 'r')?.spec.parentRefs).toEqual([{ name: 'front', sectionName: 'https' }]);
    const ask = (port: number) => route(chart, { host: 'a.example.com', path: '/deep', port, gateway: gateways });
    expect(ask(80)).toMatchObject({ status: 301, location: 'https://a.example.com/deep' });
    expect(ask(443)).toReach(cart);
    expect(problemsOf(app)).toEqual([]);
  });

  test.each<[string, (made: Shop) => void]>([
    ['HTTP/2 and gRPC servers', ({ listen }) => listen({ servers: [{ port: 80, protocol: 'GRPC', hosts: ['*'] }] })],
    ['TCP servers', ({ listen }) => listen({ servers: [tcpServer(9000)] })],
    [
      'clients with certificates and chosen ciphers',
      ({ listen }) => {
        const credential = { name: 'cert', namespace: 'shop' };
        const tls = { mode: 'MUTUAL', credential, cipherSuites: ['ECDHE-RSA-AES256-GCM-SHA384'] } as const;
        listen({ servers: [{ port: 443, protocol: 'HTTPS', hosts: ['a.example.com'], tls }] });
      },
    ],
  ])('%s are what the API server accepts', (_what, build) => {
    const made = shop();
    build(made);
    const gateway = made.find('Gateway', 'front');
    expect(schemaProblems(gateway)).toEqual([]);
    expect(gateway?.spec.listeners[0].protocol).toMatch(/^(HTTP|HTTPS|TCP)$/);
  });

  test('a Gateway is beside its pods, which istiod gives nothing else', () => {
    const at = (namespace: string) => {
      const { app, listen } = shop();
      const gateway = { name: 'edge', namespace, selector: {}, ports: [{ name: 'https', port: 443 }] };
      listen({ gateway, servers: [httpsServer(443, ['a.example.com'], { name: 'cert', namespace: 'shop' })] });
      return problemsOf(app);
    };
    expect(at('shop')).toEqual([]);
    expect(at('edge')).toEqual([
      'MESH947 [test/shop/front] the Gateway is in shop, but the pods that are to serve it are in edge, where they get nothing of it; make it there, or let Istio deploy pods for it',
    ]);
  });

  test('certificates, and authorities of clients, may be in other namespaces that grant it', () => {
    const { find, listen } = shop();
    const tls = {
      mode: 'MUTUAL',
      credential: { name: 'wildcard', namespace: 'certificates' },
      clientCa: { name: 'clients', namespace: 'certificates' },
    } as const;
    listen({ servers: [{ port: 443, protocol: 'HTTPS', hosts: ['a.example.com'], tls }] });
    const { spec } = find('Gateway', 'front') ?? {};
    expect(spec.listeners[0].tls.certificateRefs).toEqual([{ name: 'wildcard', namespace: 'certificates' }]);
    expect(spec.tls.frontend.perPort).toEqual([
      {
        port: 443,
        tls: {
          validation: {
            caCertificateRefs: [{ group: '', kind: 'Secret', name: 'clients', namespace: 'certificates' }],
          },
        },
      },
    ]);
    expect(schemaProblems(find('Gateway', 'front'))).toEqual([]);
    const grant = find('ReferenceGrant', 'shop-front');
    expect(grant?.metadata.namespace).toBe('certificates');
    expect(grant?.spec).toEqual({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'shop' }],
      to: ['wildcard', 'clients'].map((name) => ({ group: '', kind: 'Secret', name })),
    });
  });

  test('a Gateway says what Istio deploys for it, and each server whose routes it takes', () => {
    const { find, listen } = shop();
    const annotations = { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' };
    const team = { matchLabels: { team: 'web' } };
    listen({
      gatewayClassName: 'istio-edge',
      infrastructure: { annotations, parametersRef: { group: '', kind: 'ConfigMap', name: 'sizes' } },
      annotations: { 'external-dns.alpha.kubernetes.io/target': 'gw.example.com' },
      servers: [
        { ...httpServer(80, ['a.example.com']), allowRoutesFrom: 'All' },
        { ...httpServer(8080, ['b.example.com']), allowRoutesFrom: team },
        httpServer(8081, ['c.example.com']),
      ],
    });
    const { metadata, spec } = find('Gateway', 'front') ?? {};
    expect(metadata.annotations).toEqual({ 'external-dns.alpha.kubernetes.io/target': 'gw.example.com' });
    expect(spec.gatewayClassName).toBe('istio-edge');
    expect(spec.infrastructure).toEqual({
      annotations,
      parametersRef: { group: '', kind: 'ConfigMap', name: 'sizes' },
    });
    expect(
      spec.listeners.map((one: { allowedRoutes: { namespaces: object } }) => one.allowedRoutes.namespaces),
    ).toEqual([{ from: 'All' }, { from: 'Selector', selector: team }, { from: 'Same' }]);
    expect(schemaProblems(find('Gateway', 'front'))).toEqual([]);
  });

  test("what Istio's own API lacks of that does not compile", () => {
    const gateway = { name: 'edge', namespace: 'shop', selector: { istio: 'edge' }, ports: [] };
    const servers = [httpServer(80, ['a.example.com'])];
    // @ts-expect-error infrastructure is what Istio deploys, for a Gateway of the Gateway API alone
    const wrong: ListenersProps = { api: 'istio', gateway, servers, infrastructure: {} };
    const right: ListenersProps = { api: 'gateway-api', gateway, servers, infrastructure: {} };
    expect(Object.keys(wrong)).toEqual(Object.keys(right));
  });

  test('a route of a service with several ports is for all of them, or for one', () => {
    const parents = (one: boolean) => {
      const { namespace, find } = shop();
      const stock = new Microservice(namespace, 'stock', {
        ports: [http(80), grpc(9090)],
        versions: { v1: { image: 'stock:1' } },
      });
      new Route(namespace, 'r', {
        api: 'gateway-api',
        service: stock,
        ...(one && { port: stock.port(80) }),
        http: [{ to: stock.port(80) }],
      });
      return find('HTTPRoute', 'r')?.spec.parentRefs;
    };
    expect(parents(false)).toEqual([{ group: '', kind: 'Service', name: 'stock' }]);
    expect(parents(true)).toEqual([{ group: '', kind: 'Service', name: 'stock', port: 80 }]);
  });
});
