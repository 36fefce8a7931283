import { expect } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { type GatewayPods, Listeners } from '../../lib/mesh/edge/listeners';
import { httpServer } from '../../lib/mesh/edge/servers';
import { type Api, Route, type RouteProps } from '../../lib/mesh/route/route';
import type { HttpRule } from '../../lib/mesh/route/rules';
import { Microservice } from '../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { http } from '../../lib/mesh/services/ports';
import { DestinationPolicy } from '../../lib/mesh/traffic/destination-policy';
import { routeMatchers } from '../../lib/simulator/matchers';
import type { Request } from '../../lib/simulator/request';
import { route } from '../../lib/simulator/routes/route';

expect.extend(routeMatchers);

export const edge: GatewayPods = {
  name: 'edge',
  namespace: 'edge',
  selector: { istio: 'edge' },
  ports: [
    { name: 'http2', port: 80 },
    { name: 'https', port: 443 },
  ],
};

export function shop() {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const other = new MeshNamespace(chart, 'other', { injection: true });
  const version = { image: 'shop/app:1' };
  const cart = new Microservice(namespace, 'cart', {
    ports: [http(80)],
    versions: { v1: version, v2: version },
    serviceForEachVersion: true,
  });
  new DestinationPolicy(namespace, 'cart-versions', { service: cart });
  const [v1, v2] = [cart.version('v1'), cart.version('v2')];
  const web = new Microservice(other, 'web', { ports: [http(80)], versions: { v1: version, v2: version } });
  const routed = (rules: readonly HttpRule[], more: Partial<RouteProps> = {}) =>
    new Route(namespace, 'cart-route', { service: cart, http: rules, ...more });
  const listen = (hosts: readonly string[] = ['*'], api: Api = 'istio') =>
    // The Gateway API wants its Gateway beside the Service of the pods.
    new Listeners(namespace, 'front', {
      gateway: api === 'istio' ? edge : { ...edge, namespace: 'shop' },
      servers: [httpServer(80, hosts)],
      api,
    });
  const ask = (request: Partial<Request> = {}) => route(chart, { host: cart, ...request });
  return { app, chart, namespace, other, cart, v1, v2, web, routed, listen, ask };
}
