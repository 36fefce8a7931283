import { describe, expect, test } from '@jest/globals';
import { shop } from '../../../test/mesh/routed-shop';
import { exact, prefix, present, regex } from '../../mesh/route/match';
import { Route } from '../../mesh/route/route';
import { canary, type HttpRule } from '../../mesh/route/rules';
import { route } from './route';

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
