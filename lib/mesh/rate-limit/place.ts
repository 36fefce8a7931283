import type { Construct } from 'constructs';
import { refuse } from '../../kit/problems';
import { EXTENSION } from '../../problems/mesh/extension';
import { POLICY } from '../../problems/mesh/policy';
import type { GatewayPods } from '../edge/listeners';
import type { Workload } from '../security/workloads';
import type { PortHandle } from '../services/handles';
import { PROTOCOLS } from '../services/ports';

/** Requests that a limit is for: all that enter through a gateway, or those that reach one port of a service. */
export type LimitedTraffic = GatewayPods | PortHandle;

/** Where a limit goes: the pods, the side of the proxy, and what distinguishes the port there. */
export interface Place {
  readonly workload: Workload;
  readonly context: 'GATEWAY' | 'SIDECAR_INBOUND';
  /** Envoy's name of the virtual host; empty for all. */
  readonly virtualHost: string;
  /** The port of the pod, for a sidecar. */
  readonly port: number | undefined;
}

/** @throws MESH462 for a port that is no HTTP port, MESH401 for a host outside of the mesh */
export function placeOf(scope: Construct, traffic: LimitedTraffic): Place {
  if ('selector' in traffic) return { workload: traffic, context: 'GATEWAY', virtualHost: '', port: undefined };
  const { service, version, port } = traffic;
  if (service.namespace === undefined) refuse(scope, POLICY.noPods(service.host));
  if (PROTOCOLS[port.protocol].layer !== 'http')
    refuse(scope, EXTENSION.limitOnTcp(service.name, port.port, port.protocol));
  return {
    workload: version ?? service,
    context: 'SIDECAR_INBOUND',
    virtualHost: `inbound|http|${port.port}`,
    port: port.targetPort ?? port.port,
  };
}
