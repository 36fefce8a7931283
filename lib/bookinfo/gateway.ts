import type { Construct } from 'constructs';
import { type GatewayPods, Listeners, listenPort } from '../mesh/edge/listeners';
import { httpServer } from '../mesh/edge/servers';
import { exact, prefix } from '../mesh/route/match';
import { Route } from '../mesh/route/route';
import type { PortHandle } from '../mesh/services/handles';

/** What a browser may ask for; everything else is no part of the page. */
export const PAGES = [
  exact('/productpage'),
  prefix('/static'),
  exact('/login'),
  exact('/logout'),
  prefix('/api/v1/products'),
];

/** Pods that serve; with the Gateway API Istio deploys some of its own. */
export type Door = { readonly api: 'istio'; readonly gateway: GatewayPods } | { readonly api: 'gateway-api' };

/** How requests reach Bookinfo from outside: `bookinfo-gateway`, plain HTTP for any host, and the route to productpage. */
export function bookinfoGateway(scope: Construct, door: Door, to: PortHandle): Listeners {
  const port = door.api === 'istio' ? listenPort(door.gateway, 80) : 80;
  const gateways = new Listeners(scope, 'bookinfo-gateway', { servers: [httpServer(port)], ...door });
  new Route(scope, 'bookinfo', { gateways, http: [{ match: PAGES.map((path) => ({ path })), to }], api: door.api });
  return gateways;
}
