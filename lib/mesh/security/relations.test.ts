import { describe, expect, test } from '@jest/globals';
import * as raw from '../../../imports/security.istio.io';
import { shopWith, versions } from '../../../test/mesh/secured-shop';
import { synth } from '../../../test/synth';
import { Waypoint } from '../ambient/waypoint';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, tcp } from '../services/ports';
import { DestinationPolicy } from '../traffic/destination-policy';
import { Allow, type AuthorizationProps, Deny } from './authorization';
import { type MtlsMode, PeerAuthentication } from './peer-authentication';

describe('MESH421: an L7 rule on a TCP port', () => {
  const deny = (change: Partial<AuthorizationProps>, Kind: typeof Deny = Deny) =>
    shopWith((made) => {
      const rules = [{ to: { methods: ['DELETE' as const] } }];
      new Kind(made.namespace, 'rule', { workload: made.cart, rules, ...change });
    });

  test('refuses more, or less, than it says', () => {
    expect(() => deny({})).toThrow(
      'MESH421 [test/shop/rule] methods of rules[0] looks at HTTP, but port 9000 of cart is not HTTP, and there it refuses every connection;',
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
      'MESH421 [test/shop/rule] methods of rules[0] looks at HTTP, but port 9000 of old is not',
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
    expect(ambient({ methods: ['GET'] })).toThrow('MESH421 [test/calm/rule] methods of rules[0] looks at HTTP');
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
