import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { IService } from 'kubernetes-models/v1/Service';
import * as istio from '../../imports/networking.istio.io';
import { manifest } from '../kit/manifest';
import { MeshApp } from '../kit/mesh-app';
import { problemsOf } from '../kit/problems';
import { DestinationPolicy } from './destination-policy';
import { Egress } from './edge/egress';
import { ExternalService } from './edge/external-service';
import { type GatewayPods, Listeners } from './edge/listeners';
import { httpServer, httpsServer } from './edge/servers';
import { ExistingService } from './existing';
import { exact, prefix, regex } from './match';
import { Microservice } from './microservice';
import { MeshNamespace } from './namespace';
import { grpc, http, https, tcp } from './ports';
import { type Api, Route } from './route/route';
import { canary, share } from './route/rules';

const edge: GatewayPods = {
  name: 'edge',
  namespace: 'edge',
  selector: { istio: 'edge' },
  ports: [{ name: 'http2', port: 80, targetPort: 8080 }],
};

function shop() {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const version = (image: string) => ({ image: `shop/${image}:1` });
  const cart = new Microservice(namespace, 'cart', {
    ports: [http(80)],
    versions: { v1: version('cart'), v2: version('cart') },
  });
  const stock = new Microservice(namespace, 'stock', {
    ports: [http(80), grpc(90)],
    versions: { v1: version('stock') },
  });
  const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions: { v1: version('base') } });
  manifest<IService>(chart, 'Edge', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'edge', namespace: 'edge' },
    spec: { selector: { ...edge.selector, app: 'edge' }, ports: [{ name: 'http2', port: 80, targetPort: 8080 }] },
  });
  return { app, chart, namespace, cart, stock, base };
}
type Shop = ReturnType<typeof shop>;

const problems = (make: (shop: Shop) => void): readonly string[] => {
  const one = shop();
  make(one);
  return problemsOf(one.app);
};

const versions = ({ namespace, cart }: Shop) => new DestinationPolicy(namespace, 'cart-versions', { service: cart });
const listen = ({ namespace }: Shop, port: number, hosts: readonly string[] = ['*'], id = 'web') =>
  new Listeners(namespace, id, {
    gateway: { ...edge, selector: { istio: 'edge', app: 'edge' } },
    servers: [httpServer(port, hosts)],
  });
const raw = ({ namespace }: Shop, id: string, spec: istio.VirtualServiceSpec) =>
  new istio.VirtualService(namespace, id, { metadata: { name: id, namespace: 'shop' }, spec });

