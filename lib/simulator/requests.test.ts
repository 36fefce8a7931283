import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import * as istio from '../../imports/networking.istio.io';
import { MeshApp } from '../checks/judge/mesh-app';
import { type GatewayPods, Listeners } from '../mesh/edge/listeners';
import { httpServer, httpsServer, redirectServer } from '../mesh/edge/servers';
import { prefix, regex } from '../mesh/route/match';
import { Route } from '../mesh/route/route';
import { canary } from '../mesh/route/rules';
import { RequestAuthentication } from '../mesh/security/tokens/request-authentication';
import { Microservice } from '../mesh/services/microservice';
import { MeshNamespace } from '../mesh/services/namespace';
import { http, tcp } from '../mesh/services/ports';
import { DestinationPolicy } from '../mesh/traffic/destination-policy';
import { routeMatchers } from './matchers';
import { route } from './routes/route';

expect.extend(routeMatchers);

const edge: GatewayPods = { name: 'edge', namespace: 'shop', selector: { istio: 'edge' }, ports: [] };
const credential = { name: 'c', namespace: 'shop' };

function shop() {
  const chart = new Chart(new MeshApp(), 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const versions = { v1: { image: 'a:1' }, v2: { image: 'a:2' } };
  const cart = new Microservice(namespace, 'cart', { ports: [http(80), tcp(9000)], versions });
  new DestinationPolicy(namespace, 'cart-versions', { service: cart });
  const [v1, v2] = [cart.version('v1').port(80), cart.version('v2').port(80)];
  return { chart, namespace, cart, v1, v2 };
}

test('a host may be written with its port', () => {
  const { chart, namespace, cart, v1, v2 } = shop();
  new Route(namespace, 'r', { service: cart, http: [{ match: { port: 80 }, to: v2 }, { to: v1 }] });
  expect(route(chart, { host: 'cart:80', from: cart })).toReach(v2);
  expect(route(chart, { host: 'cart.shop:80' })).toReach(v2);
});

test('a connection to a TCP port takes the routes of TCP', () => {
  const { chart, namespace, cart } = shop();
  const [v1, v2] = [cart.version('v1').port(9000), cart.version('v2').port(9000)];
  new Route(namespace, 'r', { service: cart, tcp: [{ match: { port: 9000 }, to: canary(v1, v2, 20) }] });
  expect(route(chart, { host: cart, port: 9000 })).toReach(v2, 20);
  expect(route(chart, { host: cart, port: 80 })).toReach(cart.port(80));
});

test('a match of a port counts at a gateway with a server on it', () => {
  const { chart, namespace, cart, v1, v2 } = shop();
  const gateways = new Listeners(namespace, 'gw', { gateway: edge, servers: [httpServer(8080)] });
  const ports = [
    { match: { port: 80 }, to: v1 },
    { match: { port: 8080 }, to: v2 },
  ];
  new Route(namespace, 'r', { gateways, hosts: ['a.example.com'], http: ports });
  expect(route(chart, { host: 'a.example.com', gateway: gateways })).toReach(cart.version('v2'));
});

test('one value of a claim that is a list is enough', () => {
  const { chart, namespace, v1, v2 } = shop();
  const gateways = new Listeners(namespace, 'gw', { gateway: edge, servers: [httpServer(80)] });
  new RequestAuthentication(namespace, 'jwt', { workload: edge, jwt: [{ issuer: 'us' }] });
  const admins = { match: { claims: { groups: 'admin' } }, to: v2 };
  new Route(namespace, 'r', { gateways, hosts: ['a.example.com'], http: [admins, { to: v1 }] });
  const ask = (groups: readonly string[]) =>
    route(chart, { host: 'a.example.com', gateway: gateways, claims: { groups } });
  expect(ask(['user', 'admin'])).toReach(v2);
  expect(ask(['user'])).toReach(v1);
});

test('a method may be matched by a pattern, as a header', () => {
  const { chart, namespace, cart, v1, v2 } = shop();
  const reads = { match: { headers: { ':method': regex('GET|HEAD'), ':path': prefix('/a?') } }, to: v2 };
  new Route(namespace, 'r', { service: cart, http: [reads, { to: v1 }] });
  expect(route(chart, { host: cart, method: 'HEAD', path: '/a?b=c' })).toReach(v2);
  expect(route(chart, { host: cart, method: 'POST', path: '/a?b=c' })).toReach(v1);
});

test.each(['istio', 'gateway-api'] as const)('a redirect keeps scheme and query, with %s', (api) => {
  const { chart, namespace } = shop();
  const servers = [httpsServer(443, ['a.example.com'], credential), redirectServer(80, ['b.example.com'])];
  const gateways = new Listeners(namespace, 'gw', { gateway: edge, api, servers });
  const redirect = { path: '/new', status: 302 } as const;
  new Route(namespace, 'r', { api, gateways, hosts: ['a.example.com'], http: [{ redirect }] });
  const { location } = route(chart, { host: 'a.example.com', gateway: gateways, path: '/old?page=2' });
  expect(location).toBe('https://a.example.com/new?page=2');
  const door = route(chart, { host: 'b.example.com', gateway: gateways, path: '/old?page=2' });
  if (api === 'istio') expect(door.location).toBe('https://b.example.com/old?page=2');
});

test('a fault without a share hits no request', () => {
  const { chart, namespace } = shop();
  const fault = { delay: { fixedDelay: '1s' }, abort: { httpStatus: 500 } };
  new istio.VirtualService(namespace, 'Raw', {
    metadata: { name: 'raw', namespace: 'shop' },
    spec: { hosts: ['raw.example.com'], http: [{ fault, route: [{ destination: { host: 'cart' } }] }] },
  });
  const outcome = route(chart, { host: 'raw.example.com' });
  expect(outcome).toBeAborted(500, 0);
  expect(outcome).toBeDelayed('1s', 0);
});

test.each(['istio', 'gateway-api'] as const)(
  'a redirect may keep the port by which the request came, with %s',
  (api) => {
    const { chart, namespace } = shop();
    const gateways = new Listeners(namespace, 'gw', {
      gateway: edge,
      api,
      servers: [httpServer(8080, ['a.example.com'])],
    });
    const redirect = { path: '/new', port: 'FROM_REQUEST' } as const;
    new Route(namespace, 'r', { api, gateways, hosts: ['a.example.com'], http: [{ redirect }] });
    const { location } = route(chart, { host: 'a.example.com', gateway: gateways });
    expect(location).toBe('http://a.example.com:8080/new');
  },
);

test('a match may ask for TLS that ended at the gateway', () => {
  const { chart, namespace, v1, v2 } = shop();
  const servers = [httpsServer(443, ['a.example.com'], credential), httpServer(80, ['b.example.com'])];
  const gateways = new Listeners(namespace, 'gw', { gateway: edge, servers });
  const secure = { match: { scheme: 'https' as const }, to: v2 };
  new Route(namespace, 'r', { gateways, http: [secure, { to: v1 }] });
  expect(route(chart, { host: 'a.example.com', gateway: gateways })).toReach(v2);
  expect(route(chart, { host: 'b.example.com', gateway: gateways })).toReach(v1);
});
