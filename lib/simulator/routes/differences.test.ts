import { describe, expect, test } from '@jest/globals';
import { edge, shop } from '../../../test/mesh/routed-shop';
import { problemsOf } from '../../kit/problems';
import { Listeners } from '../../mesh/edge/listeners';
import { httpServer, passthroughServer, redirectServer } from '../../mesh/edge/servers';
import { prefix } from '../../mesh/route/match';
import { Route } from '../../mesh/route/route';
import { Microservice } from '../../mesh/services/microservice';
import { MeshNamespace } from '../../mesh/services/namespace';
import { grpc, http, https } from '../../mesh/services/ports';
import { DestinationPolicy } from '../../mesh/traffic/destination-policy';
import { normalized } from './envoy';
import { route } from './route';

// What istiod 1.31 and Envoy 1.40 do where one might guess otherwise; `npm run test:truth` asks them.

test('a target and a mirror have their own port, whichever was asked', () => {
  const { chart, namespace, cart, ask } = shop();
  const pay = new Microservice(namespace, 'pay', { ports: [grpc(9090)], versions: { v1: { image: 'a:1' } } });
  new Route(namespace, 'r', { service: cart, http: [{ to: pay, mirror: { to: pay } }] });
  expect(ask()).toReach(pay.port(9090));
  expect(ask().mirrors).toEqual([{ host: 'pay.shop.svc', port: 9090, share: 100 }]);
  const [written] = chart.node
    .findAll()
    .flatMap((one) => ('toJson' in one && 'kind' in one && one.kind === 'VirtualService' ? [one] : []));
  expect(JSON.stringify((written as unknown as { toJson(): unknown }).toJson())).toContain('"port":{"number":9090}');
});

describe('a DestinationRule counts in the namespaces of the caller and of the service', () => {
  const asked = (home: 'caller' | 'service' | 'third', exportTo?: readonly string[]) => {
    const made = shop();
    const { chart, namespace, other, web } = made;
    const third = new MeshNamespace(chart, 'third', { injection: true });
    const at = { caller: namespace, service: other, third }[home];
    new DestinationPolicy(at, 'web-versions', { service: web, ...(exportTo && { exportTo }) });
    new Route(other, 'r', { service: web, http: [{ to: web.version('v1') }] });
    return { ...made, outcome: route(chart, { host: web, from: made.cart }) };
  };

  test.each([
    ['caller', undefined],
    ['service', undefined],
    ['service', ['shop']],
    ['caller', ['.']],
  ] as const)('the %s, exported to %s', (home, exportTo) => {
    const { outcome, web } = asked(home, exportTo);
    expect(outcome).toReach(web.version('v1'));
  });

  test.each([
    ['third', undefined],
    ['service', ['.']],
    ['service', ['third']],
    ['caller', ['third']],
  ] as const)('not one in the %s, exported to %s, which synth says', (home, exportTo) => {
    const { outcome, app } = asked(home, exportTo);
    expect(outcome).toBeAnswered(503);
    expect(problemsOf(app).join()).toContain('MESH889');
  });
});

describe('at a gateway', () => {
  test.each(['istio', 'gateway-api'] as const)(
    'hosts of routes are cut to those of the server, then put together, with %s',
    (api) => {
      const { chart, namespace, listen, v1, v2 } = shop();
      const gateways = listen(['a.example.com'], api);
      const wide = api === 'istio' ? ['*.example.com'] : ['*'];
      new Route(namespace, 'a-all', { api, gateways, hosts: wide, http: [{ match: { path: prefix('/x') }, to: v1 }] });
      new Route(namespace, 'b-exact', { api, gateways, hosts: ['a.example.com'], http: [{ to: v2 }] });
      const ask = (path: string) => route(chart, { host: 'a.example.com', path, gateway: gateways });
      expect(ask('/x')).toReach(v1);
      expect(ask('/')).toReach(v2);
    },
  );

  test('Listeners of the same pods and port share one table', () => {
    const { chart, namespace, v1, v2 } = shop();
    const at = (id: string, hosts: readonly string[]) =>
      new Listeners(namespace, id, { gateway: edge, servers: [httpServer(80, hosts)] });
    const [front, side] = [at('front', ['a.example.com']), at('side', ['*.example.com'])];
    new Route(namespace, 'a', { gateways: front, http: [{ match: { path: prefix('/x') }, to: v1 }] });
    new Route(namespace, 'b', { gateways: side, http: [{ to: v2 }] });
    expect(route(chart, { host: 'b.example.com', gateway: front })).toReach(v2);
    expect(route(chart, { host: 'a.example.com', gateway: side })).toBeAnswered(404);
  });

  test('a redirect for all hosts takes a plain server of one with it', () => {
    const { chart, namespace, v1 } = shop();
    const servers = [redirectServer(80, ['*']), httpServer(80, ['plain.example.com'])];
    const gateways = new Listeners(namespace, 'front', { gateway: edge, servers });
    new Route(namespace, 'r', { gateways, hosts: ['plain.example.com'], http: [{ to: v1 }] });
    expect(route(chart, { host: 'plain.example.com', gateway: gateways })).toBeAnswered(301);
  });

  test('the most specific name in TLS decides, in whatever order, and nothing is called shadowed', () => {
    const { app, chart, namespace } = shop();
    const made = (id: string) =>
      new Microservice(namespace, id, { ports: [https(443)], versions: { v1: { image: 'a:1' } } });
    const [one, two] = [made('one'), made('two')];
    const gateways = new Listeners(namespace, 'tls', {
      gateway: edge,
      servers: [passthroughServer(443, ['*.example.com'])],
    });
    const hosts = ['*.example.com'];
    new Route(namespace, 'r', {
      gateways,
      hosts,
      tls: [
        { match: { sni: hosts }, to: one },
        { match: { sni: ['a.example.com'] }, to: two },
      ],
    });
    const ask = (host: string) => route(chart, { host, protocol: 'tls', gateway: gateways });
    expect(ask('a.example.com')).toReach(two);
    expect(ask('b.example.com')).toReach(one);
    expect(problemsOf(app).join()).not.toContain('IST0130');
  });
});

