import type { Mesh, Written } from '../mesh';
import { rootNamespaces } from './selectors';

/** The class of the Gateways that are waypoints. */
export const WAYPOINT_CLASS = 'istio-waypoint';

interface Target {
  readonly kind: string;
  readonly name: string;
}
interface Targeting {
  readonly targetRef?: Target | undefined;
  readonly targetRefs?: readonly Target[] | undefined;
}
interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** What a policy is bound to. */
export const targetsOf = ({ targetRef, targetRefs = [] }: Targeting): readonly Target[] =>
  targetRef === undefined ? targetRefs : [...targetRefs, targetRef];

/**
 * By what a policy is bound to a waypoint (`namespace/name`) in front of a Service: the Service, the waypoint, or in a root namespace the class
 * of all waypoints. One that names nothing is for none of them. Source: Istio's pilot/pkg/model/policyattachment.go.
 */
export const targetAt = (
  mesh: Mesh,
  { namespace, spec }: Written<object>,
  waypoint: string,
  service: Named,
): Target | undefined =>
  targetsOf(spec as Targeting).find(
    ({ kind, name }) =>
      (kind === 'Service' && namespace === service.namespace && name === service.name) ||
      (kind === 'Gateway' && `${namespace}/${name}` === waypoint) ||
      (kind === 'GatewayClass' && name === WAYPOINT_CLASS && rootNamespaces(mesh).includes(namespace)),
  );

/** Policies that a waypoint holds for a Service. */
export const heldByWaypoint = <S extends object>(
  mesh: Mesh,
  policies: readonly Written<S>[],
  waypoint: string,
  service: Named,
): readonly Written<S>[] => policies.filter((policy) => targetAt(mesh, policy, waypoint, service) !== undefined);
