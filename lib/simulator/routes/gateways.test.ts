import { describe, expect, test } from '@jest/globals';
import * as istio from '../../../imports/networking.istio.io';
import { edge, shop } from '../../../test/mesh/routed-shop';
import { Listeners } from '../../mesh/edge/listeners';
import { httpServer, httpsServer, passthroughServer, redirectServer } from '../../mesh/edge/servers';
import { exact, prefix, regex } from '../../mesh/route/match';
import { Route } from '../../mesh/route/route';
import type { HttpRule } from '../../mesh/route/rules';
import { Microservice } from '../../mesh/services/microservice';
import { https, tcp } from '../../mesh/services/ports';
import type { Request } from '../request';
import { route } from './route';

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
    const gateways = new Listeners(namespace, 'tls', { gateway: { ...edge, namespace: 'shop' }, servers, api });
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
      { match: { path: prefix('/old/') }, redirect: { prefix: '/new', status: 301 as const } },
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

test('a redirect leaves the port out that is usual for the scheme of the server, of TLS also where it only sends there', () => {
  const { chart, namespace, v1 } = shop();
  const at = (id: string, redirects: boolean) => {
    const servers = [...(redirects ? [redirectServer(80, ['b.example.com'])] : []), httpServer(80, ['a.example.com'])];
    const gateways = new Listeners(namespace, id, { gateway: { ...edge, selector: { istio: id } }, servers });
    const hosts = ['*.example.com'];
    new Route(namespace, `${id}-r`, { gateways, hosts, http: [{ redirect: { path: '/new', port: 443 } }, { to: v1 }] });
    return route(chart, { host: 'a.example.com', gateway: gateways }).location;
  };
  expect(at('plain', false)).toBe('http://a.example.com:443/new');
  expect(at('mixed', true)).toBe('http://a.example.com/new');
});
