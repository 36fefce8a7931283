import { expect, test } from '@jest/globals';
import { connects, type End } from '../../../test/network';
import { type Printed, synth } from '../../../test/synth';
import { Microservice } from '../services/microservice';
import { type Injection, MeshNamespace } from '../services/namespace';
import { http } from '../services/ports';
import { NetworkPolicies } from './network-policies';

/** A shop whose cart calls its stock, and an idle pod beside them. */
function shop(injection: Injection) {
  const objects = synth((chart) => {
    const namespace = new MeshNamespace(chart, 'shop', { injection });
    const service = (name: string, calls: readonly Microservice[] = []) =>
      new Microservice(namespace, name, { ports: [http(8080)], versions: { v1: { image: 'example.com/a' } }, calls });
    service('cart', [service('stock')]);
    service('idle');
    new NetworkPolicies(namespace, 'NetworkPolicies');
  });
  const policies = Object.values(objects).filter(({ kind }) => kind === 'NetworkPolicy');
  const pod = (name: string): End => ({
    namespace: 'shop',
    labels: (objects[`Deployment/${name}-v1`] as Printed).spec.template.metadata.labels,
  });
  return { pod, lets: (from: End, to: End, port: number) => connects(policies, from, to, port) };
}
const waypoint: End = {
  namespace: 'shop',
  labels: { 'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint' },
};
const ztunnelsProbe: End = { address: '169.254.7.127' };

test('in ambient mode, declared calls pass through the port of the mesh, straight or by a waypoint', () => {
  const { pod, lets } = shop('ambient');
  const [cart, stock, idle] = ['cart', 'stock', 'idle'].map(pod) as [End, End, End];
  expect(lets(cart, stock, 15008)).toBe(true);
  expect(lets(idle, stock, 15008)).toBe(false);
  expect(lets(stock, cart, 15008)).toBe(false);
  expect([lets(cart, waypoint, 15008), lets(waypoint, stock, 15008)]).toEqual([true, true]);
  expect([lets(cart, waypoint, 8080), lets(waypoint, stock, 8080)]).toEqual([false, false]);
  expect(lets(ztunnelsProbe, idle, 8080)).toBe(true);
});

test('with sidecars, the port of the application is all that opens', () => {
  const { pod, lets } = shop(true);
  const [cart, stock] = [pod('cart'), pod('stock')];
  expect([lets(cart, stock, 8080), lets(cart, stock, 15008)]).toEqual([true, false]);
  expect([lets(waypoint, stock, 15008), lets(ztunnelsProbe, stock, 8080)]).toEqual([false, false]);
});
