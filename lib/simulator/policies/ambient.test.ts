import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { defaultEnvironment } from '../../environments/default';
import { PROFILE_ENVIRONMENTS } from '../../environments/profiles';
import { MeshEnvironment } from '../../installation/installation';
import type { Installed } from '../../installation/installed';
import { override } from '../../kit/override';
import { Waypoint } from '../../mesh/ambient/waypoint';
import { Listeners } from '../../mesh/edge/listeners';
import { httpServer } from '../../mesh/edge/servers';
import { Allow, Deny } from '../../mesh/security/authorization';
import { NetworkPolicies } from '../../mesh/security/network-policies';
import { PeerAuthentication } from '../../mesh/security/peer-authentication';
import { ALL_WAYPOINTS } from '../../mesh/security/workloads';
import { Microservice } from '../../mesh/services/microservice';
import { type Injection, MeshNamespace } from '../../mesh/services/namespace';
import { http } from '../../mesh/services/ports';
import { routeMatchers } from '../matchers';
import { allowed, type Question } from './allowed';

expect.extend(routeMatchers);

/** An ambient shop, beside it a namespace with sidecars and one outside of the mesh; each with a service. */
function mesh() {
  const chart = new Chart(new MeshApp(), 'test');
  const home = (name: string, injection: Injection) => {
    const namespace = new MeshNamespace(chart, name, { injection });
    const version = { v1: { image: 'a:1' } };
    return [namespace, new Microservice(namespace, `${name}-web`, { ports: [http(80)], versions: version })] as const;
  };
  const [shop, cart] = home('shop', 'ambient');
  const [, web] = home('ambient', 'ambient');
  const [, sidecar] = home('sidecars', true);
  const [, bare] = home('bare', false);
  const ask = (from: Question['from'], question: Partial<Question> = {}) =>
    allowed(chart, { to: cart, ...(from && { from }), ...question });
  return { chart, shop, cart, web, sidecar, bare, ask };
}

describe('ztunnel', () => {
  test('speaks mutual TLS with other ztunnels and with sidecars, and knows their identities', () => {
    const { shop, cart, web, sidecar, bare, ask } = mesh();
    for (const from of [web, sidecar]) expect(ask(from).pods[0]?.security.mutual).toBe(true);
    expect(ask(bare).pods[0]?.security.mutual).toBe(false);
    new Allow(shop, 'a', { workload: cart, rules: [{ from: web }] });
    expect(ask(web)).toBeAllowed();
    expect(ask(sidecar)).toBeDenied();
    expect(ask(bare)).toBeDenied();
  });

  test('refuses plain text where a PeerAuthentication is STRICT', () => {
    const { shop, web, bare, ask } = mesh();
    expect(ask(bare)).toBeAllowed();
    new PeerAuthentication(shop, 'default', { mode: 'STRICT' });
    expect(ask(bare)).toBeDenied();
    expect(ask(web)).toBeAllowed();
  });

  test('refuses a connection without an answer of HTTP; an Envoy on the side of the caller makes 503 of it', () => {
    const { shop, cart, sidecar, web, bare, ask } = mesh();
    new Allow(shop, 'a', { workload: cart, rules: [{ from: { namespaces: ['nobody'] } }] });
    for (const from of [web, bare]) {
      expect(ask(from).pods[0]).toMatchObject({ allowed: false });
      expect(ask(from).pods[0]?.status).toBeUndefined();
    }
    expect(ask(sidecar).pods[0]).toMatchObject({ allowed: false, status: 503 });
    new Waypoint(shop, 'Waypoint').serve(shop);
    expect(ask(web).pods[0]).toMatchObject({ allowed: false, status: 503 });
  });
});

describe('a waypoint', () => {
  const guarded = () => {
    const made = mesh();
    const waypoint = new Waypoint(made.shop, 'Waypoint').serve(made.shop);
    new Deny(made.shop, 'd', { workload: made.cart, rules: [{ to: { paths: ['/admin'] } }] });
    return { ...made, waypoint };
  };

  test('holds rules about requests, for callers of ambient mode', () => {
    const { web, ask } = guarded();
    expect(ask(web, { path: '/admin' }).pods[0]).toMatchObject({ allowed: false, status: 403 });
    expect(ask(web, { path: '/' })).toBeAllowed();
  });

  test('holds what the root namespace says of all waypoints', () => {
    const { chart, web, ask } = guarded();
    const root = new MeshNamespace(chart, 'istio-system', { injection: false });
    new Deny(root, 'all', { workload: ALL_WAYPOINTS, rules: [{ to: { paths: ['/internal'] } }] });
    expect(ask(web, { path: '/internal' }).pods[0]).toMatchObject({ allowed: false, status: 403 });
    expect(ask(web, { path: '/' })).toBeAllowed();
  });

  test('is passed by by sidecars and by callers without a proxy', () => {
    const { sidecar, bare, ask } = guarded();
    for (const from of [sidecar, bare]) expect(ask(from, { path: '/admin' })).toBeAllowed();
  });

  test('is whom NetworkPolicies see in the place of its callers', () => {
    const [straight, through] = [mesh(), guarded()];
    for (const { shop } of [straight, through]) new NetworkPolicies(shop, 'NetworkPolicies');
    expect(straight.ask(straight.web).pods[0]?.stoppedBy).toEqual([expect.stringContaining('shop/')]);
    expect(through.ask(through.web).pods[0]?.stoppedBy).toEqual([]);
  });

  test.each([
    [undefined, true],
    ['false', true],
    ['true', false],
  ])('is asked by a gateway where the Service says ingress-use-waypoint: %s', (label, isAllowed) => {
    const app = (installed: Installed) => {
      const shop = new MeshNamespace(installed, 'shop', { injection: 'ambient' });
      const cart = new Microservice(shop, 'cart', { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
      if (label !== undefined) cart.label('istio.io/ingress-use-waypoint', label);
      new Waypoint(shop, 'Waypoint').serve(cart);
      new Deny(shop, 'd', { workload: cart, rules: [{ to: { paths: ['/admin'] } }] });
      const servers = [httpServer(80, ['a.b'])];
      return { cart, gateway: new Listeners(shop, 'entry', { gateway: installed.ingress, servers }) };
    };
    const { gateways } = defaultEnvironment;
    const environment = override(PROFILE_ENVIRONMENTS.ambient, { ...(gateways && { gateways }), apps: [app] });
    const made = new MeshEnvironment(new MeshApp(), environment);
    const { cart, gateway } = made.made(app);
    expect(allowed(made, { gateway, to: cart, path: '/admin' }).allowed).toBe(isAllowed);
  });
});