/** Each truth: what breaks it, what is said, and a twin that holds. */
const TRUTHS: readonly (readonly [
  name: string,
  says: string,
  wrong: (shop: Shop) => void,
  right: (shop: Shop) => void,
])[] = [
  [
    'weights add up to 100',
    'MESH320 [test/shop/r] the weights of http[0] add up to 90; make them 100',
    (s) => {
      versions(s);
      const to = [share(80, s.cart.version('v1')), share(10, s.cart.version('v2'))];
      new Route(s.namespace, 'r', { service: s.cart, http: [{ to }] });
    },
    (s) => {
      versions(s);
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ to: canary(s.cart.version('v1'), s.cart.version('v2'), 10) }],
      });
    },
  ],
  [
    'no two objects share an address',
    'MESH340 [test/shop/again] test/shop/cart-versions already makes the DestinationRule shop/cart-versions',
    (s) => {
      versions(s);
      new DestinationPolicy(s.namespace, 'again', { name: 'cart-versions', service: s.cart });
    },
    (s) => {
      versions(s);
      new DestinationPolicy(s.namespace, 'again', { name: 'cart-more', service: s.cart });
    },
  ],
  [
    'a version that a route names is a subset',
    'IST0101 [test/shop/r] there is no subset v2 of cart; make a DestinationPolicy',
    (s) => new Route(s.namespace, 'r', { service: s.cart, http: [{ to: s.cart.version('v2') }] }),
    (s) => {
      versions(s);
      new Route(s.namespace, 'r', { service: s.cart, http: [{ to: s.cart.version('v2') }] });
    },
  ],
  [
    'a subset has pods',
    'IST0173 [test/shop/Raw] no pod of cart is in the subset v3',
    (s) => {
      versions(s);
      const spec = { host: 'cart', subsets: [{ name: 'v3', labels: { version: 'v3' } }] };
      new istio.DestinationRule(s.namespace, 'Raw', { metadata: { name: 'raw', namespace: 'shop' }, spec });
    },
    (s) => {
      versions(s);
      s.cart.addVersion('v3', { image: 'shop/cart:3' });
    },
  ],
  [
    'a port exists',
    'IST0101 [test/shop/r] there is no port 81 of cart; use one of 80',
    (s) => {
      versions(s);
      raw(s, 'r', { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart', port: { number: 81 } } }] }] });
    },
    (s) => {
      versions(s);
      raw(s, 'r', { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart', port: { number: 80 } } }] }] });
    },
  ],
  [
    'a port is named where there are several',
    'IST0112 [test/shop/r] http[0] goes to stock, which has the ports 80, 90, and names none',
    (s) => {
      versions(s);
      raw(s, 'r', { hosts: ['stock'], http: [{ route: [{ destination: { host: 'stock' } }] }] });
    },
    (s) => new Route(s.namespace, 'r', { service: s.stock, http: [{ to: s.stock.port(90) }] }),
  ],
  [
    'one route decides for a host in the mesh',
    'IST0109 [test/shop/b] shop/a also routes cart in the mesh',
    (s) => {
      new Route(s.namespace, 'a', { service: s.cart, http: [{ to: s.cart }] });
      new Route(s.namespace, 'b', { service: s.cart, http: [{ to: s.cart }] });
    },
    (s) => {
      new Route(s.namespace, 'a', { service: s.cart, http: [{ to: s.cart }] });
      new Route(s.namespace, 'b', { service: s.stock, http: [{ to: s.stock.port(80) }] });
    },
  ],
  [
    'a gateway exists',
    'IST0101 [test/shop/r] there is no Gateway shop/nowhere',
    (s) => {
      versions(s);
      raw(s, 'r', { hosts: ['*'], gateways: ['nowhere'], http: [{ route: [{ destination: { host: 'cart' } }] }] });
    },
    (s) => new Route(s.namespace, 'r', { gateways: listen(s, 80), http: [{ to: s.cart }] }),
  ],
  [
    'routes of one gateway do not match the same',
    'MESH330 [test/shop/b] shop/web already serves the host * in shop/a',
    (s) => {
      const gateways = listen(s, 80);
      const match = { path: prefix('/cart') };
      new Route(s.namespace, 'a', { gateways, http: [{ match, to: s.cart }] });
      new Route(s.namespace, 'b', { gateways, http: [{ match, to: s.stock.port(80) }] });
    },
    (s) => {
      const gateways = listen(s, 80);
      new Route(s.namespace, 'a', { gateways, http: [{ match: { path: prefix('/cart') }, to: s.cart }] });
      new Route(s.namespace, 'b', { gateways, http: [{ match: { path: prefix('/stock') }, to: s.stock.port(80) }] });
    },
  ],
  [
    'one gateway serves a host on a port',
    'IST0145 [test/shop/other] shop/web serves the same host * on port 80',
    (s) => {
      listen(s, 80);
      listen(s, 80, ['*'], 'other');
    },
    (s) => {
      listen(s, 80, ['a.example.com']);
      listen(s, 80, ['b.example.com'], 'other');
    },
  ],
  [
    "a gateway's port is one of its Service",
    "IST0162 [test/edge/Raw] port 8443 is neither a port nor a target port of the gateway's Service edge; use one of 80, 8080",
    (s) => {
      versions(s);
      listenOn(s, 8443);
    },
    (s) => {
      versions(s);
      listenOn(s, 8080);
    },
  ],
  [
    'a gateway serves the hosts of its routes',
    'IST0132 [test/shop/r] the gateway shop/web does not serve the host b.example.com',
    (s) =>
      new Route(s.namespace, 'r', {
        gateways: listen(s, 80, ['a.example.com']),
        hosts: ['b.example.com'],
        http: [{ to: s.cart }],
      }),
    (s) =>
      new Route(s.namespace, 'r', {
        gateways: listen(s, 80, ['*.example.com']),
        hosts: ['b.example.com'],
        http: [{ to: s.cart }],
      }),
  ],
  [
    'every rule can be reached',
    'IST0130 [test/shop/r] http[1] is never reached, for http[0] takes all that it matches; move it up',
    (s) => {
      const rules = [
        { match: { path: prefix('/a') }, to: s.cart },
        { match: { path: exact('/a/b'), method: 'GET' as const }, to: s.cart },
      ];
      new Route(s.namespace, 'r', { service: s.cart, http: rules });
    },
    (s) => {
      const rules = [
        { match: { path: exact('/a/b'), method: 'GET' as const }, to: s.cart },
        { match: { path: prefix('/a') }, to: s.cart },
      ];
      new Route(s.namespace, 'r', { service: s.cart, http: rules });
    },
  ],
  [
    'a rule on HTTP goes to a port that speaks it',
    'MESH329 [test/shop/r] http[0] acts on HTTP, but port 5432 of base is TCP',
    (s) => new Route(s.namespace, 'r', { service: s.base, http: [{ match: { path: '/x' }, to: s.base }] }),
    (s) => new Route(s.namespace, 'r', { service: s.base, tcp: [{ to: s.base }] }),
  ],
  [
    'retries fit into the timeout',
    'MESH328 [test/shop/r] http[0] ends after 2s, before its 4 tries of 1s each can',
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ to: s.cart, timeout: '2s', retries: { attempts: 3, perTryTimeout: '1s' } }],
      }),
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ to: s.cart, timeout: '2s', retries: { attempts: 3, perTryTimeout: '500ms' } }],
      }),
  ],
  [
    'a credential is where the pods read it',
    'IST0101 [test/shop/web] there is no Secret edge/cert; make it there: edge reads Secrets of its own namespace alone',
    (s) =>
      new Listeners(s.namespace, 'web', {
        gateway: edge,
        servers: [httpsServer(80, ['*'], { name: 'cert', namespace: 'shop' })],
      }),
    (s) =>
      new Listeners(s.namespace, 'web', {
        gateway: edge,
        servers: [httpsServer(80, ['*'], { name: 'cert', namespace: 'edge' })],
      }),
  ],
  [
    'a TCP host outside has an address',
    'IST0134 [test/shop/db] db.example.com has the TCP port 5432 but no address',
    (s) => new ExternalService(s.namespace, 'db', { hosts: ['db.example.com'], ports: [tcp(5432)] }),
    (s) =>
      new ExternalService(s.namespace, 'db', {
        hosts: ['db.example.com'],
        ports: [tcp(5432)],
        addresses: ['192.0.2.7'],
      }),
  ],
  [
    'a host has one protocol on a port',
    'IST0177 [test/shop/b] shop/a says that port 443 of example.com speaks another protocol',
    (s) => {
      new ExternalService(s.namespace, 'a', { hosts: ['example.com'], ports: [https(443)] });
      new ExternalService(s.namespace, 'b', { hosts: ['example.com'], ports: [http(443)] });
    },
    (s) => {
      new ExternalService(s.namespace, 'a', { hosts: ['example.com'], ports: [https(443)] });
      new ExternalService(s.namespace, 'b', { hosts: ['example.com'], ports: [http(80)] });
    },
  ],
  [
    'a version has a Service where the Gateway API needs one',
    'IST0101 [test/shop/r] there is no Service shop/cart-v2; give the microservice cart serviceForEachVersion: true',
    (s) => new Route(s.namespace, 'r', { service: s.cart, http: [{ to: s.cart.version('v2') }], api: 'gateway-api' }),
    (s) => new Route(s.namespace, 'r', { service: s.cart, http: [{ to: s.cart }], api: 'gateway-api' }),
  ],
];

