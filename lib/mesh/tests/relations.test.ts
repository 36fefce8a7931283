import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import * as istio from '../../../imports/networking.istio.io';
import { edge, listen, listenOn, problems, raw, shop, type Truth, versions } from '../../../test/mesh/shop';
import { problemsOf } from '../../kit/problems';
import { ExternalService } from '../edge/external-service';
import { Listeners } from '../edge/listeners';
import { httpsServer } from '../edge/servers';
import { exact, prefix } from '../route/match';
import { Route } from '../route/route';
import { share } from '../route/rules';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, https, tcp } from '../services/ports';
import { DestinationPolicy } from '../traffic/destination-policy';

const TRUTHS: readonly Truth[] = [
  [
    'somebody has a share of the traffic; weights are shares of their sum',
    'MESH320 [test/shop/r] the targets of http[0] all have a weight of 0; give one of them a share',
    (s) => {
      versions(s);
      const to = [share(0, s.cart.version('v1')), share(0, s.cart.version('v2'))];
      new Route(s.namespace, 'r', { service: s.cart, http: [{ to }] });
    },
    (s) => {
      versions(s);
      new Route(s.namespace, 'r', {
        service: s.cart,
        http: [{ to: [share(999, s.cart.version('v1')), share(1, s.cart.version('v2'))] }],
      });
    },
  ],
  [
    'no two objects share an address',
    'MESH003 [test/shop/again] DestinationRule "cart-versions" in namespace "shop" is made by test/shop/cart-versions too',
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
    'retries of the Gateway API fit into the timeout',
    'MESH328 [test/shop/r] rules[0] ends after 2s, before its 4 tries of 1s each can',
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        api: 'gateway-api',
        http: [{ to: s.cart, timeout: '2s', retries: { attempts: 3, perTryTimeout: '1s' } }],
      }),
    (s) =>
      new Route(s.namespace, 'r', {
        service: s.cart,
        api: 'gateway-api',
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

test.each(TRUTHS)('%s', (_name, says, wrong, right) => {
  expect(problems(right)).toEqual([]);
  expect(problems(wrong).join('\n')).toContain(says);
});

test('all problems of a mesh are said at once', () => {
  const found = problems((s) => {
    new Route(s.namespace, 'a', { service: s.cart, http: [{ to: s.cart.version('v2') }] });
    new Route(s.namespace, 'b', { service: s.cart, http: [{ to: [share(0, s.cart), share(0, s.cart)] }] });
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
