import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { shop } from '../../../test/mesh/routed-shop';
import { Route } from '../../mesh/route/route';
import { route } from '../routes/route';

/** GRPCRoutes, for which there is no construct. */
function grpc() {
  const made = shop();
  const write = (name: string, spec: object, namespace = 'shop') =>
    new ApiObject(made.chart, `${namespace}-${name}`, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GRPCRoute',
      metadata: { name, namespace },
      spec,
    });
  const to = (version: string) => ({ backendRefs: [{ name: `cart-${version}`, namespace: 'shop', port: 80 }] });
  const parent = { group: '', kind: 'Service', name: 'cart', namespace: 'shop' };
  const ofService = (name: string, rules: readonly object[], namespace = 'shop', port = 80) =>
    write(name, { parentRefs: [{ ...parent, ...(port > 0 && { port }) }], rules }, namespace);
  return { ...made, write, to, ofService };
}

describe('a GRPCRoute', () => {
  test('takes a service and a method, a method of any service, or patterns of both', () => {
    const { to, ofService, ask, v1, v2 } = grpc();
    ofService('r', [
      { matches: [{ method: { service: 'shop.Cart', method: 'Add' } }], ...to('v1') },
      { matches: [{ method: { method: 'Get' } }], ...to('v2') },
      { matches: [{ method: { type: 'RegularExpression', service: 'old.*', method: 'List|All' } }], ...to('v1') },
      { matches: [{ method: { service: 'shop.Cart' }, headers: [{ name: 'x-beta', value: '1' }] }], ...to('v2') },
    ]);
    expect(ask({ path: '/shop.Cart/Add' })).toReach(v1);
    expect(ask({ path: '/shop.Stock/Get' })).toReach(v2);
    expect(ask({ path: '/old.Cart/List' })).toReach(v1);
    expect(ask({ path: '/shop.Cart/Drop' })).toBeAnswered(404);
    expect(ask({ path: '/shop.Cart/Drop', headers: { 'X-Beta': '1' } })).toReach(v2);
  });

  test('without a match takes what is left, and without a backend answers 500', () => {
    const { to, ofService, ask, v1 } = grpc();
    ofService('r', [to('v1'), { matches: [{ method: { service: 'shop.Cart' } }] }]);
    expect(ask({ path: '/shop.Cart/Add' })).toBeAnswered(500);
    expect(ask({ path: '/shop.Stock/Add' })).toReach(v1);
  });

  test("of a rule without a match and one that matches all, a parent's port decides, and a parent before it for every port", () => {
    const { write, to, ask, v1, v2 } = grpc();
    const parent = { group: '', kind: 'Service', namespace: 'shop' };
    const rules = [to('v1'), { matches: [{}], ...to('v2') }];
    const cart = { ...parent, name: 'cart', port: 80 };
    write('r', { parentRefs: [cart], rules });
    expect(ask({ path: '/a/b' })).toReach(v1);
    const twice = grpc();
    twice.write('r', { parentRefs: [cart, { ...parent, name: 'a' }], rules });
    expect(twice.ask({ path: '/a/b' })).toReach(v2);
    const after = grpc();
    after.write('r', { parentRefs: [{ ...parent, name: 'web' }, cart], rules });
    expect(after.ask({ path: '/a/b' })).toReach(v1);
  });

  test('is merged with HTTPRoutes of its service, by precedence', () => {
    const { to, ofService, namespace, cart, ask, v1, v2 } = grpc();
    ofService('calls', [{ matches: [{ method: { service: 'shop.Cart', method: 'Add' } }], ...to('v2') }]);
    new Route(namespace, 'pages', { service: cart, api: 'gateway-api', http: [{ to: v1 }] });
    expect(ask({ path: '/shop.Cart/Add' })).toReach(v2);
    expect(ask({ path: '/shop.Cart/Adds' })).toReach(v1);
  });

  test('is not merged with a route for a port of the service that it is for as a whole: one replaces the other', () => {
    const { to, ofService, namespace, cart, ask, v1 } = grpc();
    const rules = [{ matches: [{ method: { service: 'shop.Cart', method: 'Add' } }], ...to('v2') }];
    ofService('calls', rules, 'shop', 0);
    new Route(namespace, 'pages', { service: cart, api: 'gateway-api', http: [{ to: v1 }] });
    expect(ask({ path: '/shop.Cart/Add' })).toReach(v1);
  });

  test('is merged with HTTPRoutes of its gateway and host', () => {
    const { chart, to, write, namespace, listen, v1, v2 } = grpc();
    const gateways = listen(['*.example.com'], 'gateway-api');
    const parentRefs = [{ name: 'front' }];
    const rules = [{ matches: [{ method: { service: 'shop.Cart' } }], ...to('v2') }];
    write('calls', { parentRefs, hostnames: ['a.example.com'], rules });
    new Route(namespace, 'pages', { gateways, hosts: ['a.example.com'], api: 'gateway-api', http: [{ to: v1 }] });
    const at = (path: string, host = 'a.example.com') => route(chart, { host, path, gateway: gateways });
    expect(at('/shop.Cart/Add')).toReach(v2);
    expect(at('/index.html')).toReach(v1);
    expect(at('/shop.Cart/Add', 'b.example.com')).toBeAnswered(404);
  });

  test('of the caller replaces that of the service', () => {
    const { to, ofService, other, web, ask, v1, v2 } = grpc();
    ofService('own', [to('v1')]);
    ofService('callers', [{ matches: [{ method: { service: 'shop.Cart' } }], ...to('v2') }], other.name);
    expect(ask({ path: '/shop.Cart/Add', from: web })).toReach(v2);
    expect(ask({ path: '/x', from: web })).toBeAnswered(404);
    expect(ask({ path: '/x' })).toReach(v1);
  });

  test('of two that match the same, the longer of two names that begin alike comes first', () => {
    const { to, ofService, ask, v2 } = grpc();
    ofService('r', [to('v1')]);
    ofService('r-late', [to('v2')]);
    expect(ask()).toReach(v2);
  });
});
