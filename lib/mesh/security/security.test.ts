import { describe, expect, test } from '@jest/globals';
import type { Chart } from 'cdk8s';
import { type Printed, synth } from '../../../test/synth';
import { Gateway } from '../../gateways/gateway';
import { ingressGateway } from '../../gateways/presets';
import { Istiod } from '../../istio/istiod/istiod';
import { PROFILES } from '../../istio/profiles';
import { Revision } from '../../istio/revisions/revision';
import { Listeners } from '../edge/listeners';
import { httpServer } from '../edge/servers';
import { ExistingService, external } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, tcp } from '../services/ports';
import { Allow, Audit, type AuthorizationProps, Deny, ExternalAuthorization } from './authorization';
import { allowDeclaredCalls } from './declared-calls';
import { PeerAuthentication } from './peer-authentication';
import type { JwtRule } from './tokens/request-authentication';
import { RequestAuthentication } from './tokens/request-authentication';

const image = 'shop/app:1';

/** A shop with a caller (`web`), a callee whose versions have accounts of their own (`cart`), a database and an ingress gateway. */
function shop(chart: Chart) {
  const controlPlane = { revision: new Revision(PROFILES.default), props: PROFILES.default };
  const gateway = new Gateway(chart, 'Ingress', ingressGateway, controlPlane);
  const root = new MeshNamespace(chart, 'istio-system', { injection: false, existing: true });
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const db = new Microservice(namespace, 'db', { ports: [tcp(5432)], versions: { v1: { image } } });
  const cart = new Microservice(namespace, 'cart', {
    ports: [http(80, { targetPort: 8080 }), tcp(9000, { name: 'admin' })],
    versions: { v1: { image, serviceAccount: 'cart-v1' }, v2: { image, serviceAccount: 'cart-v2', calls: [db] } },
  });
  const web = new Microservice(namespace, 'web', { ports: [http(80)], versions: { v1: { image } }, calls: [cart] });
  return { chart, gateway, root, namespace, db, cart, web };
}
type Shop = ReturnType<typeof shop>;

const shopWith = (more: (shop: Shop) => void): Readonly<Record<string, Printed>> => synth((chart) => more(shop(chart)));
const allow = (props: (shop: Shop) => AuthorizationProps) =>
  shopWith((shop) => void new Allow(shop.namespace, 'policy', props(shop)))['AuthorizationPolicy/policy'].spec;

