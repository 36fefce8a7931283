import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/mesh-app';
import { problemsOf } from '../../kit/problems';
import { schemaProblems } from '../../schema/crd';
import { routeMatchers } from '../../simulator/matchers';
import { route } from '../../simulator/route';
import { ExternalService } from '../edge/external-service';
import { Listeners, type ListenersProps } from '../edge/listeners';
import { httpServer, httpsServer, passthroughServer, redirectServer, tcpServer } from '../edge/servers';
import { ExistingService, external } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, https, tcp } from '../services/ports';
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
  const listen = (props: Partial<ListenersProps> = {}) =>
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

  test('a credential is beside the Gateway, wherever the pods are', () => {
    const at = (namespace: string) => {
      const { app, listen } = shop();
      const gateway = { name: 'edge', namespace: 'edge', selector: {}, ports: [{ name: 'https', port: 443 }] };
      listen({ gateway, servers: [httpsServer(443, ['a.example.com'], { name: 'cert', namespace })] });
      return problemsOf(app);
    };
    expect(at('shop')).toEqual([]);
    expect(at('edge')).toEqual([
      'IST0101 [test/shop/front] there is no Secret shop/cert; make it there: front reads Secrets of its own namespace alone, not of edge',
    ]);
  });
});
