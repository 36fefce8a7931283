import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import * as istio from '../../../imports/networking.istio.io';
import { MeshApp } from '../../kit/mesh-app';
import { problemsOf } from '../../kit/problems';
import { DestinationPolicy } from '../destination-policy';
import { type GatewayPods, Listeners } from '../edge/listeners';
import { httpServer, httpsServer, passthroughServer, redirectServer } from '../edge/servers';
import { exact, prefix, present, regex } from '../match';
import { Microservice } from '../microservice';
import { MeshNamespace } from '../namespace';
import { http, https, tcp } from '../ports';
import { type Api, Route, type RouteProps } from '../route/route';
import { canary, type HttpRule } from '../route/rules';
import { routeMatchers } from './matchers';
import type { Request } from './request';
import { route } from './route';

expect.extend(routeMatchers);

const edge: GatewayPods = {
  name: 'edge',
  namespace: 'edge',
  selector: { istio: 'edge' },
  ports: [
    { name: 'http2', port: 80 },
    { name: 'https', port: 443 },
  ],
};

function shop() {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const other = new MeshNamespace(chart, 'other', { injection: true });
  const version = { image: 'shop/app:1' };
  const cart = new Microservice(namespace, 'cart', {
    ports: [http(80)],
    versions: { v1: version, v2: version },
    serviceForEachVersion: true,
  });
  new DestinationPolicy(namespace, 'cart-versions', { service: cart });
  const [v1, v2] = [cart.version('v1'), cart.version('v2')];
  const web = new Microservice(other, 'web', { ports: [http(80)], versions: { v1: version, v2: version } });
  const routed = (rules: readonly HttpRule[], more: Partial<RouteProps> = {}) =>
    new Route(namespace, 'cart-route', { service: cart, http: rules, ...more });
  const listen = (hosts: readonly string[] = ['*'], api: Api = 'istio') =>
    new Listeners(namespace, 'front', { gateway: edge, servers: [httpServer(80, hosts)], api });
  const ask = (request: Partial<Request> = {}) => route(chart, { host: cart, ...request });
  return { app, chart, namespace, other, cart, v1, v2, web, routed, listen, ask };
}

