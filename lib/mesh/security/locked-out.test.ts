import { describe, expect, test } from '@jest/globals';
import { type Shop, shopWith, versions } from '../../../test/mesh/secured-shop';
import { synth } from '../../../test/synth';
import { Waypoint } from '../ambient/waypoint';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { Route } from '../route/route';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http } from '../services/ports';
import { Allow, type AuthorizationProps, Deny } from './authorization';
import type { Caller } from './callers';
import { ALL_WAYPOINTS } from './workloads';

describe('MESH420: an allow list that locks out a declared call', () => {
  const allow = (rules: (shop: Shop) => AuthorizationProps['rules']) =>
    shopWith((made) => void new Allow(made.namespace, 'list', { workload: made.cart, rules: rules(made) }));

  test.each<[string, (shop: Shop) => AuthorizationProps['rules']]>([
    ['another caller', ({ db }) => [{ from: db }]],
    ['another namespace', ({ root }) => [{ from: root }]],
    ['another port', ({ web }) => [{ from: web, to: { ports: [1234] } }]],
    ['everybody but the caller', () => [{ from: { notPrincipals: ['*/sa/web'] } }]],
    ['another account', () => [{ from: { serviceAccounts: ['db', 'other/web'] } }]],
    [
      'a condition on another identity',
      () => [{ when: [{ key: 'source.principal', values: ['cluster.local/ns/a/sa/b'] }] }],
    ],
    ['a condition on another namespace', () => [{ when: [{ key: 'source.namespace', notValues: ['shop'] }] }]],
    ['a condition on another port', () => [{ when: [{ key: 'destination.port', values: ['1234'] }] }]],
    ['every account but the caller', () => [{ from: { notServiceAccounts: ['shop/web'] } }]],
  ])('%s', (_what, rules) => {
    expect(() => allow(rules)).toThrow(
      'MESH420 [test/shop/web] web is declared to call cart, but shop/list locks it out;',
    );
  });

  test.each<[string, (shop: Shop) => AuthorizationProps['rules']]>([
    ['the caller', ({ web }) => [{ from: web, to: { ports: [80] } }]],
    ['its namespace', ({ namespace }) => [{ from: namespace }]],
    ['its account', () => [{ from: { serviceAccounts: ['web'] } }]],
    ['its trust domain', () => [{ from: { trustDomains: ['shop.example'] } }]],
    ['a pattern of its identity', () => [{ from: { principals: ['*/ns/shop/sa/web'] } }]],
    [
      'conditions that hold',
      () => [
        {
          when: [
            { key: 'source.namespace', values: ['sh*'] },
            { key: 'destination.port', values: ['80'] },
          ],
        },
      ],
    ],
    ['a condition that only the request shows', () => [{ when: [{ key: 'source.ip', values: ['10.0.0.0/8'] }] }]],
    ['callers that only the request shows', () => [{ from: { ipBlocks: ['10.0.0.0/8'] } }]],
  ])('not if the list has %s', (_what, rules) => {
    expect(allow(rules)['AuthorizationPolicy/list'].kind).toBe('AuthorizationPolicy');
  });

  test('a dry run locks nobody out, for it only says what it would do', () => {
    const deny = (dryRun: boolean) => () =>
      shopWith((made) => void new Deny(made.namespace, 'list', { workload: made.cart, rules: [{}], dryRun }));
    expect(deny(false)).toThrow('MESH420');
    expect(deny(true)()['AuthorizationPolicy/list']).toMatchObject({
      metadata: { annotations: { 'istio.io/dry-run': 'true' } },
      spec: { action: 'DENY' },
    });
  });

  test('a denial locks out, too, unless it is about some requests alone', () => {
    const deny = (to?: { methods: ['DELETE']; ports: [80] }) => () =>
      shopWith(({ namespace, cart, web }) => {
        new Deny(namespace, 'deny', { workload: cart, rules: [{ from: web, ...(to && { to }) }] });
      });
    expect(deny()).toThrow('MESH420');
    expect(deny({ methods: ['DELETE'], ports: [80] })()['AuthorizationPolicy/deny'].spec.action).toBe('DENY');
  });

  test.each<[string, object, boolean]>([
    ['every path', { to: { paths: ['*'] } }, true],
    ['some paths', { to: { paths: ['/admin'] } }, false],
    ['the namespace, as a condition', { when: [{ key: 'source.namespace', values: ['shop'] }] }, true],
    ['another namespace, as a condition', { when: [{ key: 'source.namespace', values: ['other'] }] }, false],
    ['some addresses, as a condition', { when: [{ key: 'source.ip', values: ['10.0.0.0/8'] }] }, false],
  ])('a denial of %s', (_what, rule, locks) => {
    const deny = () =>
      shopWith(({ namespace, web }) => {
        const page = new Microservice(namespace, 'page', { ports: [http(80)], versions, calls: [web] });
        const from = 'when' in rule ? {} : { from: page };
        new Deny(namespace, 'deny', { workload: web, rules: [{ ...from, ...rule }] });
      });
    if (locks) expect(deny).toThrow('MESH420');
    else expect(deny).not.toThrow();
  });

  test('a denial of all ports of a call is one of the call', () => {
    const deny =
      (...ports: readonly number[]) =>
      () =>
        shopWith(({ namespace, cart, web }) => {
          new Deny(namespace, 'deny', { workload: cart, rules: [{ from: web, to: { ports } }] });
        });
    expect(deny(80, 9000)).toThrow('MESH420');
    expect(deny(9000)).not.toThrow();
    expect(() => allow(({ web }) => [{ from: web, to: { notPorts: [80, 9000] } }])).toThrow('MESH420');
    expect(() => allow(({ web }) => [{ from: web, to: { notPorts: [80] } }])).not.toThrow();
  });

  test('a call of a service that others deploy counts, too', () => {
    const legacy =
      (serviceAccounts: readonly string[], more: readonly string[] = []) =>
      () =>
        shopWith(({ namespace, cart, web }) => {
          const facts = { name: 'legacy', namespace: 'old', ports: [http(80)] };
          const service = ExistingService.of({ ...facts, serviceAccounts }).calls(cart);
          const also = more.map((name) => ({ namespace: 'old', name }));
          new Allow(namespace, 'list', { workload: cart, rules: [{ from: [web, ...also] }] });
          expect(service.declaredCalls).toHaveLength(1);
        });
    expect(legacy(['batch'])).toThrow(
      'MESH420 [test/shop/cart] legacy is declared to call cart, but shop/list locks it out;',
    );
    expect(legacy(['batch'], ['batch'])).not.toThrow();
    expect(legacy([])).not.toThrow();
  });

  test("a rule that a waypoint holds locks out as the pods' own do", () => {
    const ambient = (from: (shop: { web: Microservice; base: Microservice }) => Microservice) => () =>
      synth((chart) => {
        const namespace = new MeshNamespace(chart, 'calm', { injection: 'ambient' });
        const ports = [http(80)];
        const cart = new Microservice(namespace, 'cart', { ports, versions });
        const web = new Microservice(namespace, 'web', { ports, versions, calls: [cart] });
        const base = new Microservice(namespace, 'base', { ports, versions });
        new Waypoint(namespace, 'Waypoint').serve(namespace);
        new Allow(namespace, 'list', {
          workload: cart,
          rules: [{ from: from({ web, base }), to: { methods: ['GET'] } }],
        });
      });
    expect(ambient(({ base }) => base)).toThrow('MESH420 [test/calm/web] web is declared to call cart');
    expect(ambient(({ web }) => web)).not.toThrow();
  });

  test.each(['one waypoint', 'every waypoint'])('so does one for %s', (which) => {
    const listed = (allowed: 'base' | 'web') => () =>
      synth((chart) => {
        const namespace = new MeshNamespace(chart, 'calm', { injection: 'ambient' });
        const base = new Microservice(namespace, 'base', { ports: [http(80)], versions });
        const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions });
        const web = new Microservice(namespace, 'web', { ports: [http(80)], versions, calls: [cart] });
        const waypoint = new Waypoint(namespace, 'Waypoint').serve(namespace);
        const root = new MeshNamespace(chart, 'istio-system', { injection: false, existing: true });
        const [scope, workload] = which === 'one waypoint' ? [namespace, waypoint] : [root, ALL_WAYPOINTS];
        new Allow(scope, 'list', { workload, rules: [{ from: { base, web }[allowed] }] });
      });
    expect(listed('base')).toThrow('MESH420 [test/calm/web] web is declared to call cart');
    expect(listed('web')).not.toThrow();
  });

  test('pods behind a waypoint see none but it, so that rules about callers belong to the waypoint', () => {
    const behind = (rules: (web: Microservice) => AuthorizationProps['rules'], waypoint = true) =>
      synth((chart) => {
        const namespace = new MeshNamespace(chart, 'calm', { injection: 'ambient' });
        const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions });
        const web = new Microservice(namespace, 'web', { ports: [http(80)], versions, calls: [cart] });
        if (waypoint) new Waypoint(namespace, 'Waypoint').serve(namespace);
        new Allow(namespace, 'list', { workload: cart, rules: rules(web) });
      });
    expect(() => behind((web) => [{ from: web }])).toThrow(
      'MESH420 [test/calm/web] waypoint calm/waypoint is declared to call cart, but calm/list locks it out;',
    );
    expect(() => behind((web) => [{ from: web }], false)).not.toThrow();
    expect(() => behind((web) => [{ from: [web, { namespace: 'calm', name: 'waypoint' }] }])).not.toThrow();
  });

  test('a gateway of the Gateway API runs as its own ServiceAccount', () => {
    const entry = (given: boolean, from: (shop: Shop, listeners: Listeners) => Caller) => () =>
      shopWith((made) => {
        const { namespace, gateway, web } = made;
        const servers = [httpServer(80)];
        const api = 'gateway-api';
        const listeners = new Listeners(namespace, 'api', { servers, api, ...(given && { gateway }) });
        new Route(namespace, 'page', { gateways: listeners, http: [{ to: web }], api });
        new Allow(namespace, 'to-web', { workload: web, rules: [{ from: from(made, listeners) }] });
      });
    const locked = 'is declared to call web, but shop/to-web locks it out;';
    expect(entry(false, ({ gateway }) => gateway)).toThrow(`MESH420 [test/shop/page] api (route page) ${locked}`);
    expect(entry(false, (_shop, listeners) => listeners)).not.toThrow();
    expect(entry(true, (_shop, listeners) => listeners)).toThrow('MESH413');
  });

  test('a route from a gateway is a call of the gateway', () => {
    const entry = (opened: boolean) =>
      shopWith(({ namespace, root, listeners, web, cart, gateway }) => {
        new Route(namespace, 'page', { gateways: listeners, http: [{ to: web }] });
        new Allow(namespace, 'nothing', { rules: [] });
        new Allow(namespace, 'to-cart', { workload: cart, rules: [{ from: web }] });
        new Allow(namespace, 'to-web', { workload: web, rules: [{ from: opened ? gateway : root }] });
        if (!opened) return;
        new Allow(root, 'gateway', { workload: gateway, rules: [{}] });
      });
    // The gateway runs in the root namespace, so that naming that namespace lets it in, too.
    expect(entry(false)['AuthorizationPolicy/to-web'].kind).toBe('AuthorizationPolicy');
    expect(entry(true)['AuthorizationPolicy/gateway'].kind).toBe('AuthorizationPolicy');
    expect(() =>
      shopWith(({ namespace, listeners, web, cart }) => {
        new Route(namespace, 'page', { gateways: listeners, http: [{ to: web }] });
        new Allow(namespace, 'to-web', { workload: web, rules: [{ from: cart }] });
      }),
    ).toThrow(
      'MESH420 [test/shop/page] istio-ingressgateway (route page) is declared to call web, but shop/to-web locks it out;',
    );
  });
});
