import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { Allow, type AuthorizationProps, Deny } from '../../mesh/security/authorization';
import { NetworkPolicies } from '../../mesh/security/network-policies';
import { Microservice } from '../../mesh/services/microservice';
import { type Injection, MeshNamespace } from '../../mesh/services/namespace';
import { http } from '../../mesh/services/ports';
import { DestinationPolicy } from '../../mesh/traffic/destination-policy';
import { workloadsIn } from '../../model/lookup';
import { meshBelow } from '../../model/tree';
import { calleeOf } from './callee';
import { reachabilityIn } from './reachability';
import { verdictOf } from './verdict';

interface Shop {
  readonly shop: MeshNamespace;
  readonly cart: Microservice;
  readonly web: Microservice;
}

/** Callers with a sidecar in two namespaces, and one without. */
function meshWith(add: (made: Shop) => void, injection: Injection = true) {
  const chart = new Chart(new MeshApp(), 'test');
  const make = (name: string, injected: Injection) => {
    const namespace = new MeshNamespace(chart, name, { injection: injected });
    const versions = { v1: { image: 'a:1' }, v2: { image: 'a:2' } };
    return { namespace, service: new Microservice(namespace, `${name}-app`, { ports: [http(80)], versions }) };
  };
  const [shop, other] = [make('shop', injection), make('other', true)];
  make('bare', false);
  add({ shop: shop.namespace, cart: shop.service, web: other.service });
  return meshBelow(chart);
}

const allow = (rules: (made: Shop) => AuthorizationProps['rules']) => (made: Shop) => {
  new Allow(made.shop, 'allow', { workload: made.cart, rules: rules(made) });
};

const POLICIES: readonly (readonly [string, (made: Shop) => void])[] = [
  ['nothing', () => undefined],
  ['a caller by name', allow(({ web }) => [{ from: web }])],
  ['all but one', ({ shop, web }) => new Deny(shop, 'deny', { rules: [{ from: web }] })],
  ['all that are not one', allow(() => [{ from: { notPrincipals: ['cluster.local/ns/other/sa/other-app'] } }])],
  ['a namespace', allow(() => [{ from: { namespaces: ['other'] } }])],
  ['accounts', allow(() => [{ from: { serviceAccounts: ['other/other-app'] } }])],
  ['a pattern', allow(() => [{ from: { principals: ['*/sa/other-app'] } }])],
  ['a condition', allow(() => [{ when: [{ key: 'source.namespace', values: ['other'] }] }])],
  [
    'TLS of callers',
    ({ shop, cart }) => new DestinationPolicy(shop, 'tls', { service: cart, tls: { mode: 'DISABLE' } }),
  ],
  ['packets', ({ shop }) => new NetworkPolicies(shop, 'network', {})],
];

test.each([
  ...POLICIES.map(([what, add]) => [what, true, add] as const),
  ['a caller, in ambient mode', 'ambient', allow(({ web }) => [{ from: web }])] as const,
])('a policy of %s: each pair is what one question says', (what, injection, add) => {
  const mesh = meshWith(add, injection);
  const asked = mesh.Service.flatMap((service) => {
    const pods = workloadsIn(mesh, service.namespace, service.spec.selector);
    return (service.spec.ports ?? []).flatMap((port) =>
      mesh.workloads.map((from) => {
        const all = pods.map((one) => verdictOf(mesh, {}, from, calleeOf(service, port), one));
        const said = all.find(({ allowed }) => !allowed) ?? all[0];
        return {
          from: `${from.namespace}/${from.name}`,
          to: `${service.namespace}/${service.name}`,
          port: port.port,
          allowed: said?.allowed,
          mutualTls: said?.security.mutual,
          by: said?.by,
        };
      }),
    );
  });
  const found = [...reachabilityIn(mesh)];
  expect(found).toEqual(asked);
  expect(new Set(found.map(({ allowed }) => allowed)).size).toBe(
    what === 'nothing' || what === 'TLS of callers' ? 1 : 2,
  );
});
