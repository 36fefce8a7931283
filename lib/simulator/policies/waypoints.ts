import { rememberedOf } from '../../kit/once-per-object';
import type { Mesh } from '../../model/mesh';
import { ambientOf } from '../../model/workloads/ambient';
import { heldByWaypoint, WAYPOINT_CLASS } from '../../model/workloads/waypoint-policies';
import type { Callee } from './callee';
import { type End, stoppedBy } from './network/network';
import { isGateway, type Pods, proxied } from './security';

const LABEL = 'gateway.networking.k8s.io/gateway';

/** The waypoint in front of a Service, with the policies that it holds. */
const waypointOf = rememberedOf((mesh: Mesh, callee: Callee) => {
  const full = ambientOf(mesh).waypointOf(callee.namespace, callee.name);
  if (full === undefined) return {};
  const [namespace = '', name = ''] = full.split('/');
  const pods: Pods = {
    namespace,
    name,
    labels: { [`${LABEL}-name`]: name, [`${LABEL}-class-name`]: WAYPOINT_CLASS },
    serviceAccount: name,
    annotations: {},
    hostNetwork: false,
    portNames: new Map(),
  };
  return {
    waypoint: {
      pods,
      jwt: heldByWaypoint(mesh, mesh.RequestAuthentication, full, callee),
      authorization: heldByWaypoint(mesh, mesh.AuthorizationPolicy, full, callee),
    },
  };
});
export type Waypoint = NonNullable<ReturnType<typeof waypointOf>['waypoint']>;

/** The waypoint that a caller asks: ztunnel's callers do, gateways where they are told to, sidecars never. Source: istiod's endpoint builder. */
export function waypointFor(mesh: Mesh, from: Pods | undefined, callee: Callee): Waypoint | undefined {
  if (from === undefined) return undefined;
  const asks = isGateway(mesh, from)
    ? ambientOf(mesh).servesGateways(callee.namespace, callee.name)
    : proxied(mesh, from) === 'ztunnel';
  return asks ? waypointOf(mesh, callee).waypoint : undefined;
}

/** NetworkPolicies that stop packets on their way, by a waypoint's pods where there is one. */
export const stoppedOn = (
  mesh: Mesh,
  start: End,
  waypoint: Waypoint | undefined,
  end: End,
  port: number,
): readonly string[] =>
  waypoint === undefined
    ? stoppedBy(mesh, start, end, port)
    : [...stoppedBy(mesh, start, waypoint, port), ...stoppedBy(mesh, waypoint, end, port)];
