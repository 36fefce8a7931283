import { describe, expect, test } from '@jest/globals';
import type { Chart } from 'cdk8s';
import * as raw from '../../../imports/security.istio.io';
import { Gateway } from '../../gateways/gateway';
import { ingressGateway } from '../../gateways/presets';
import { Istiod } from '../../istio/istiod/istiod';
import { PROFILES } from '../../istio/profiles';
import { override } from '../../kit/override';
import { type Printed, synth } from '../../kit/testing';
import { DestinationPolicy } from '../destination-policy';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { ExistingService } from '../existing';
import { exact } from '../match';
import { Microservice } from '../microservice';
import { MeshNamespace } from '../namespace';
import { http, tcp } from '../ports';
import { Route } from '../route/route';
import { Waypoint } from '../waypoint';
import { Allow, type AuthorizationProps, Deny } from './authorization';
import type { Caller } from './callers';
import { type MtlsMode, PeerAuthentication } from './peer-authentication';
import { RequestAuthentication } from './request-authentication';

const props = override(PROFILES.default, {
  identity: { trustDomain: 'shop.example' },
  mesh: { trustDomainAliases: ['old.example'] },
});
const versions = { v1: { image: 'shop/app:1' } };

function shop(chart: Chart) {
  const istiod = new Istiod(chart, 'Istiod', props);
  const gateway = new Gateway(chart, 'Ingress', ingressGateway, istiod);
  const root = new MeshNamespace(chart, 'istio-system', { injection: false, existing: true });
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const db = new Microservice(namespace, 'db', { ports: [tcp(5432)], versions });
  const cart = new Microservice(namespace, 'cart', { ports: [http(80), tcp(9000)], versions });
  const web = new Microservice(namespace, 'web', { ports: [http(80)], versions, calls: [cart] });
  const listeners = new Listeners(namespace, 'entry', { gateway, servers: [httpServer(8080)] });
  return { chart, gateway, root, namespace, db, cart, web, listeners };
}
type Shop = ReturnType<typeof shop>;
const shopWith = (more: (shop: Shop) => void): Readonly<Record<string, Printed>> => synth((chart) => more(shop(chart)));

