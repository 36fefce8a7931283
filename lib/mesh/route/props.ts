import type { GatewayHandle } from '../edge/listeners';
import type { MetadataProps } from '../resource';
import type { PortHandle, ServiceHandle } from '../services/handles';
import type { HttpRule, TcpRule, TlsRule } from './rules';

/** Whose resources a construct writes. */
export const APIS = ['istio', 'gateway-api'] as const;
export type Api = (typeof APIS)[number];

export interface RouteProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** Requests to this service, from inside the mesh; with the Gateway API also to one of its ports alone. @default - to all of its ports */
  readonly service?: ServiceHandle;
  /** The port of `service` that a route of the Gateway API is for. @default - all */
  readonly port?: PortHandle;
  /** Hosts of requests that enter at `gateways`. @default - the gateways' own, or the service's */
  readonly hosts?: readonly string[];
  /** Where the requests enter. @default - the mesh: every sidecar */
  readonly gateways?: GatewayHandle | readonly GatewayHandle[];
  /** Also for requests from inside the mesh, beside `gateways`. @default false */
  readonly alsoMesh?: boolean;
  readonly http?: readonly HttpRule[];
  readonly tls?: readonly TlsRule[];
  readonly tcp?: readonly TcpRule[];
  /** Only another route's `delegate` leads here. @default false */
  readonly delegated?: boolean;
  /** @default 'istio' */
  readonly api?: Api;
  /** Namespaces that see it: `.` for its own. Istio's API only. @default - all */
  readonly exportTo?: readonly string[];
}
