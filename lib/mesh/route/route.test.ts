import { describe, expect, test } from '@jest/globals';
import { edge, shop as mesh } from '../../../test/mesh/routed-shop';
import { problemsOf } from '../../kit/problems';
import { route } from '../../simulator/routes/route';
import { Listeners } from '../edge/listeners';
import { httpServer, httpsServer, passthroughServer } from '../edge/servers';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { http, https, tcp } from '../services/ports';
import { exact, prefix, present, regex } from './match';
import { Route, type RouteProps } from './route';
import { canary, type HttpRule, share } from './rules';

/** The mesh of the routing tests, with what is written for it. */
function shop() {
  const { routed: cartRoute, ...made } = mesh();
  const versions = { v1: { image: 'shop/app:1' }, v2: { image: 'shop/app:1' } };
  const web = new Microservice(made.namespace, 'web', { ports: [http(80)], versions });
  const old = ExistingService.of({ name: 'old', namespace: 'legacy', ports: [http(80), tcp(9000)] });
  const objects = () => [...made.app.objects().values()].flat().map((object) => object.toJson());
  const spec = (kind: string, name: string) => objects().find((o) => o.kind === kind && o.metadata.name === name)?.spec;
  return { ...made, web, old, objects, spec, cartRoute };
}

describe('a route', () => {
  test.each(['istio', 'gateway-api'] as const)('chooses by path, method, header and query, with %s', (api) => {
    const { chart, cart, cartRoute } = shop();
    const v2 = cart.version('v2');
    cartRoute(
      [
        { match: { path: exact('/exact') }, to: v2 },
        { match: { path: prefix('/prefix') }, to: v2 },
        { match: { headers: { beta: present } }, to: v2 },
        { match: { headers: { agent: regex('.*Chrome.*') } }, to: v2 },
        { match: { query: { v: '2' } }, to: v2 },
        { match: { method: 'POST' }, to: v2 },
        { to: cart.version('v1') },
      ],
      { api },
    );
    const ask = (request: object) => route(chart, { host: cart, ...request });
    for (const path of ['/exact', '/prefix/x']) expect(ask({ path })).toReach(v2);
    for (const path of ['/exact/x', '/']) expect(ask({ path })).toReach(cart.version('v1'));
    expect(ask({ headers: { Beta: 'any' } })).toReach(v2);
    expect(ask({ headers: { agent: 'a Chrome b' } })).toReach(v2);
    expect(ask({ path: '/?v=2' })).toReach(v2);
    expect(ask({ method: 'POST' })).toReach(v2);
    expect(ask({ query: { v: '1' } })).toReach(cart.version('v1'));
  });

  test("reads a prefix as each API does: Istio's by letters, the Gateway API's by path elements", () => {
    const reached = (api: 'istio' | 'gateway-api') => {
      const { chart, cart, cartRoute } = shop();
      cartRoute([{ match: { path: prefix('/a') }, to: cart.version('v2') }, { to: cart.version('v1') }], { api });
      return route(chart, { host: cart, path: '/ab' }).targets[0];
    };
    expect(reached('istio')?.subset).toBe('v2');
    expect(reached('gateway-api')?.host).toBe('cart-v1.shop.svc');
  });

  test('chooses by caller, its version, claims and what is absent', () => {
    const { chart, cart, web, cartRoute, spec } = shop();
    cartRoute([
      { match: { from: web.version('v2') }, to: cart.version('v2') },
      { match: { withoutHeaders: { stable: present } }, to: cart.version('v1') },
      {
        match: [
          { port: 80, authority: prefix('cart') },
          { ignoreCase: true, path: '/X' },
        ],
        to: cart,
      },
    ]);
    expect(route(chart, { host: cart, from: web.version('v2') })).toReach(cart.version('v2'));
    expect(route(chart, { host: cart, from: web.version('v1') })).toReach(cart.version('v1'));
    expect(route(chart, { host: cart, headers: { stable: 'yes' }, path: '/x' })).toReach(cart);
    const [caller] = spec('VirtualService', 'cart-route').http;
    expect(caller.match).toEqual([{ sourceLabels: { app: 'web', version: 'v2' }, sourceNamespace: 'shop' }]);
  });

  test.each(['istio', 'gateway-api'] as const)(
    'shifts, mirrors, rewrites, redirects and limits time, with %s',
    (api) => {
      const { chart, cart, old, cartRoute } = shop();
      cartRoute(
        [
          {
            match: { path: '/away' },
            redirect: { authority: 'example.com', path: '/there', scheme: 'https', status: 302 },
          },
          { match: { path: prefix('/api/') }, to: cart.version('v1'), rewrite: { path: '/' }, timeout: '3s' },
          {
            to: canary(cart.version('v1'), cart.version('v2'), 5),
            mirror: { to: old.port(80), percent: 10 },
            headers: { request: { set: { 'x-a': 'b' } }, response: { remove: ['server'] } },
            cors: { allowOrigins: ['https://example.com'], allowMethods: ['GET'], maxAge: '24h' },
          },
        ],
        { api },
      );
      const away = route(chart, { host: cart, path: '/away' });
      expect(away).toBeAnswered(302);
      expect(away.location).toBe('https://example.com/there');
      expect(route(chart, { host: cart, path: '/api/items' })).toMatchObject({ timeout: '3s' });
      const split = route(chart, { host: cart });
      expect(split).toReach(cart.version('v2'), 5);
      expect(split).toBeMirroredTo(old, 10);
      expect(split).not.toBeMirroredTo(old, 20);
    },
  );

  test('rewrites a prefix, and a path by pattern', () => {
    const { chart, cart, cartRoute } = shop();
    const pattern = { match: '^/v([0-9])/(.*)$', rewrite: '/\\2?v=\\1' };
    cartRoute([
      { match: { path: prefix('/api/') }, to: cart, rewrite: { path: '/' } },
      { match: { path: prefix('/v') }, to: cart, rewrite: { regex: pattern } },
    ]);
    expect(route(chart, { host: cart, path: '/api/items' }).path).toBe('/items');
    expect(route(chart, { host: cart, path: '/v3/items' }).path).toBe('/items?v=3');
  });

  test('says the whole of retries, faults, answers and headers of one share', () => {
    const { cart, cartRoute, spec, chart } = shop();
    cartRoute([
      { match: { path: '/teapot' }, respond: { status: 418, body: 'short and stout' } },
      {
        name: 'main',
        to: [
          { ...share(40, cart.version('v1')), headers: { response: { add: { v: '1' } } } },
          share(60, cart.version('v2')),
        ],
        retries: { attempts: 2, perTryTimeout: '1s', on: ['5xx', 'reset'], remoteLocalities: true },
        timeout: '5s',
        fault: { abort: { percent: 1, grpcStatus: 'UNAVAILABLE' }, delay: { percent: 2, fixed: '1s' } },
      },
    ]);
    expect(route(chart, { host: cart, path: '/teapot' })).toBeAnswered(418);
    const main = route(chart, { host: cart });
    expect(main).toMatchObject({ by: 'VirtualService shop/cart-route main', retries: 2, timeout: '5s' });
    expect(main).toBeAborted('UNAVAILABLE', 1);
    expect(main).toBeDelayed('1s', 2);
    expect(spec('VirtualService', 'cart-route').http[1]).toEqual({
      name: 'main',
      timeout: '5s',
      retries: { attempts: 2, perTryTimeout: '1s', retryOn: '5xx,reset', retryRemoteLocalities: true },
      fault: {
        abort: { percentage: { value: 1 }, grpcStatus: 'UNAVAILABLE' },
        delay: { percentage: { value: 2 }, fixedDelay: '1s' },
      },
      route: [
        {
          destination: { host: 'cart', subset: 'v1', port: { number: 80 } },
          weight: 40,
          headers: { response: { add: { v: '1' } } },
        },
        { destination: { host: 'cart', subset: 'v2', port: { number: 80 } }, weight: 60 },
      ],
    });
  });

  test('leaves a part of its hosts to another team', () => {
    const { chart, namespace, cart, web } = shop();
    const gateways = new Listeners(namespace, 'front-door', {
      gateway: edge,
      servers: [httpServer(80, ['shop.example.com'])],
    });
    const theirs = new Route(namespace, 'their-part', {
      delegated: true,
      http: [{ match: { path: '/cart/v2' }, to: cart.version('v2') }],
    });
    new Route(namespace, 'front', {
      gateways,
      http: [{ match: { path: prefix('/cart') }, delegate: theirs }, { to: web }],
    });
    const ask = (path: string, host = 'shop.example.com') => route(chart, { host, path, gateway: gateways });
    expect(ask('/cart/v2')).toReach(cart.version('v2'));
    expect(ask('/')).toReach(web);
    expect(ask('/', 'other.example.com')).toBeAnswered(404);
  });

  test.each(['istio', 'gateway-api'] as const)('of TCP and TLS goes by port and SNI, with %s', (api) => {
    const { app, namespace, chart, spec } = shop();
    const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions: { v1: { image: 'a:1' } } });
    const secure = new Microservice(namespace, 'secure', { ports: [https(443)], versions: { v1: { image: 'a:1' } } });
    const gateways = new Listeners(namespace, 'tls', {
      servers: [passthroughServer(443, ['a.example.com'])],
      ...(api === 'istio' ? { api, gateway: edge } : { api }),
    });
    new Route(namespace, 'base-route', { service: base, tcp: [{ to: base }], api });
    new Route(namespace, 'secure-route', {
      gateways,
      hosts: ['a.example.com'],
      tls: [{ match: { sni: ['a.example.com'] }, to: secure }],
      api,
    });
    expect(problemsOf(app)).toEqual([]);
    if (api === 'istio') {
      expect(route(chart, { host: base, protocol: 'tcp' })).toReach(base);
      expect(route(chart, { host: 'a.example.com', protocol: 'tls', gateway: gateways })).toReach(secure);
      expect(route(chart, { host: 'b.example.com', protocol: 'tls', gateway: gateways })).toBeAnswered(404);
    } else {
      expect(spec('TCPRoute', 'base-route').rules[0].backendRefs).toEqual([{ name: 'base', port: 5432 }]);
      expect(spec('TLSRoute', 'secure-route').hostnames).toEqual(['a.example.com']);
    }
  });

  test('without rules of its own lets a request through to the service', () => {
    const { chart, cart, web } = shop();
    expect(route(chart, { host: 'cart', from: web })).toReach(cart);
    expect(route(chart, { host: 'elsewhere.example.com' }).by).toBe('Service elsewhere.example.com');
  });

  test('says in words where a request went instead', () => {
    const { chart, cart } = shop();
    const outcome = route(chart, { host: cart });
    expect(() => expect(outcome).toReach(cart.version('v2'))).toThrow(
      'expected the request to reach cart v2 at 100%; it reaches 100% cart.shop.svc (Service cart.shop.svc)',
    );
  });
});

