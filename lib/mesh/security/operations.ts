import type { Method } from '../route/match';
import type { PortHandle } from '../services/handles';

/** What is asked for; all that is given must hold, with one value of each list. `*` at either end of a value matches any text. */
export interface Operation {
  readonly methods?: readonly Method[];
  readonly notMethods?: readonly Method[];
  /** Paths, normalized and without the query; `{*}` stands for one segment, `{**}` for any text: `/admin/{**}` takes `/admin/` and all below it, not `/admin`. */
  readonly paths?: readonly string[];
  readonly notPaths?: readonly string[];
  /** Hosts as the request names them. */
  readonly hosts?: readonly string[];
  readonly notHosts?: readonly string[];
  /** Ports of the service, or numbers of the pod's own ports. */
  readonly ports?: readonly (PortHandle | number)[];
  readonly notPorts?: readonly (PortHandle | number)[];
}

/** Attributes that a condition may look at. Source: istio.io/docs/reference/config/security/conditions. */
export type Attribute =
  | `request.headers[${string}]`
  | `request.auth.claims[${string}]`
  | 'request.auth.principal'
  | 'request.auth.audiences'
  | 'request.auth.presenter'
  | 'source.ip'
  | 'remote.ip'
  | 'source.namespace'
  | 'source.principal'
  | 'source.serviceAccount'
  | 'destination.ip'
  | 'destination.port'
  | 'connection.sni';

/** An attribute with one of some values, or with none of others. */
export interface Condition {
  readonly key: Attribute;
  readonly values?: readonly string[];
  readonly notValues?: readonly string[];
}

/** Policies see the port of the pod, not that of the Service. */
const podPort = (port: PortHandle | number): string =>
  String(typeof port === 'number' ? port : (port.port.targetPort ?? port.port.port));

export const istioOperation = ({ ports, notPorts, ...rest }: Operation) => ({
  operation: { ...rest, ports: ports?.map(podPort), notPorts: notPorts?.map(podPort) },
});
