import { named } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { entries } from '../../model/routes/incoming';
import { ambientOf } from '../../model/workloads/ambient';
import { AMBIENT } from '../../problems/mesh/ambient';
import type { Rule } from '../rule';

interface Target {
  readonly kind: string;
  readonly name: string;
}

/** Policies that waypoints hold, each with what it is bound to. */
const held = (mesh: Mesh) =>
  [...mesh.AuthorizationPolicy, ...mesh.RequestAuthentication].map((policy) => {
    const { targetRefs = [], targetRef } = policy.spec as { targetRefs?: readonly Target[]; targetRef?: Target };
    return { ...policy, targets: [...targetRefs, ...(targetRef ? [targetRef] : [])] };
  });

/** Requests that a gateway brings in go past a waypoint that is not told to take them. Source: istiod's endpoint builder. */
export const gatewaysAskWaypoints: Rule = {
  name: 'gateways-ask-waypoints',
  codes: ['MESH634'],
  severity: 'warning',
  about: 'what a waypoint holds for a service, it holds for requests of gateways, too',
  reads: [
    ...(['Namespace', 'Service', 'AuthorizationPolicy', 'RequestAuthentication', 'VirtualService'] as const),
    ...(['HTTPRoute', 'GRPCRoute', 'Gateway', 'ApiGateway', 'workloads'] as const),
  ],
  find: (mesh) => {
    const ambient = ambientOf(mesh);
    const policies = held(mesh).filter(({ targets }) => targets.length > 0);
    if (policies.length === 0) return [];
    const past = entries(mesh).flatMap(({ spec: { caller, callee, calleeNamespace } }) => {
      const waypoint = ambient.waypointOf(calleeNamespace, callee);
      const isThere = waypoint !== undefined && named(mesh.ApiGateway, waypoint) !== undefined;
      if (!isThere || !ambient.has(calleeNamespace) || ambient.servesGateways(calleeNamespace, callee)) return [];
      return [{ caller, service: callee, namespace: calleeNamespace, waypoint }];
    });
    return policies.flatMap(({ place, name, namespace, targets }) => {
      const found = past
        .flatMap((one) => targets.map((target) => ({ ...one, target })))
        .find(
          ({ target, ...one }) =>
            (target.kind === 'Service' && namespace === one.namespace && target.name === one.service) ||
            (target.kind === 'Gateway' && `${namespace}/${target.name}` === one.waypoint),
        );
      if (found === undefined) return [];
      const problem = AMBIENT.pastWaypoint(name, found.caller, found.service, found.waypoint);
      return [{ place, at: [found.target, 'name'], problem }];
    });
  },
};
