import type { Construct } from 'constructs';
import { type GatewayPods, Listeners, listenPort } from '../mesh/edge/listeners';
import { httpServer } from '../mesh/edge/servers';
import { exact, prefix } from '../mesh/route/match';
import { type Api, Route } from '../mesh/route/route';
import type { PortHandle } from '../mesh/services/handles';

/** What a browser may ask for; everything else is no part of the page. */
export const PAGES = [
  exact('/productpage'),
  prefix('/static'),
  exact('/login'),
  exact('/logout'),
  prefix('/api/v1/products'),
];

export interface EntryProps {
  /** Pods that serve; with api: 'gateway-api' Istio deploys some of its own. */
  readonly gateway?: GatewayPods;
  readonly to: PortHandle;
  readonly api?: Api;
}

/** How requests reach Bookinfo from outside: `bookinfo-gateway`, plain HTTP for any host, and the route to productpage. */
export function bookinfoGateway(scope: Construct, { gateway, to, api = 'istio' }: EntryProps): Listeners {
  const pods = api === 'istio' ? gateway : undefined;
  const port = pods === undefined ? 80 : listenPort(pods, 80);
  const listeners = new Listeners(scope, 'bookinfo-gateway', {
    servers: [httpServer(port)],
    api,
    ...(pods && { gateway: pods }),
  });
  new Route(scope, 'bookinfo', { gateways: listeners, http: [{ match: PAGES.map((path) => ({ path })), to }], api });
  return listeners;
}