/** The same truths where they are easy to miss: the Gateway API, services that others deploy, pods of others. */
const FURTHER: typeof TRUTHS = [
  [
    'no two objects of any kind share an address',
    'MESH340 [test/shop/b/c] test/shop/a/b-c already makes the Deployment shop/a-b-c',
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

const listenOn = (s: Shop, port: number) =>
  new istio.Gateway(new MeshNamespace(s.chart, 'edge', { injection: true, existing: true }), 'Raw', {
    metadata: { name: 'raw', namespace: 'edge' },
    spec: {
      selector: { istio: 'edge', app: 'edge' },
      servers: [{ port: { number: port, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    },
  });

test.each([...TRUTHS, ...FURTHER])('%s', (_name, says, wrong, right) => {
  expect(problems(right)).toEqual([]);
  expect(problems(wrong).join('\n')).toContain(says);
});

test('all problems of a mesh are said at once', () => {
  const found = problems((s) => {
    new Route(s.namespace, 'a', { service: s.cart, http: [{ to: s.cart.version('v2') }] });
    new Route(s.namespace, 'b', { service: s.cart, http: [{ to: [share(1, s.cart)] }] });
  });
  expect(found.map((line) => line.split(' ')[0])).toEqual(['MESH320', 'IST0101', 'IST0109']);
});

test('meshes in charts of their own do not meet', () => {
  const { app, namespace, cart } = shop();
  new Route(namespace, 'a', { service: cart, http: [{ to: cart }] });
  const other = new MeshNamespace(new Chart(app, 'other'), 'shop', { injection: true });
  const twin = new Microservice(other, 'cart', { ports: [http(80)], versions: { v1: { image: 'shop/cart:1' } } });
  new Route(other, 'a', { service: twin, http: [{ to: twin }] });
  expect(problemsOf(app)).toEqual([]);
});
