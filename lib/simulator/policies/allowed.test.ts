import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { shop } from '../../../test/mesh/routed-shop';
import { MeshApp } from '../../checks/judge/mesh-app';
import { defaultEnvironment } from '../../environments/default';
import { MeshEnvironment } from '../../installation/installation';
import type { Installed } from '../../installation/installed';
import { override } from '../../kit/override';
import { Listeners } from '../../mesh/edge/listeners';
import { httpServer } from '../../mesh/edge/servers';
import { Allow, Audit, Deny, ExternalAuthorization } from '../../mesh/security/authorization';
import { PeerAuthentication } from '../../mesh/security/peer-authentication';
import { RequestAuthentication } from '../../mesh/security/tokens/request-authentication';
import { Microservice } from '../../mesh/services/microservice';
import { MeshNamespace } from '../../mesh/services/namespace';
import { http, tcp } from '../../mesh/services/ports';
import { DestinationPolicy } from '../../mesh/traffic/destination-policy';
import { allowed, type Question } from './allowed';
import { reachability } from './reachability';

function mesh() {
  const made = shop();
  const { chart, cart, web } = made;
  const ask = (question: Partial<Question> = {}) => allowed(chart, { from: web, to: cart, ...question });
  return { ...made, ask };
}

test('without a policy everything is allowed, over mutual TLS between sidecars', () => {
  const { ask } = mesh();
  expect(ask()).toBeAllowed();
  expect(ask().pods[0]?.security).toMatchObject({ mutual: true, mode: 'PERMISSIVE' });
});

describe('an Allow', () => {
  test('lets through whom it names, and refuses all others with 403', () => {
    const { ask, namespace, cart, web } = mesh();
    new Allow(namespace, 'a', { workload: cart, rules: [{ from: web, to: { methods: ['GET'], paths: ['/api/*'] } }] });
    expect(ask({ path: '/api/x' })).toBeAllowed();
    expect(ask({ path: '/other/../api/x' })).toBeAllowed();
    expect(ask({ path: '/api/x', method: 'POST' })).toBeDenied();
    expect(ask({ from: cart, path: '/api/x' }).pods[0]).toMatchObject({ allowed: false, status: 403 });
    expect(ask({ path: '/api/x' }).pods[0]?.by).toBe('AuthorizationPolicy shop/a rules[0]');
  });

  test('that is about HTTP never applies to a connection, where a Deny overlooks it', () => {
    const { chart, namespace, web } = mesh();
    const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions: { v1: { image: 'a:1' } } });
    new Allow(namespace, 'a', { workload: base, rules: [{ from: web }] });
    expect(allowed(chart, { from: web, to: base })).toBeAllowed();
  });
});

test('a Deny decides before an Allow', () => {
  const { ask, namespace, cart, web } = mesh();
  new Allow(namespace, 'a', { workload: cart, rules: [{}] });
  new Deny(namespace, 'd', { workload: cart, rules: [{ from: web, to: { paths: ['/admin/{**}'] } }] });
  expect(ask({ path: '/admin' })).toBeAllowed();
  expect(ask({ path: '/admin/x/y' })).toBeDenied();
  expect(ask({ path: '/%61dmin/x' })).toBeDenied();
});

test('an Audit is named, and an authorizer that is asked besides', () => {
  const { ask, namespace, cart } = mesh();
  new Audit(namespace, 'log', { workload: cart, rules: [{ to: { methods: ['GET'] } }] });
  new ExternalAuthorization(namespace, 'ext', {
    workload: cart,
    provider: 'opa',
    rules: [{ to: { paths: ['/api'] } }],
  });
  expect(ask().pods[0]).toMatchObject({ audited: ['AuthorizationPolicy shop/log rules[0]'], authorizers: [] });
  expect(ask({ path: '/api' }).pods[0]?.authorizers).toEqual(['opa']);
});

test('a token is read where a RequestAuthentication knows its issuer', () => {
  const { ask, namespace, cart } = mesh();
  const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'abc' }] } as const;
  new RequestAuthentication(namespace, 'jwt', { workload: cart, jwt: [{ issuer: 'us', jwks }], required: true });
  expect(ask().pods[0]).toMatchObject({ allowed: false, status: 403 });
  expect(ask({ claims: { iss: 'us', sub: 'me' } })).toBeAllowed();
  expect(ask({ claims: { iss: 'them', sub: 'me' } }).pods[0]).toMatchObject({ allowed: false, status: 401 });
});