describe('the first rule that matches decides', () => {
  test('whatever its kind: Istio does not prefer exact paths', () => {
    const { routed, ask, v1, v2 } = shop();
    routed([
      { match: { path: prefix('/a') }, to: v1 },
      { match: { path: exact('/a/b') }, to: v2 },
    ]);
    expect(ask({ path: '/a/b' })).toReach(v1);
  });

  test.each([
    ['/item/[0-9]+', '/item/42', true],
    ['/item/[0-9]+', '/item/42/', false],
    ['(?i)/ITEM/.*', '/item/x', true],
    ['/(?P<kind>item|book)', '/book', true],
  ])('a regular expression is RE2 of the whole path: %s', (pattern, path, hit) => {
    const { routed, ask, v1, v2 } = shop();
    routed([{ match: { path: regex(pattern) }, to: v2 }, { to: v1 }]);
    expect(ask({ path })).toReach(hit ? v2 : v1);
  });

  test('a prefix is of letters, and paths are without their query', () => {
    const { routed, ask, v1, v2 } = shop();
    routed([
      { match: { path: exact('/x') }, to: v2 },
      { match: { path: prefix('/a'), ignoreCase: true }, to: v2 },
      { match: { path: prefix('/b') }, to: v2 },
      { to: v1 },
    ]);
    for (const path of ['/x?y=1', '/abc', '/ABC', '/b']) expect(ask({ path })).toReach(v2);
    for (const path of ['/x/', '/B', '/cab']) expect(ask({ path })).toReach(v1);
  });

  test('what must be absent may be there with another value, or not at all', () => {
    const asks = (match: NonNullable<HttpRule['match']>, headers: Record<string, string>) => {
      const { routed, ask, v1, v2 } = shop();
      routed([{ match, to: v2 }, { to: v1 }]);
      return ask({ headers }).targets[0]?.subset;
    };
    const notOld = { withoutHeaders: { agent: exact('old') } };
    expect(asks(notOld, {})).toBe('v2');
    expect(asks(notOld, { agent: 'new' })).toBe('v2');
    expect(asks(notOld, { Agent: 'old' })).toBe('v1');
    expect(asks({ withoutHeaders: { agent: present } }, { agent: '' })).toBe('v1');
    // Envoy reads a header that is missing as an empty one there.
    expect(asks({ withoutHeaders: { agent: regex('.*') } }, {})).toBe('v1');
    expect(asks({ headers: { agent: regex('.*') } }, {})).toBe('v1');
  });

  test('a share of nought gets nothing, and where all is aborted nobody is reached', () => {
    const { routed, ask, v1, v2 } = shop();
    const broken = { abort: { percent: 100, status: 503 } };
    routed([
      { match: { path: '/broken' }, to: v1, fault: broken, mirror: { to: v2 } },
      { match: { path: '/shaky' }, to: v1, fault: { abort: { percent: 25, status: 503 } } },
      { to: canary(v1, v2, 0) },
    ]);
    expect(ask()).toReach(v1);
    expect(ask()).toReach(v2, 0);
    expect(ask({ path: '/shaky' })).toReach(v1, 75);
    expect(ask({ path: '/broken' })).toBeAborted(503);
    expect(ask({ path: '/broken' })).toReach(v1, 0);
    expect(ask({ path: '/broken' })).toBeMirroredTo(v2, 0);
  });

  test('a rewrite without a path to match replaces the first slash, a pattern all it finds', () => {
    const { routed, ask, v1 } = shop();
    routed([
      { match: { headers: { v: '2' } }, to: v1, rewrite: { path: '/v2/' } },
      { match: { path: exact('/exact') }, to: v1, rewrite: { path: '/new' } },
      { to: v1, rewrite: { regex: { match: '/+', rewrite: '/$' } } },
    ]);
    expect(ask({ path: '/items', headers: { v: '2' } }).path).toBe('/v2/items');
    expect(ask({ path: '/exact' }).path).toBe('/new');
    expect(ask({ path: '/a//b' }).path).toBe('/$a/$b');
  });

  test.each(['istio', 'gateway-api'] as const)('a redirect has another path, or another prefix, with %s', (api) => {
    const { routed, ask } = shop();
    const rules = [
      { match: { path: prefix('/old') }, redirect: { prefix: '/new' } },
      { match: { path: prefix('/all') }, redirect: { path: '/one' } },
    ];
    routed(rules, { api });
    expect(ask({ path: '/old/a' }).location).toMatch(/local\/new\/a$/);
    expect(ask({ path: '/all/a' }).location).toMatch(/local\/one$/);
  });

  test('a redirect names a port unless its scheme has it', () => {
    const { routed, ask } = shop();
    routed([
      { match: { path: '/a' }, redirect: { authority: 'shop.example.com', scheme: 'https', port: 8443 } },
      { redirect: { authority: 'shop.example.com', scheme: 'https', port: 443, status: 308 } },
    ]);
    expect(ask({ path: '/a' })).toMatchObject({ status: 301, location: 'https://shop.example.com:8443/a' });
    expect(ask({ path: '/b' })).toMatchObject({ status: 308, location: 'https://shop.example.com/b' });
  });

  test('callers are told apart by namespace and version, and see what is exported to them', () => {
    const { routed, ask, v1, v2, web, cart } = shop();
    routed([{ match: { from: web.version('v2') }, to: v2 }, { to: v1 }], { exportTo: ['other'] });
    expect(ask({ from: web.version('v2') })).toReach(v2);
    expect(ask({ from: web.version('v1') })).toReach(v1);
    // The service's own namespace does not see the route.
    expect(ask({ from: cart }).by).toBe('Service cart.shop.svc');
  });

  test('sidecars do not follow what is for a gateway, unless it is for them, too', () => {
    const { chart, namespace, routed, listen, ask, v2, cart } = shop();
    const gateways = listen(['cart.example.com', 'cart.shop.svc.cluster.local']);
    routed([{ to: v2 }], { gateways, hosts: ['cart.example.com', cart.host], alsoMesh: true });
    new Route(namespace, 'entry', { gateways, hosts: ['*.example.com'], http: [{ to: cart }] });
    expect(ask()).toReach(v2);
    expect(route(chart, { host: 'cart.example.com', gateway: gateways })).toReach(v2);
  });
});

describe('the most specific host decides', () => {
  test('an exact one before wildcards, longer ones first, and nothing falls back', () => {
    const { chart, namespace, listen, v1, v2 } = shop();
    const gateways = listen();
    const at = (id: string, host: string, rule: HttpRule) =>
      new Route(namespace, id, { gateways, hosts: [host], http: [rule] });
    at('any', '*', { to: v1 });
    at('com', '*.com', { to: v1 });
    at('example', '*.example.com', { to: v2 });
    at('exact', 'a.example.com', { match: { path: '/only' }, to: v1 });
    const ask = (host: string, path = '/') => route(chart, { host, path, gateway: gateways });
    expect(ask('b.example.com')).toReach(v2);
    expect(ask('b.c.example.com')).toReach(v2);
    expect(ask('example.com')).toReach(v1);
    expect(ask('a.example.com', '/only')).toReach(v1);
    expect(ask('a.example.com')).toBeAnswered(404);
  });

  test('routes of one host are merged by name, and what takes all comes last', () => {
    const { chart, namespace, listen, v1, v2 } = shop();
    const gateways = listen();
    new Route(namespace, 'a-rest', { gateways, http: [{ to: v1 }] });
    new Route(namespace, 'b-part', { gateways, http: [{ match: { path: prefix('/b') }, to: v2 }] });
    expect(route(chart, { host: 'any.example.com', path: '/b', gateway: gateways })).toReach(v2);
    expect(route(chart, { host: 'any.example.com', path: '/c', gateway: gateways })).toReach(v1);
  });
});

