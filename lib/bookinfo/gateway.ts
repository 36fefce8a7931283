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
  /** Pods that serve. @default - with api: 'gateway-api', pods of its own that Istio deploys */
  readonly gateway?: GatewayPods;
  readonly to: PortHandle;
  readonly api?: Api;
}

/** How requests reach Bookinfo from outside: `bookinfo-gateway`, plain HTTP for any host, and the route to productpage. */
export function bookinfoGateway(scope: Construct, { gateway, to, api = 'istio' }: EntryProps): Listeners {
  const port = gateway === undefined ? 80 : api === 'istio' ? listenPort(gateway, 80) : 80;
  const listeners = new Listeners(scope, 'bookinfo-gateway', {
    servers: [httpServer(port)],
    api,
    ...(gateway && { gateway }),
  });
  new Route(scope, 'bookinfo', { gateways: listeners, http: [{ match: PAGES.map((path) => ({ path })), to }], api });
  return listeners;
}
