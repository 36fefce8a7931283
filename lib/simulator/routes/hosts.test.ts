import { describe, expect, test } from '@jest/globals';
import { shop } from '../../../test/mesh/routed-shop';
import { problemsOf } from '../../kit/problems';
import { prefix, regex } from '../../mesh/route/match';
import { Route } from '../../mesh/route/route';
import type { HttpRule } from '../../mesh/route/rules';
import { Microservice } from '../../mesh/services/microservice';
import { http } from '../../mesh/services/ports';
import { SidecarScope } from '../../mesh/traffic/sidecar-scope';
import { route } from './route';

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

describe('in the mesh, a wildcard is of full names', () => {
  test('and counts on every port of a service', () => {
    const { chart, namespace, web, v2 } = shop();
    const stock = new Microservice(namespace, 'stock', {
      ports: [http(8080)],
      versions: { v1: { image: 'shop/app:1' } },
    });
    new Route(namespace, 'wide', { hosts: ['*.svc.cluster.local'], http: [{ to: v2 }] });
    expect(route(chart, { host: stock, from: web })).toReach(v2);
  });

  test('and is for services alone where it holds one', () => {
    const { chart, namespace, web, v2 } = shop();
    new Route(namespace, 'wide', { hosts: ['*.shop.svc.cluster.local', '*.example.org'], http: [{ to: v2 }] });
    expect(route(chart, { host: 'gone.example.org', from: web })).toReach(v2);
    expect(route(chart, { host: 'gone.shop.svc.cluster.local', from: web }).by).toBe(
      'Service gone.shop.svc.cluster.local',
    );
  });

  test('and the longest decides', () => {
    const { namespace, other, web, ask, v1, v2 } = shop();
    new Route(namespace, 'a-wide', { hosts: ['*.svc.cluster.local'], http: [{ to: v1 }] });
    new Route(other, 'z-near', { hosts: ['*.shop.svc.cluster.local'], http: [{ to: v2 }] });
    expect(ask({ from: web })).toReach(v2);
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

test('where a Sidecar cuts a service off, a route for it is found by the full name alone, and where HTTP is listened for', () => {
  const { chart, namespace, other, cart, web } = shop();
  new Route(other, 'r', { service: cart, http: [{ to: web }] });
  new SidecarScope(namespace, 'scope', { alsoReach: ['other/*'], outbound: 'REGISTRY_ONLY' });
  const ask = (host: string, port: number) => route(chart, { host, port, from: cart });
  expect(ask('cart.shop.svc.cluster.local', 80)).toReach(web);
  expect(ask('cart', 80)).toBeAnswered(502);
  expect(ask('cart.shop.svc.cluster.local', 81)).toBeAnswered(502);
});