describe('a gateway', () => {
  test('sends plain HTTP to HTTPS where a server says so', () => {
    const { chart, namespace, v1 } = shop();
    const credential = { name: 'cert', namespace: 'edge' };
    const servers = [redirectServer(80, ['a.example.com']), httpsServer(443, ['a.example.com'], credential)];
    const gateways = new Listeners(namespace, 'front', { gateway: edge, servers });
    new Route(namespace, 'entry', { gateways, http: [{ to: v1 }] });
    const ask = (port: number) => route(chart, { host: 'a.example.com', path: '/x', port, gateway: gateways });
    expect(ask(80)).toMatchObject({ status: 301, location: 'https://a.example.com/x' });
    expect(ask(443)).toReach(v1);
    expect(ask(8080)).toBeAnswered(404);
  });

  test('lets routes of the namespaces in that its hosts name', () => {
    const { chart, namespace, other, web, v1 } = shop();
    const gateways = new Listeners(namespace, 'front', {
      gateway: edge,
      servers: [httpServer(80, ['./a.example.com', 'other/b.example.com'])],
    });
    new Route(namespace, 'ours', { gateways, hosts: ['a.example.com'], http: [{ to: v1 }] });
    new Route(other, 'theirs', { gateways, hosts: ['b.example.com'], http: [{ to: web }] });
    const ask = (host: string) => route(chart, { host, gateway: gateways });
    expect(ask('a.example.com')).toReach(v1);
    expect(ask('b.example.com')).toReach(web);
  });

  test.each(['istio', 'gateway-api'] as const)('passes TLS on by SNI and TCP by port, with %s', (api) => {
    const { chart, namespace } = shop();
    const versions = { v1: { image: 'a:1' } };
    const secure = new Microservice(namespace, 'secure', { ports: [https(443)], versions });
    const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions });
    const servers = [passthroughServer(443, ['*.example.com'])];
    const gateways = new Listeners(namespace, 'tls', { gateway: edge, servers, api });
    const hosts = ['a.example.com'];
    new Route(namespace, 'secure-route', { gateways, hosts, tls: [{ match: { sni: hosts }, to: secure }], api });
    new Route(namespace, 'base-route', { service: base, tcp: [{ to: base }], api });
    const ask = (host: string) => route(chart, { host, protocol: 'tls', gateway: gateways });
    expect(ask('a.example.com')).toReach(secure);
    expect(ask('b.example.com')).toBeAnswered(404);
    const tcpOutcome = route(chart, { host: base, protocol: 'tcp' });
    expect(tcpOutcome).toReach(base);
    expect(tcpOutcome.by).toMatch(/base-route/);
  });
});

describe('a delegate', () => {
  const delegated = (own: HttpRule, leading: Partial<HttpRule> = {}) => {
    const made = shop();
    const { namespace, listen, v1 } = made;
    const gateways = listen(['shop.example.com']);
    const theirs = new Route(namespace, 'theirs', { delegated: true, http: [own] });
    const match = { path: prefix('/cart') };
    new Route(namespace, 'root', { gateways, http: [{ match, delegate: theirs, ...leading }, { to: v1 }] });
    return {
      ...made,
      go: (path: string) => route(made.chart, { host: 'shop.example.com', path, gateway: gateways }),
    };
  };

  test('has what it does not say from the rule that leads there', () => {
    const { cart } = shop();
    const { go, app } = delegated(
      { match: { path: prefix('/cart/v2') }, to: cart.version('v2'), timeout: '1s' },
      { timeout: '9s', retries: { attempts: 2 } },
    );
    expect(problemsOf(app)).toEqual([]);
    expect(go('/cart/v2/x')).toMatchObject({ timeout: '1s', retries: 2, by: 'VirtualService shop/theirs http[0]' });
    expect(go('/cart/v2/x')).toReach(cart.version('v2'));
    expect(go('/cart/v1')).toReach(cart.version('v1'));
  });

  test.each([
    ['another prefix', { path: prefix('/stock') }],
    ['a regular expression', { path: regex('/cart/[0-9]+') }],
    ['another spelling', { path: prefix('/cart/x'), ignoreCase: true }],
  ])('whose rule is outside of it is refused, for it never applies: %s', (_what, match) => {
    const { cart } = shop();
    const { go, app } = delegated({ match, to: cart.version('v2') });
    expect(problemsOf(app).join()).toContain(
      'MESH342 [test/shop/theirs] http[0] never applies, for its match is not within that of http[0] of shop/root;',
    );
    expect(go('/cart/7')).toReach(cart.version('v1'));
  });
});