describe('MESH420: an allow list that locks out a declared call', () => {
  const allow = (rules: (shop: Shop) => AuthorizationProps['rules']) =>
    shopWith((made) => void new Allow(made.namespace, 'list', { workload: made.cart, rules: rules(made) }));

  test.each<[string, (shop: Shop) => AuthorizationProps['rules']]>([
    ['another caller', ({ db }) => [{ from: db }]],
    ['another namespace', ({ root }) => [{ from: root }]],
    ['another port', ({ web }) => [{ from: web, to: { ports: [1234] } }]],
    ['everybody but the caller', () => [{ from: { notPrincipals: ['*/sa/web'] } }]],
    ['another account', () => [{ from: { serviceAccounts: ['db', 'other/web'] } }]],
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

  test('a gateway of the Gateway API runs as its own ServiceAccount, or as that of the pods it is given', () => {
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
    expect(entry(true, ({ cart }) => cart)).toThrow(`MESH420 [test/shop/page] api (route page) ${locked}`);
    expect(entry(true, ({ gateway }) => gateway)).not.toThrow();
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

describe('MESH421: an L7 rule on a TCP port', () => {
  const deny = (change: Partial<AuthorizationProps>, Kind: typeof Deny = Deny) =>
    shopWith((made) => {
      const rules = [{ to: { methods: ['DELETE' as const] } }];
      new Kind(made.namespace, 'rule', { workload: made.cart, rules, ...change });
    });

  test('refuses more, or less, than it says', () => {
    expect(() => deny({})).toThrow(
      'MESH421 [test/shop/rule] methods of rule 1 looks at HTTP, but port 9000 of cart is not HTTP, and there it refuses every connection;',
    );
    expect(() => deny({ rules: [{ to: { paths: ['/a'], ports: [9000] } }] })).toThrow('MESH421');
    expect(() =>
      shopWith(
        ({ namespace, db }) =>
          void new Allow(namespace, 'rule', { workload: db, rules: [{ to: { methods: ['GET'] } }] }),
      ),
    ).toThrow('port 5432 of db is not HTTP, and there it lets nothing through;');
  });

  test('holds for a service that others deploy', () => {
    const ports = [http(80), tcp(9000)];
    const theirs = ExistingService.of({ name: 'old', namespace: 'shop', ports });
    const refused = (named: readonly number[]) => () =>
      shopWith(({ namespace }) => {
        const to = { methods: ['GET' as const], ...(named.length > 0 && { ports: named }) };
        new Deny(namespace, 'rule', { workload: theirs, rules: [{ to }] });
      });
    expect(refused([])).toThrow(
      'MESH421 [test/shop/rule] methods of rule 1 looks at HTTP, but port 9000 of old is not',
    );
    expect(refused([80])).not.toThrow();
  });

  test('holds for rules of waypoints', () => {
    const ambient = (to: { methods: ['GET']; ports?: [80] }) => () =>
      synth((chart) => {
        const namespace = new MeshNamespace(chart, 'calm', { injection: 'ambient' });
        const cart = new Microservice(namespace, 'cart', { ports: [http(80), tcp(9000)], versions });
        new Waypoint(namespace, 'Waypoint').serve(namespace);
        new Deny(namespace, 'rule', { workload: cart, rules: [{ to }] });
      });
    expect(ambient({ methods: ['GET'] })).toThrow('MESH421 [test/calm/rule] methods of rule 1 looks at HTTP');
    expect(ambient({ methods: ['GET'], ports: [80] })).not.toThrow();
  });

  test('is fine on the HTTP ports', () => {
    const rules = [{ to: { methods: ['DELETE' as const], ports: [80] } }];
    expect(deny({ rules })['AuthorizationPolicy/rule'].spec.action).toBe('DENY');
  });
});

test('MESH423: a caller of a trust domain that the mesh does not know', () => {
  const allow = (trustDomain: string) => () =>
    shopWith(({ namespace, cart, web }) => {
      new Allow(namespace, 'list', { workload: cart, rules: [{ from: web }], trustDomain });
    });
  expect(allow('other.example')).toThrow(
    'MESH423 [test/shop/list] nobody in this mesh is other.example/ns/shop/sa/web, for its trust domains are shop.example, old.example;',
  );
  for (const known of ['cluster.local', 'shop.example', 'old.example'])
    expect(allow(known)()['AuthorizationPolicy/list'].kind).toBe('AuthorizationPolicy');
});

test('MESH424: a rule about identities where nobody has one', () => {
  const allow = (mode: MtlsMode) => () =>
    shopWith(({ namespace, cart, web }) => {
      new PeerAuthentication(namespace, 'mtls', { mode, workload: cart });
      new Allow(namespace, 'list', { workload: cart, rules: [{ from: web }] });
    });
  expect(allow('DISABLE')).toThrow('MESH424 [test/shop/list] cart-v1 takes plaintext alone (shop/mtls)');
  expect(allow('STRICT')()['PeerAuthentication/mtls'].kind).toBe('PeerAuthentication');
});

describe('MESH425: callers and pods disagree about TLS', () => {
  const both = (caller: 'DISABLE' | 'ISTIO_MUTUAL', mesh: MtlsMode, workload: MtlsMode = 'UNSET') =>
    shopWith(({ namespace, root, cart }) => {
      new PeerAuthentication(root, 'mesh', { mode: mesh });
      new PeerAuthentication(namespace, 'cart-mtls', { mode: workload, workload: cart });
      new DestinationPolicy(namespace, 'cart-tls', { service: cart, tls: { mode: caller } });
    });
  const host = 'cart.shop.svc.cluster.local';

  test('plaintext to pods that want mTLS, and the other way round', () => {
    expect(() => both('DISABLE', 'STRICT')).toThrow(
      `MESH425 [test/shop/cart-tls] callers use TLS mode DISABLE for ${host}, whose pods want mTLS alone (istio-system/mesh);`,
    );
    expect(() => both('ISTIO_MUTUAL', 'STRICT', 'DISABLE')).toThrow(
      'whose pods want plaintext alone (shop/cart-mtls);',
    );
  });

  test('not if the narrower policy takes it', () => {
    expect(both('DISABLE', 'STRICT', 'PERMISSIVE')['DestinationRule/cart-tls'].kind).toBe('DestinationRule');
    expect(both('ISTIO_MUTUAL', 'STRICT')['DestinationRule/cart-tls'].kind).toBe('DestinationRule');
  });
});

test('IST0127: a selector that matches nothing', () => {
  const policy = (app: string) => () =>
    shopWith(({ namespace }) => {
      const metadata = { name: 'mine', namespace: 'shop' };
      new raw.PeerAuthentication(namespace, 'Mine', { metadata, spec: { selector: { matchLabels: { app } } } });
      new PeerAuthentication(namespace, 'all', { mode: 'STRICT' });
    });
  expect(policy('kart')).toThrow('IST0127 [test/shop/Mine] shop/mine is for pods with app=kart, and there are none;');
  expect(policy('cart')()['PeerAuthentication/mine'].kind).toBe('PeerAuthentication');
  const elsewhere = ExistingService.of({ name: 'old', namespace: 'shop', ports: [http(80)] });
  const theirs = shopWith(
    ({ namespace }) => void new PeerAuthentication(namespace, 'old', { mode: 'STRICT', workload: elsewhere }),
  );
  expect(theirs['PeerAuthentication/old'].spec.selector.matchLabels).toEqual({ app: 'old' });
});

test('IST0149: a route by a claim that nobody verified', () => {
  const route = (verified: boolean) => () =>
    shopWith(({ namespace, root, listeners, web, gateway }) => {
      const match = { claims: { group: exact('admin') } };
      new Route(namespace, 'admin', { gateways: listeners, http: [{ match, to: web }] });
      const keys = [{ kty: 'RSA', n: 'a', e: 'AQAB' }] as const;
      if (verified)
        new RequestAuthentication(root, 'jwt', { workload: gateway, jwt: [{ issuer: 'me', jwks: { keys } }] });
    });
  expect(route(false)).toThrow(
    'IST0149 [test/shop/admin] the route matches @request.auth.claims.group, but no RequestAuthentication applies to the pods istio-ingressgateway of the gateway shop/entry;',
  );
  expect(route(true)()['VirtualService/admin'].kind).toBe('VirtualService');
});

test('IST0149: a claim in a delegate, or at a gateway that others deploy', () => {
  const keys = [{ kty: 'RSA', n: 'a', e: 'AQAB' }] as const;
  const jwt = [{ issuer: 'me', jwks: { keys } }];
  const theirs = { name: 'edge', namespace: 'edge', selector: { istio: 'edge' }, ports: [] };
  const rule = ({ web }: Shop) => ({ match: { claims: { group: exact('admin') } }, to: web });
  const delegating = (made: Shop) => {
    const delegate = new Route(made.namespace, 'part', { delegated: true, http: [rule(made)] });
    new Route(made.namespace, 'admin', { gateways: made.listeners, http: [{ delegate }] });
  };
  const atTheirs = (made: Shop) => {
    const gateways = new Listeners(made.namespace, 'theirs', { gateway: theirs, servers: [httpServer(80)] });
    new Route(made.namespace, 'admin', { gateways, http: [rule(made)] });
  };
  for (const build of [delegating, atTheirs]) expect(() => shopWith(build)).toThrow('IST0149 [test/shop/admin]');
  const verified = (made: Shop) => {
    atTheirs(made);
    const edge = new MeshNamespace(made.chart, 'edge', { injection: true, existing: true });
    new RequestAuthentication(edge, 'jwt', { workload: theirs, jwt });
  };
  expect(() => shopWith(verified)).not.toThrow();
});

test('IST0175: keys that istiod fetches from anywhere', () => {
  const jwt = [{ issuer: 'https://issuer.example', jwksUri: 'https://issuer.example/keys' }];
  const fetched = (env: Readonly<Record<string, string>>) => () =>
    synth((chart) => {
      new Istiod(chart, 'Istiod', override(PROFILES.default, { istiod: { env } }));
      const namespace = new MeshNamespace(chart, 'shop', { injection: true });
      new Microservice(namespace, 'web', { ports: [http(80)], versions });
      new RequestAuthentication(namespace, 'jwt', { jwt });
    });
  expect(fetched({})).toThrow('IST0175 [test/shop/jwt] shop/jwt has istiod fetch keys from a jwksUri');
  const restricted = fetched({ BLOCKED_CIDRS_IN_JWKS_URIS: '169.254.0.0/16' })();
  expect(restricted['RequestAuthentication/jwt'].spec.jwtRules).toEqual(jwt);
});

test('MESH426: keys that a NetworkPolicy keeps istiod from', () => {
  const fetched = (jwksUri: string, networkPolicy: 'official' | 'least') => () =>
    synth((chart) => {
      const env = { BLOCKED_CIDRS_IN_JWKS_URIS: '169.254.0.0/16' };
      new Istiod(chart, 'Istiod', override(PROFILES.default, { istiod: { env }, networkPolicy }));
      const namespace = new MeshNamespace(chart, 'shop', { injection: true });
      new Microservice(namespace, 'web', { ports: [http(80)], versions });
      new RequestAuthentication(namespace, 'jwt', { jwt: [{ issuer: 'https://issuer.example', jwksUri }] });
    });
  expect(fetched('http://keycloak.auth:8080/keys', 'least')).toThrow(
    'MESH426 [test/shop/jwt] shop/jwt has istiod fetch keys from http://keycloak.auth:8080/keys, but',
  );
  expect(fetched('http://keycloak.auth:8080/keys', 'official')).not.toThrow();
  expect(fetched('https://issuer.example/keys', 'least')).not.toThrow();
});
