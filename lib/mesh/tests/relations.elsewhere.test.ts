import { expect, test } from '@jest/globals';
import { edge, listen, problems, type Shop, type Truth, versions } from '../../../test/mesh/shop';
import { Egress } from '../edge/egress';
import { ExternalService } from '../edge/external-service';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { prefix, regex } from '../route/match';
import { type Api, Route } from '../route/route';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, https, tcp } from '../services/ports';
import { DestinationPolicy } from '../traffic/destination-policy';

function delegated({ namespace, cart, ...s }: Shop, timeout: string) {
  const rule = { to: cart, retries: { attempts: 3, perTryTimeout: '1s' } };
  const delegate = new Route(namespace, 'part', { delegated: true, http: [rule] });
  const gateways = listen({ namespace, cart, ...s }, 80);
  new Route(namespace, 'r', { gateways, http: [{ delegate, timeout }] });
}

function mutual({ namespace, cart }: Shop, ofCart: string, ofGateway: string) {
  const tls = (there: string) => ({ mode: 'MUTUAL' as const, credential: { name: 'cert', namespace: there } });
  const ports = [http(80), https(443)];
  const maps = new ExternalService(namespace, 'maps', { hosts: ['maps.example.com'], ports });
  const pay = new ExternalService(namespace, 'pay', { hosts: ['pay.example.com'], ports });
  new DestinationPolicy(namespace, 'cart-tls', { service: pay, callers: cart, tls: tls(ofCart) });
  const originate = { port: maps.port(443), tls: tls(ofGateway) };
  new Egress(namespace, 'out', { to: maps.port(80), through: edge, originate });
}

const old = ExistingService.of({ name: 'old', namespace: 'legacy', ports: [http(80), tcp(9000)] });

const inner = ({ namespace }: Shop, port: number, api: Api = 'istio') =>
  new Listeners(namespace, 'other', {
    gateway: { ...edge, name: 'inner', namespace: 'shop', selector: { istio: 'inner' } },
    servers: [httpServer(port)],
    api,
  });

function apiRoute(s: Shop, id: string, path: string, host = 'a.example.com') {
  const found = s.namespace.node.tryFindChild('web');
  const gateways =
    found instanceof Listeners
      ? found
      : new Listeners(s.namespace, 'web', { servers: [httpServer(80, ['a.example.com'])], api: 'gateway-api' });
  const http = [{ match: { path: prefix(path) }, to: s.cart }];
  return new Route(s.namespace, id, { gateways, hosts: [host], http, api: 'gateway-api' });
}

function fromOther(s: Shop, allowRoutesFrom: 'Same' | 'All') {
  const servers = [httpServer(80)];
  const gateways = new Listeners(s.namespace, 'web', { servers, allowRoutesFrom, api: 'gateway-api' });
  const other = new MeshNamespace(s.chart, 'other', { injection: true });
  return new Route(other, 'r', { gateways, http: [{ to: s.cart }], api: 'gateway-api' });
}