describe('servers of a gateway', () => {
  test('have certificates, for themselves and for clients', () => {
    const { namespace, spec } = shop();
    const credential = { name: 'cert', namespace: 'edge' };
    const servers = [httpsServer(443, ['a.example.com'], credential, true), { ...httpServer(80), httpsRedirect: true }];
    new Listeners(namespace, 'tls', { gateway: edge, servers });
    expect(spec('Gateway', 'tls').servers).toEqual([
      {
        hosts: ['a.example.com'],
        port: { name: 'https', number: 443, protocol: 'HTTPS' },
        tls: { mode: 'MUTUAL', credentialName: 'cert' },
      },
      { hosts: ['*'], port: { name: 'http', number: 80, protocol: 'HTTP' }, tls: { httpsRedirect: true } },
    ]);
  });
});

describe('a mistake in a route', () => {
  const wrong =
    (rule: HttpRule, more: Partial<RouteProps> = {}) =>
    () => {
      const made = shop();
      made.cartRoute([rule], more);
      made.app.objects();
    };
  const { cart, old } = shop();

  test.each([
    ['IST0106 [test/shop/cart-route] spec.http[0].timeout is "soon"', wrong({ to: cart, timeout: 'soon' })],
    ['MESH915', wrong({ to: cart, fault: { delay: { percent: 101, fixed: '1s' } } })],
    [
      'MESH409 [canary] the share of the new version is 110; give a share from 0 to 100 percent',
      () => canary(cart, cart, 110),
    ],
    [
      'MESH915 [test/shop/cart-route] http[0] gives a destination a weight of -10',
      wrong({ to: [share(-10, cart), share(110, cart)] }),
    ],
    ['IST0106 [test/shop/cart-route] spec.http[0].route[0].weight is 99.5', wrong({ to: canary(cart, cart, 0.5) })],
    [
      'IST0106 [test/shop/cart-route] spec.tcp[0].route[0].weight is 0.5',
      wrong({ to: cart }, { tcp: [{ to: [share(0.5, cart)] }] }),
    ],
    ['MESH323', wrong({ to: cart }, { http: [] })],
    ['MESH958 [test/shop/cart-route] http[0] does nothing', wrong({})],
    ['MESH324', wrong({}, { api: 'gateway-api' })],
    ['MESH958', wrong({ to: cart, redirect: { path: '/' } })],
    [
      'MESH326 [test/shop/cart-route] the Gateway API has no `fault`',
      wrong({ to: cart, fault: { delay: { percent: 1, fixed: '1s' } } }, { api: 'gateway-api' }),
    ],
    ['MESH326', wrong({ to: cart, match: { from: cart } }, { api: 'gateway-api' })],
    [
      'MESH804 [test/shop/cart-route] the regular expression of rules[0].matches.path is none of RE2',
      wrong({ to: cart, match: { path: regex('/(?=a)') } }, { api: 'gateway-api' }),
    ],
    ['MESH948', wrong({ to: cart, match: { claims: { group: 'beta' } } })],
    ['MESH915', wrong({ to: cart, retries: { attempts: -1 } })],
    ['MESH915', wrong({ respond: { status: 99 } })],
    ['MESH311 [test/shop/cart-route] old has the ports 80, 9000', wrong({ to: old })],
  ])('is refused: %s', (message, make) => {
    expect(make).toThrow(message);
    expect(wrong({ to: cart, timeout: '5s', fault: { delay: { percent: 50, fixed: '1s' } } })).not.toThrow();
  });

  test('is one for nobody', () => {
    const { namespace, cart: mine } = shop();
    expect(() => new Route(namespace, 'r', { http: [{ to: mine }] })).toThrow('MESH327');
    expect(() => new Route(namespace, 'none', { service: mine, hosts: [], http: [{ to: mine }] })).toThrow('MESH327');
  });
});