describe('mutual TLS', () => {
  test('STRICT refuses callers without a proxy, whose identity no policy knows', () => {
    const { ask, chart, namespace, cart, other, web } = mesh();
    const bare = new MeshNamespace(chart, 'bare', { injection: false });
    const job = new Microservice(bare, 'job', { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
    expect(ask({ from: job })).toBeAllowed();
    new PeerAuthentication(namespace, 'default', { mode: 'STRICT' });
    expect(ask({ from: job })).toBeDenied();
    expect(ask({ from: web })).toBeAllowed();
    expect(allowed(chart, { from: web, to: job }).pods[0]).toMatchObject({ allowed: true, security: { mode: 'none' } });
    new DestinationPolicy(other, 'plain', { service: cart, tls: { mode: 'DISABLE' } });
    expect(ask({ from: web }).pods[0]?.by).toBe('a DestinationRule disables TLS, and the pods take mutual TLS alone');
  });

  test('a gateway is a proxy, though nobody injects it', () => {
    const app = (mesh: Installed) => {
      const own = new MeshNamespace(mesh, 'shop', { injection: true });
      const web = new Microservice(own, 'web', { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
      new Allow(own, 'callers', { workload: web, rules: [{ from: mesh.ingress }] });
      return { web, entry: new Listeners(own, 'entry', { gateway: mesh.ingress, servers: [httpServer(80, ['a.b'])] }) };
    };
    const strict = override(defaultEnvironment, { mutualTls: 'STRICT', apps: [app] });
    const made = new MeshEnvironment(new MeshApp(), strict);
    const { web, entry } = made.made(app);
    expect(allowed(made, { gateway: entry, to: web })).toBeAllowed();
    expect(allowed(made, { to: web })).toBeDenied();
    const ways = reachability(made).filter(({ to }) => to === 'shop/web');
    expect(ways).toContainEqual(expect.objectContaining({ from: 'istio-system/istio-ingressgateway', allowed: true }));
  });

  test.each([
    ['old.example', true],
    ['cluster.local', true],
    ['else.example', false],
  ])('an identity of %s is one of the mesh that has old.example as an alias: %s', (domain, isAllowed) => {
    const app = (mesh: Installed) => {
      const own = new MeshNamespace(mesh, 'shop', { injection: true });
      const service = (name: string) =>
        new Microservice(own, name, { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
      const [web, cart] = [service('web'), service('cart')];
      new ApiObject(own, 'callers', {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'callers', namespace: 'shop' },
        spec: { rules: [{ from: [{ source: { principals: [`${domain}/ns/shop/sa/web`] } }] }] },
      });
      return { web, cart };
    };
    const istio = { identity: { trustDomain: 'new.example' }, mesh: { trustDomainAliases: ['old.example'] } };
    const environment = override(defaultEnvironment, { strict: false, istio, apps: [app] });
    const made = new MeshEnvironment(new MeshApp(), environment);
    const { web, cart } = made.made(app);
    expect(allowed(made, { from: web, to: cart }).allowed).toBe(isAllowed);
  });

  test('an identity is known over mutual TLS alone', () => {
    const { ask, namespace, cart, web } = mesh();
    new Allow(namespace, 'a', { workload: cart, rules: [{ from: web }] });
    new PeerAuthentication(namespace, 'off', { mode: 'DISABLE', workload: cart });
    expect(ask()).toBeDenied();
  });
});

describe('what istiod and Envoy do where one might guess otherwise', () => {
  test("policies of Istio's own namespace are for all, also where the control plane is written elsewhere", () => {
    const { ask, chart } = mesh();
    const root = new MeshNamespace(chart, 'istio-system', { injection: false });
    new Deny(root, 'd', { rules: [{ to: { paths: ['/admin'] } }] });
    expect(ask({ path: '/admin' }).pods[0]?.by).toBe('AuthorizationPolicy istio-system/d rules[0]');
  });

  test('where the namespace disables mutual TLS, callers begin none, whatever single pods take', () => {
    const { ask, namespace, cart, v1 } = mesh();
    new PeerAuthentication(namespace, 'off', { mode: 'DISABLE' });
    new PeerAuthentication(namespace, 'strict', { workload: v1, mode: 'STRICT' });
    const { pods } = ask();
    expect(pods[0]).toMatchObject({ pods: 'cart-v1', allowed: false });
    expect(pods[0]?.by).toContain('has callers begin no mutual TLS');
    expect(pods[1]).toMatchObject({ pods: 'cart-v2', allowed: true, security: { mutual: false } });
    new PeerAuthentication(namespace, 'both', { workload: cart, mode: 'PERMISSIVE' });
    expect(ask().pods[1]?.security).toMatchObject({ mutual: false, mode: 'PERMISSIVE' });
  });

  test('a port of a workload takes what its PeerAuthentication says, UNSET what the workload does', () => {
    const { ask, chart, namespace, cart } = mesh();
    const bare = new MeshNamespace(chart, 'bare', { injection: false });
    const job = new Microservice(bare, 'job', { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
    const ports = [{ port: cart.port(80), mode: 'UNSET' as const }];
    new PeerAuthentication(namespace, 'a', { workload: cart, mode: 'STRICT', ports });
    expect(ask({ from: job })).toBeDenied();
  });

  test('of a connection, an Allow does without a rule that is about HTTP in any part, and a Deny overlooks that part', () => {
    const { chart, namespace, web } = mesh();
    const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions: { v1: { image: 'a:1' } } });
    const ask = () => allowed(chart, { from: web, to: base });
    new Allow(namespace, 'a', { rules: [{ from: [web, { notRequestPrincipals: ['*'] }] }] });
    expect(ask()).toBeDenied();
    new Allow(namespace, 'b', { rules: [{ from: web }] });
    expect(ask()).toBeAllowed();
    new Deny(namespace, 'd', { workload: base, rules: [{ from: web, to: { methods: ['GET'] } }] });
    expect(ask()).toBeDenied();
  });

  test("TLS that a DestinationRule begins is the pods' own affair where it is not HTTP", () => {
    const { ask, chart, namespace, other, cart, web } = mesh();
    const base = new Microservice(namespace, 'base', { ports: [tcp(5432)], versions: { v1: { image: 'a:1' } } });
    for (const service of [cart, base])
      new DestinationPolicy(other, `${service.name}-tls`, { service, tls: { mode: 'SIMPLE' } });
    expect(ask()).toBeDenied();
    expect(allowed(chart, { from: web, to: base })).toBeAllowed();
    new PeerAuthentication(namespace, 'strict', { mode: 'STRICT' });
    expect(allowed(chart, { from: web, to: base })).toBeDenied();
  });

  test('the name in TLS is that of the cluster of the caller', () => {
    const { ask, namespace, cart } = mesh();
    const sni = 'outbound_.80_._.cart.shop.svc.cluster.local';
    new Allow(namespace, 'a', { workload: cart, rules: [{ when: [{ key: 'connection.sni', values: [sni] }] }] });
    expect(ask()).toBeAllowed();
  });

  test('a gateway that others deploy has a proxy, though nothing is injected', () => {
    const { ask, chart, namespace, cart, listen } = mesh();
    new ApiObject(chart, 'edge', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'edge', namespace: 'edge' },
      spec: {
        template: {
          metadata: { labels: { istio: 'edge', 'sidecar.istio.io/inject': 'false' } },
          spec: { serviceAccountName: 'edge', containers: [] },
        },
      },
    });
    const gateway = listen();
    new Allow(namespace, 'a', { workload: cart, rules: [{ from: { serviceAccounts: ['edge/edge'] } }] });
    expect(allowed(chart, { to: cart, gateway })).toBeAllowed();
    expect(ask()).toBeDenied();
  });
});

test('addresses are compared as blocks', () => {
  const { ask, namespace, cart } = mesh();
  new Allow(namespace, 'a', { workload: cart, rules: [{ from: { ipBlocks: ['10.1.0.0/16', '2001:db8::/32'] } }] });
  expect(ask({ ip: '10.1.2.3' })).toBeAllowed();
  expect(ask({ ip: '2001:db8::1' })).toBeAllowed();
  expect(ask({ ip: '10.2.0.1' })).toBeDenied();
});

test('reachability says of each pair of a workload and a port whether it may, and why', () => {
  const { chart, namespace, cart, web } = mesh();
  new Allow(namespace, 'a', { workload: cart, rules: [{ from: web }] });
  const of = (from: string, to: string) => reachability(chart).find((one) => one.from === from && one.to === to);
  expect(of('other/web-v1', 'shop/cart')).toMatchObject({ port: 80, allowed: true, mutualTls: true });
  expect(of('shop/cart-v1', 'shop/cart')).toMatchObject({ allowed: false });
  expect(of('shop/cart-v1', 'other/web')).toMatchObject({ allowed: true });
});
