import { named } from '../../model/lookup';
import type { Written } from '../../model/mesh';
import { entries } from '../../model/routes/incoming';
import { ambientOf } from '../../model/workloads/ambient';
import { targetAt, targetsOf } from '../../model/workloads/waypoint-policies';
import { AMBIENT } from '../../problems/mesh/ambient';
import type { Rule } from '../rule';

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
    const policies: readonly Written<object>[] = [...mesh.AuthorizationPolicy, ...mesh.RequestAuthentication].filter(
      ({ spec }) => targetsOf(spec).length > 0,
    );
    if (policies.length === 0) return [];
    const past = entries(mesh).flatMap(({ spec: { caller, callee, calleeNamespace } }) => {
      const waypoint = ambient.waypointOf(calleeNamespace, callee);
      const isThere = waypoint !== undefined && named(mesh.ApiGateway, waypoint) !== undefined;
      if (!isThere || !ambient.has(calleeNamespace) || ambient.servesGateways(calleeNamespace, callee)) return [];
      return [{ caller, service: callee, namespace: calleeNamespace, waypoint }];
    });
    return policies.flatMap((policy) => {
      const { place, name } = policy;
      const found = past
        .map((one) => {
          const { waypoint, namespace, service } = one;
          return { ...one, target: targetAt(mesh, policy, waypoint, { namespace, name: service }) };
        })
        .find(({ target }) => target !== undefined);
      if (found?.target === undefined) return [];
      const problem = AMBIENT.pastWaypoint(name, found.caller, found.service, found.waypoint);
      return [{ place, at: [found.target, 'name'], problem }];
    });
  },
};