describe('in the mesh', () => {
  test('the service itself answers whom no rule is for', () => {
    const { routed, ask, cart, v2, web } = shop();
    routed([{ match: { from: web }, to: v2 }]);
    expect(ask({ from: web })).toReach(v2);
    expect(ask({ from: cart })).toReach(cart.port(80));
  });

  test('a route that only the namespace sees comes before one for all, whatever their names', () => {
    const { namespace, other, ask, cart, v1, v2, web } = shop();
    new Route(namespace, 'a-theirs', { service: cart, http: [{ to: v1 }] });
    new Route(other, 'z-own', { service: cart, http: [{ to: v2 }], exportTo: ['.'] });
    expect(ask({ from: web })).toReach(v2);
    expect(ask({ from: cart })).toReach(v1);
  });

  test("of the Gateway API, the caller's route replaces the service's", () => {
    const { namespace, other, ask, cart, v1, v2, web } = shop();
    const api = 'gateway-api';
    new Route(namespace, 'own', { api, service: cart, http: [{ to: v1 }] });
    new Route(other, 'callers', { api, service: cart, http: [{ match: { path: prefix('/x') }, to: v2 }] });
    expect(ask({ from: web, path: '/x' })).toReach(v2);
    expect(ask({ from: web })).toBeAnswered(404);
    expect(ask({ from: cart, path: '/x' })).toReach(v1);
  });

  test('of the Gateway API, `/a` and `/a/` are one prefix', () => {
    const { routed, ask, v1, v2 } = shop();
    routed(
      [
        { match: { path: prefix('/a') }, to: v1 },
        { match: { path: prefix('/a/') }, to: v2 },
      ],
      { api: 'gateway-api' },
    );
    expect(ask({ path: '/a/b' })).toReach(v1);
  });
});

describe('a request is read as Envoy does', () => {
  test.each([
    ['/x/../admin', '/admin'],
    ['/./admin', '/admin'],
    ['/%61dmin', '/admin'],
    ['/admin/../x', '/x'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a//b', '/a//b'],
    ['/a/.', '/a/'],
    ['/..', '/'],
  ])('the path %s is %s', (path, read) => expect(normalized(path)).toBe(read));

  test.each([
    ['/?v=1&v=2', true],
    ['/?v=2&v=1', false],
    ['/?%76=1', false],
  ])('of the query in %s the first value counts, as it is written: %s', (path, isTaken) => {
    const { routed, ask, v1, v2 } = shop();
    routed([{ match: { query: { v: '1' } }, to: v2 }, { to: v1 }]);
    expect(ask({ path })).toReach(isTaken ? v2 : v1);
  });

  test('a host ignores case, and keeps its port for matches and redirects', () => {
    const { chart, namespace, listen, v2 } = shop();
    const gateways = listen(['a.example.com']);
    const match = { authority: prefix('a.example.com:') };
    new Route(namespace, 'r', { gateways, http: [{ match, redirect: { path: '/new' } }, { to: v2 }] });
    const ask = (host: string) => route(chart, { host, gateway: gateways });
    expect(ask('A.Example.com')).toReach(v2);
    expect(ask('a.example.com:80').location).toBe('http://a.example.com:80/new');
  });

  test('a redirect goes to the name that was asked', () => {
    const { routed, ask, cart } = shop();
    routed([{ redirect: { path: '/new' } }]);
    expect(ask({ host: 'cart.shop', from: cart }).location).toBe('http://cart.shop/new');
  });
});

test('a service with several ports keeps the one that was asked', () => {
  const { chart, namespace } = shop();
  const two = new Microservice(namespace, 'two', {
    ports: [http(80), http(8080, { name: 'b' })],
    versions: { v1: { image: 'a:1' } },
  });
  expect(route(chart, { host: two, port: 8080 })).toReach(two.port(8080));
});