describe('the Gateway API prefers', () => {
  const chosen = (rules: (made: ReturnType<typeof shop>) => readonly HttpRule[], request: Partial<Request>) => {
    const made = shop();
    made.routed(rules(made), { api: 'gateway-api' });
    return made.ask(request).targets[0]?.host.replace('.shop.svc', '');
  };

  test.each<[string, HttpRule['match'], HttpRule['match'], Partial<Request>]>([
    ['exact paths', { path: prefix('/a/b/c') }, { path: exact('/a') }, { path: '/a' }],
    ['longer prefixes', { path: prefix('/a') }, { path: prefix('/a/b') }, { path: '/a/b/c' }],
    ['prefixes to patterns', { path: regex('/a/[a-z]+/[a-z]+') }, { path: prefix('/a') }, { path: '/a/b/c' }],
    ['methods', { headers: { a: '1', b: '2' } }, { method: 'POST' }, { method: 'POST', headers: { a: '1', b: '2' } }],
    ['more headers', { headers: { a: '1' } }, { headers: { a: '1', b: '2' } }, { headers: { a: '1', b: '2' } }],
    ['more parameters', { query: { a: '1' } }, { query: { a: '1', b: '2' } }, { path: '/?a=1&b=2' }],
    ['the first of equals', { headers: { x: '1' } }, { headers: { a: '1' } }, { headers: { a: '1' } }],
  ])('%s', (_what, worse, better, request) => {
    const rules = ({ v1, v2 }: ReturnType<typeof shop>): HttpRule[] => [
      { match: worse ?? [], to: v1 },
      { match: better ?? [], to: v2 },
    ];
    expect(chosen(rules, request)).toBe('cart-v2');
    expect(chosen((made) => [...rules(made)].reverse(), request)).toBe('cart-v2');
  });

  test('whole path elements, with which prefixes are replaced', () => {
    const { routed, ask, v1 } = shop();
    const rules = [
      { match: { path: prefix('/api') }, to: v1, rewrite: { path: '/' } },
      { match: { path: prefix('/old/') }, redirect: { prefix: '/new/', status: 301 as const } },
      { match: { path: exact('/one') }, to: v1, rewrite: { path: '/two' } },
    ];
    routed(rules, { api: 'gateway-api' });
    expect(ask({ path: '/api/items' }).path).toBe('/items');
    expect(ask({ path: '/api' }).path).toBe('/');
    expect(ask({ path: '/apis' })).toBeAnswered(404);
    expect(ask({ path: '/old/a' }).location).toMatch(/\/new\/a$/);
    expect(ask({ path: '/one' }).path).toBe('/two');
  });

  test('the most specific host name at a gateway', () => {
    const { chart, namespace, listen, v1, v2 } = shop();
    const gateways = listen(['*'], 'gateway-api');
    const at = (id: string, host: string, rule: HttpRule) =>
      new Route(namespace, id, { gateways, hosts: [host], http: [rule], api: 'gateway-api' });
    at('wide', '*.example.com', { to: v1 });
    at('exact', 'a.example.com', { match: { path: prefix('/x') }, to: v2 });
    const ask = (host: string, path: string) => route(chart, { host, path, gateway: gateways });
    expect(ask('a.example.com', '/x')).toReach(v2);
    expect(ask('b.example.com', '/x')).toReach(v1);
    expect(ask('a.example.com', '/')).toBeAnswered(404);
  });

  test('a route beside the caller for callers of its namespace', () => {
    const { other, ask, cart, v2, web } = shop();
    new Route(other, 'mine', { service: cart, http: [{ to: v2 }], api: 'gateway-api' });
    expect(ask({ from: web })).toReach(v2);
    expect(ask({ from: cart })).not.toReach(v2);
  });
});

test('rules of Istio for gateways are for no sender', () => {
  const { chart, namespace, listen, cart } = shop();
  const gateways = listen(['a.example.com']);
  const match = [{ gateways: ['front'], sourceLabels: { app: 'web' } }];
  new istio.VirtualService(namespace, 'Raw', {
    metadata: { name: 'raw', namespace: 'shop' },
    spec: {
      hosts: ['a.example.com'],
      gateways: ['shop/front', 'mesh'],
      http: [{ match, route: [{ destination: { host: 'cart' } }] }],
    },
  });
  expect(route(chart, { host: 'a.example.com', gateway: gateways })).toReach(cart);
});