describe('PeerAuthentication', () => {
  test('is for the mesh, a namespace, a workload or a port of it', () => {
    const made = shopWith(({ root, namespace, cart }) => {
      new PeerAuthentication(root, 'mesh', { mode: 'STRICT' });
      new PeerAuthentication(namespace, 'all', { mode: 'PERMISSIVE' });
      const ports = [{ port: cart.port(80), mode: 'DISABLE' as const }];
      new PeerAuthentication(namespace, 'one', { mode: 'STRICT', workload: cart.version('v1'), ports });
    });
    expect(made['PeerAuthentication/mesh'].metadata.namespace).toBe('istio-system');
    expect(made['PeerAuthentication/mesh'].spec).toEqual({ mtls: { mode: 'STRICT' } });
    expect(made['PeerAuthentication/all'].spec).toEqual({ mtls: { mode: 'PERMISSIVE' } });
    expect(made['PeerAuthentication/one'].spec).toEqual({
      selector: { matchLabels: { app: 'cart', version: 'v1' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { '8080': { mode: 'DISABLE' } },
    });
  });

  test('refuses ports without a workload, and pods that it cannot select', () => {
    const made = (props: (shop: Shop) => ConstructorParameters<typeof PeerAuthentication>[2]) => () =>
      shopWith((shop) => void new PeerAuthentication(shop.namespace, 'p', props(shop)));
    expect(made(({ cart }) => ({ mode: 'STRICT', ports: [{ port: cart.port(80), mode: 'DISABLE' }] }))).toThrow(
      'IST0106 [test/shop/p] spec breaks a rule of its CRD; mind the rule: portLevelMtls requires selector',
    );
    expect(made(({ gateway }) => ({ mode: 'STRICT', workload: gateway }))).toThrow(
      'MESH400 [test/shop/p] the policy is in shop, but the pods that it is for are in istio-system;',
    );
    expect(made(() => ({ mode: 'STRICT', workload: external('example.com') }))).toThrow(
      'MESH401 [test/shop/p] example.com has no pods in the mesh',
    );
  });
});

describe('AuthorizationPolicy', () => {
  test('names callers by their identity, whatever they are given as', () => {
    expect(
      allow(({ web, cart, gateway, namespace, root }) => ({
        workload: cart,
        rules: [
          {
            from: [web, cart.version('v2'), gateway, { name: 'job', namespace: 'batch' }],
            to: { ports: [cart.port(80)] },
          },
          { from: [namespace, root] },
          {
            from: { ipBlocks: ['10.0.0.0/8'], requestPrincipals: ['*'] },
            to: { methods: ['GET'], paths: ['/info*'], ports: [8080] },
          },
        ],
      })),
    ).toEqual({
      selector: { matchLabels: { app: 'cart' } },
      rules: [
        {
          from: [
            {
              source: {
                principals: [
                  'cluster.local/ns/batch/sa/job',
                  'cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account',
                  'cluster.local/ns/shop/sa/cart-v2',
                  'cluster.local/ns/shop/sa/web',
                ],
              },
            },
          ],
          to: [{ operation: { ports: ['8080'] } }],
        },
        { from: [{ source: { namespaces: ['istio-system', 'shop'] } }] },
        {
          from: [{ source: { ipBlocks: ['10.0.0.0/8'], requestPrincipals: ['*'] } }],
          to: [{ operation: { methods: ['GET'], paths: ['/info*'], ports: ['8080'] } }],
        },
      ],
    });
  });

  test('allows, denies, audits and asks others', () => {
    const made = shopWith(({ namespace, web }) => {
      const props = { workload: web, rules: [{ when: [{ key: 'request.headers[x-a]', values: ['b'] }] }] } as const;
      new Allow(namespace, 'allow', props);
      new Deny(namespace, 'deny', props);
      new Audit(namespace, 'audit', props);
    });
    const actions = ['allow', 'deny', 'audit'].map((name) => made[`AuthorizationPolicy/${name}`].spec.action);
    expect(actions).toEqual([undefined, 'DENY', 'AUDIT']);
    const authorizer = { name: 'opa', envoyExtAuthzGrpc: { service: 'opa.shop.svc.cluster.local', port: 9191 } };
    const custom = (provider: string) =>
      synth((chart) => {
        new Istiod(chart, 'Istiod', { ...PROFILES.default, mesh: { extensionProviders: [authorizer] } });
        const namespace = new MeshNamespace(chart, 'shop', { injection: true });
        const web = new Microservice(namespace, 'web', { ports: [http(80)], versions: { v1: { image } } });
        new ExternalAuthorization(namespace, 'ask', {
          provider,
          workload: web,
          rules: [{ to: { paths: ['/admin'] } }],
        });
      })['AuthorizationPolicy/ask'].spec;
    expect(custom('opa')).toMatchObject({ action: 'CUSTOM', provider: { name: 'opa' } });
    expect(() => custom('oppa')).toThrow(
      'MESH422 [test/shop/ask] the mesh configuration has no external authorizer "oppa"; use one of opa',
    );
  });

  test('refuses a caller without a ServiceAccount, and a version that shares its own', () => {
    expect(() =>
      allow(() => ({ rules: [{ from: ExistingService.of({ name: 'old', namespace: 'a', ports: [http(80)] }) }] })),
    ).toThrow('MESH314 [test/shop/policy] old.a.svc.cluster.local has no ServiceAccount');
    const versions = { v1: { image }, v2: { image }, v3: { image, serviceAccount: 'apart' } };
    const ask = (version: string) =>
      allow(({ namespace }) => {
        const pay = new Microservice(namespace, 'pay', { ports: [http(80)], versions });
        return { workload: pay, rules: [{ from: pay.version(version) }] };
      });
    expect(() => ask('v1')).toThrow('MESH403 [test/shop/policy] pay v1 runs as the ServiceAccount pay, and so does v2');
    expect(ask('v3').rules[0].from[0].source.principals).toEqual(['cluster.local/ns/shop/sa/apart']);
    expect(() =>
      allow(({ namespace }) => {
        const bare = new Microservice(namespace, 'bare', {
          ports: [http(80)],
          versions: { v1: { image } },
          serviceAccount: false,
        });
        return { rules: [{ from: bare }] };
      }),
    ).toThrow('MESH314 [test/shop/policy] bare v1 has no ServiceAccount');
  });

  test.each<[string, AuthorizationProps['rules'][number]]>([
    ['MESH405 [test/shop/policy] to.paths is empty', { to: { paths: [] } }],
    ['MESH405 [test/shop/policy] from.namespaces is empty', { from: { namespaces: [] } }],
    ['MESH969 [test/shop/policy] the condition source.ip of rules[0] says nothing', { when: [{ key: 'source.ip' }] }],
    [
      'MESH970 [test/shop/policy] rules[0].from.ipBlocks has "10.0.0.0/99", which is neither',
      { from: { ipBlocks: ['10.0.0.0/99'] } },
    ],
    ['MESH412 [test/shop/policy] the path "admin"', { to: { paths: ['admin'] } }],
    ['MESH970 [test/shop/policy] rules[0].to.paths has "/a/{x}", which is no template', { to: { paths: ['/a/{x}'] } }],
  ])('refuses %s', (problem, rule) => {
    expect(() => allow(() => ({ rules: [rule] }))).toThrow(problem);
    const good = {
      to: { paths: ['/admin', '/a/{*}/b', '*.css', '/x*'], ports: [8080] },
      from: { ipBlocks: ['::1', '10.0.0.0/9'] },
    };
    expect(allow(({ cart, web }) => ({ workload: cart, rules: [good, { from: web }] })).rules).toHaveLength(2);
  });

  test('refuses a rule-less policy that is not there to allow nothing', () => {
    expect(() => shopWith(({ namespace }) => void new Deny(namespace, 'd', { rules: [] }))).toThrow(
      'MESH972 [test/shop/d] DENY without rules is about nothing',
    );
  });
});

test('a policy may be for a gateway of the Gateway API, whose pods Istio makes', () => {
  const policy = (api: 'istio' | 'gateway-api') =>
    shopWith(({ namespace, gateway }) => {
      const door = api === 'istio' ? { api, gateway } : { api };
      const listeners = new Listeners(namespace, 'entry', { ...door, servers: [httpServer(80)] });
      new Allow(namespace, 'policy', { workload: listeners, rules: [{ to: { methods: ['GET'] } }] });
    })['AuthorizationPolicy/policy'].spec;
  expect(policy('gateway-api').targetRefs).toEqual([
    { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'entry' },
  ]);
  expect(() => policy('istio')).toThrow("MESH413 [test/shop/policy] entry is a Gateway of Istio's API");
});

describe('allowDeclaredCalls', () => {
  test('denies by default and lets exactly the declared callers through', () => {
    const made = shopWith(({ namespace, gateway, web }) =>
      allowDeclaredCalls(namespace, { entries: [{ gateway, to: [web] }] }),
    );
    const callers = (name: string) =>
      made[`AuthorizationPolicy/${name}-callers`].spec.rules[0].from[0].source.principals.map((one: string) =>
        one.split('/').at(-1),
      );
    expect(made['AuthorizationPolicy/allow-nothing'].spec).toEqual({});
    expect(callers('web')).toEqual(['istio-ingressgateway-service-account']);
    expect(callers('cart')).toEqual(['web']);
    expect(callers('db')).toEqual(['cart-v2']);
    expect(made['AuthorizationPolicy/cart-callers'].spec.rules[0].to).toEqual([
      { operation: { ports: ['8080', '9000'] } },
    ]);
  });

  test('a call that is declared later is reported, for nothing lets it through', () => {
    expect(() =>
      shopWith(({ namespace, db, web }) => {
        allowDeclaredCalls(namespace);
        web.calls(db);
      }),
    ).toThrow(
      'MESH420 [test/shop/web] web is declared to call db, but shop/allow-nothing and shop/db-callers locks it out;',
    );
  });
});

describe('RequestAuthentication', () => {
  const rule: JwtRule = {
    issuer: 'https://issuer.example',
    jwks: { keys: [{ kty: 'RSA', kid: '1', n: 'abc', e: 'AQAB' }] },
    audiences: ['shop'],
    fromHeaders: [{ name: 'x-token', prefix: 'Token ' }],
    forward: true,
    claimToHeaders: { 'x-user': 'sub' },
  };
  const made = (jwt: JwtRule, required = false) =>
    shopWith(
      ({ root, gateway }) => void new RequestAuthentication(root, 'jwt', { workload: gateway, jwt: [jwt], required }),
    );

  test('takes tokens of an issuer, and hands claims to the service', () => {
    expect(made(rule)['RequestAuthentication/jwt'].spec).toEqual({
      selector: { matchLabels: { app: 'istio-ingressgateway', istio: 'ingressgateway' } },
      jwtRules: [
        {
          issuer: 'https://issuer.example',
          jwks: '{"keys":[{"kty":"RSA","kid":"1","n":"abc","e":"AQAB"}]}',
          audiences: ['shop'],
          fromHeaders: [{ name: 'x-token', prefix: 'Token ' }],
          forwardOriginalToken: true,
          outputClaimToHeaders: [{ header: 'x-user', claim: 'sub' }],
        },
      ],
    });
  });

  test('requires tokens on the HTTP ports of a service, and leaves its other ports open', () => {
    const spec = shopWith(({ namespace, cart }) => {
      new RequestAuthentication(namespace, 'jwt', { workload: cart, jwt: [rule], required: true });
    })['AuthorizationPolicy/jwt-required'].spec;
    expect(spec.rules).toEqual([
      { from: [{ source: { notRequestPrincipals: ['*'] } }], to: [{ operation: { ports: ['8080'] } }] },
    ]);
  });

  test('refuses requests without a token where one is required', () => {
    expect(made(rule)['AuthorizationPolicy/jwt-required']).toBeUndefined();
    expect(made(rule, true)['AuthorizationPolicy/jwt-required'].spec).toMatchObject({
      action: 'DENY',
      rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }],
    });
  });

  test.each<[string, Partial<JwtRule>]>([
    ['only one of jwks or jwksUri can be set', { jwksUri: 'https://a/b' }],
    ['MESH407 [test/istio-system/jwt] jwks of https://issuer.example has no key', { jwks: { keys: [] } }],
    ['has a key without e', { jwks: { keys: [{ kty: 'RSA', n: 'a' }] } }],
    ['holds a private key (d)', { jwks: { keys: [{ kty: 'RSA', n: 'a', e: 'b', d: 'c' } as never] } }],
    [
      'IST0106 [test/istio-system/jwt] spec.jwtRules[0].outputClaimToHeaders[0].header is "x user"',
      { claimToHeaders: { 'x user': 'sub' } },
    ],
  ])('refuses: %s', (problem, change) => {
    expect(() => made({ ...rule, ...change })).toThrow(problem);
  });

  test('refuses an address that is no URL', () => {
    expect(() => made({ issuer: 'me', jwksUri: 'keys.json' })).toThrow(
      'IST0106 [test/istio-system/jwt] spec.jwtRules[0].jwksUri is "keys.json"',
    );
  });
});