/** The same truths where they are easy to miss: the Gateway API, services that others deploy, pods of others. */
const FURTHER: readonly Truth[] = [
  [
    'no two objects of any kind share an address',
    'MESH003 [test/shop/b/c] Deployment "a-b-c" in namespace "shop" is made by test/shop/a/b-c too',
    (s) => {
      new Microservice(s.namespace, 'a', { ports: [http(80)], versions: { 'b-c': { image: 'a:1' } } });
      new Microservice(s.namespace, 'b', { name: 'a-b', ports: [http(80)], versions: { c: { image: 'a:1' } } });
      versions(s);
    },
    (s) => {
      new Microservice(s.namespace, 'a', { ports: [http(80)], versions: { 'b-c': { image: 'a:1' } } });
      new Microservice(s.namespace, 'b', { name: 'a-b', ports: [http(80)], versions: { d: { image: 'a:1' } } });
    },
  ],
  [
    'a version whose name has a - has a Service for copies of the Gateway API, too',
    'IST0101 [test/shop/r] there is no Service shop/cart-v2-beta; give the microservice cart serviceForEachVersion: true',
    (s) => {
      const beta = s.cart.addVersion('v2-beta', { image: 'a:1' });
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ to: s.cart, mirror: { to: beta } }],
        api: 'gateway-api',
      });
    },
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ to: s.cart, mirror: { to: s.cart } }],
        api: 'gateway-api',
      }),
  ],
  [
    'a VirtualService and an HTTPRoute do not decide for one host',
    'IST0109 [test/shop/b] shop/a also routes cart in the mesh',
    (s) => {
      new Route(s.namespace, 'a', { service: s.cart, http: [{ to: s.cart }] });
      new Route(s.namespace, 'b', { service: s.cart, http: [{ to: s.cart }], api: 'gateway-api' });
    },
    (s) => {
      new Route(s.namespace, 'a', {
        service: s.cart,
        http: [{ match: { path: '/a' }, to: s.cart }],
        api: 'gateway-api',
      });
      new Route(s.namespace, 'b', { service: s.cart, http: [{ to: s.cart }], api: 'gateway-api' });
    },
  ],
  [
    'routes of one gateway do not overlap by chance',
    'MESH330 [test/shop/b] shop/web already serves the host * in shop/a',
    (s) => {
      const gateways = listen(s, 80);
      new Route(s.namespace, 'a', { gateways, http: [{ match: { path: prefix('/cart') }, to: s.cart }] });
      new Route(s.namespace, 'b', { gateways, http: [{ match: { path: '/cart/new' }, to: s.stock.port(80) }] });
    },
    (s) => {
      const gateways = listen(s, 80);
      // What takes all comes last, whoever is older.
      new Route(s.namespace, 'a', { gateways, http: [{ to: s.cart }] });
      new Route(s.namespace, 'b', { gateways, http: [{ match: { path: '/cart/new' }, to: s.stock.port(80) }] });
    },
  ],
  [
    'routes of the Gateway API for one host do not match the same',
    'MESH330 [test/shop/b] shop/web already serves the host a.example.com in shop/a',
    (s) => {
      apiRoute(s, 'a', '/cart');
      apiRoute(s, 'b', '/cart');
    },
    (s) => {
      apiRoute(s, 'a', '/cart');
      apiRoute(s, 'b', '/cart/new');
    },
  ],
  [
    'one gateway serves a host on a port, whatever labels choose its pods',
    'IST0145 [test/shop/other] shop/web serves the same host * on port 80',
    (s) => {
      listen(s, 80);
      new Listeners(s.namespace, 'other', { gateway: edge, servers: [httpServer(80)] });
    },
    (s) => {
      listen(s, 80);
      const other = { ...edge, name: 'inner', selector: { istio: 'inner' } };
      new Listeners(s.namespace, 'other', { gateway: other, servers: [httpServer(80)] });
    },
  ],
  [
    'a port of a gateway that others deploy is one that its handle has',
    "IST0162 [test/shop/other] port 8443 is neither a port nor a target port of the gateway's Service inner; use one of 80, 8080",
    (s) => inner(s, 8443),
    (s) => inner(s, 8080),
  ],
  [
    'the Gateway API names ports of the Service alone',
    "IST0162 [test/shop/other] port 8080 is neither a port nor a target port of the gateway's Service inner; use one of 80",
    (s) => inner(s, 8080, 'gateway-api'),
    (s) => inner(s, 80, 'gateway-api'),
  ],
  [
    "a gateway's host may be for routes of one namespace",
    'IST0132 [test/shop/r] the gateway shop/web does not serve the host a.example.com for routes of shop',
    (s) => {
      const gateways = listen(s, 80, ['other/a.example.com']);
      new Route(s.namespace, 'r', { gateways, http: [{ to: s.cart }] });
    },
    (s) => {
      const gateways = listen(s, 80, ['./a.example.com']);
      new Route(s.namespace, 'r', { gateways, http: [{ to: s.cart }] });
    },
  ],
  [
    'a Gateway of the Gateway API serves the hosts of its routes',
    'IST0132 [test/shop/r] the gateway shop/web does not serve the host b.example.com for routes of shop',
    (s) => apiRoute(s, 'r', '/', 'b.example.com'),
    (s) => apiRoute(s, 'r', '/'),
  ],
  [
    'a Gateway of the Gateway API lets other namespaces use it on purpose alone',
    'MESH344 [test/other/r] the gateway shop/web takes no routes of the namespace other',
    (s) => fromOther(s, 'Same'),
    (s) => fromOther(s, 'All'),
  ],
  [
    'every rule can be reached, past several rules that together take all',
    'IST0130 [test/shop/r] http[2] is never reached, for http[0] takes all that it matches',
    (s) => {
      const match = [{ path: '/a' }, { path: '/b' }];
      const http = [
        { match: { path: prefix('/a') }, to: s.cart },
        { match: { path: regex('/b.*') }, to: s.cart },
      ];
      new Route(s.namespace, 'r', { service: s.cart, http: [...http, { match, to: s.cart }] });
    },
    (s) => {
      const match = [{ path: '/a' }, { path: '/c' }];
      const http = [
        { match: { path: prefix('/a') }, to: s.cart },
        { match: { path: regex('/b.*') }, to: s.cart },
      ];
      new Route(s.namespace, 'r', { service: s.cart, http: [...http, { match, to: s.cart }] });
    },
  ],
  [
    'a rule after one that delegates can be reached, after one that takes every path it cannot',
    'IST0130 [test/shop/r] http[1] is never reached, for http[0] takes all that it matches',
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ match: { path: prefix('/') }, to: s.cart }, { to: s.cart }],
      }),
    (s) => {
      const delegate = new Route(s.namespace, 'part', {
        delegated: true,
        http: [{ match: { path: '/a/b' }, to: s.cart }],
      });
      const match = { path: prefix('/a') };
      new Route(s.namespace, 'r', {
        gateways: listen(s, 80),
        http: [
          { match, delegate },
          { match, to: s.cart },
        ],
      });
    },
  ],
  [
    'every rule on TCP can be reached',
    'IST0130 [test/shop/r] tcp[1] is never reached, for tcp[0] takes all that it matches',
    (s) =>
      new Route(s.namespace, 'r', { service: s.base, tcp: [{ to: s.base }, { match: { port: 5432 }, to: s.base }] }),
    (s) =>
      new Route(s.namespace, 'r', { service: s.base, tcp: [{ match: { port: 5432 }, to: s.base }, { to: s.base }] }),
  ],
  [
    'in the Gateway API a regular expression comes after every prefix',
    'MESH343 [test/shop/r] rules[0] is never reached, for Istio tries rules[1] before it',
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ match: { path: regex('/[0-9]+') }, to: s.cart }, { to: s.cart }],
        api: 'gateway-api',
      }),
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ match: { path: prefix('/7') }, to: s.cart }, { to: s.cart }],
        api: 'gateway-api',
      }),
  ],
  [
    'a rule on HTTP goes to a port that speaks it, with the Gateway API',
    'MESH329 [test/shop/r] rules[0] acts on HTTP, but port 5432 of base is TCP',
    (s) => new Route(s.namespace, 'r', { service: s.cart, http: [{ to: s.base }], api: 'gateway-api' }),
    (s) => new Route(s.namespace, 'r', { service: s.cart, http: [{ to: s.cart }], api: 'gateway-api' }),
  ],
  [
    'a rule on HTTP goes to a port that speaks it, of a service that others deploy',
    'MESH329 [test/shop/r] http[0] acts on HTTP, but port 9000 of old.legacy.svc.cluster.local is TCP',
    (s) => new Route(s.namespace, 'r', { service: s.cart, http: [{ to: old.port(9000) }] }),
    (s) => new Route(s.namespace, 'r', { service: s.cart, http: [{ to: old.port(80) }] }),
  ],
  [
    'a rule on HTTP goes to a port that speaks it, of a host outside',
    'MESH329 [test/shop/r] http[0] acts on HTTP, but port 443 of maps.example.com is TLS',
    (s) => {
      const maps = new ExternalService(s.namespace, 'maps', {
        hosts: ['maps.example.com'],
        ports: [http(80), https(443)],
      });
      new Route(s.namespace, 'r', { service: maps, http: [{ to: maps.port(443) }] });
    },
    (s) => {
      const maps = new ExternalService(s.namespace, 'maps', {
        hosts: ['maps.example.com'],
        ports: [http(80), https(443)],
      });
      new Route(s.namespace, 'r', { service: maps, http: [{ to: maps.port(443) }] });
      new DestinationPolicy(s.namespace, 'maps-tls', { service: maps, tls: { mode: 'SIMPLE' } });
    },
  ],
  [
    'what a delegate retries fits into the timeout of the rule that leads to it',
    'MESH328 [test/shop/part] http[0] ends after 2s, before its 4 tries of 1s each can',
    (s) => delegated(s, '2s'),
    (s) => delegated(s, '4s'),
  ],
  [
    "a certificate of callers is where they read it, and that of an egress gateway's beside it",
    'IST0101 [test/shop/cart-tls] there is no Secret shop/cert; make it there: cart reads Secrets of its own namespace alone, not of edge',
    (s) => mutual(s, 'edge', 'shop'),
    (s) => mutual(s, 'shop', 'edge'),
  ],
  [
    'and the other way round',
    'IST0101 [test/shop/out] there is no Secret edge/cert; make it there: edge reads Secrets of its own namespace alone, not of shop',
    (s) => mutual(s, 'shop', 'shop'),
    (s) => mutual(s, 'shop', 'edge'),
  ],
];

test.each(FURTHER)('%s', (_name, says, wrong, right) => {
  expect(problems(right)).toEqual([]);
  expect(problems(wrong).join('\n')).toContain(says);
});
