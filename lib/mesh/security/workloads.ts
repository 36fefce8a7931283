import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Istiod } from '../../istio/istiod/istiod';
import { check, type Problem, refuse } from '../../kit/problems';
import { note } from '../../model/notes';
import { outermost } from '../../model/tree';
import { AMBIENT } from '../../problems/mesh/ambient';
import { POLICY } from '../../problems/mesh/policy';
import { Waypoint } from '../ambient/waypoint';
import { ExternalService } from '../edge/external-service';
import { type GatewayPods, Listeners } from '../edge/listeners';
import type { Labels, ServiceHandle, VersionHandle } from '../services/handles';
import { MeshNamespace } from '../services/namespace';

/** Pods that a policy is for: a service's, those of one version, or a gateway's. */
export type Workload = ServiceHandle | VersionHandle | GatewayPods;

/** Every gateway of a class of the Gateway API; Istio reads it in the control plane's namespace, for its waypoints. */
export interface GatewayClassTarget {
  readonly gatewayClass: string;
}

/** Every waypoint of the mesh, for a policy in the control plane's namespace. */
export const ALL_WAYPOINTS: GatewayClassTarget = { gatewayClass: 'istio-waypoint' };

/** Pods that a policy is for; or a gateway or waypoint of the Gateway API, whose pods Istio makes. */
export type PolicyTarget = Workload | Listeners | Waypoint | GatewayClassTarget;

/** Whose policies the control plane's namespace may hold for pods of all namespaces. */
export type Reach = 'own namespace' | 'mesh, from the root namespace';

const isGateway = (workload: Workload): workload is GatewayPods => 'selector' in workload;

/** It names an object of the Gateway API in place of pods. */
const isObject = (target: PolicyTarget): target is Listeners | Waypoint | GatewayClassTarget =>
  target instanceof Listeners || target instanceof Waypoint || 'gatewayClass' in target;

const namespaceOf = (workload: Workload): string | undefined => {
  if (isGateway(workload)) return workload.namespace;
  return 'kind' in workload ? workload.service.namespace : workload.namespace;
};

const labelsOf = (workload: Workload): Labels => (isGateway(workload) ? workload.selector : workload.podLabels);

const nameOf = (workload: Workload): string => {
  if (isGateway(workload)) return workload.name;
  return 'kind' in workload ? `${workload.service.name} ${workload.name}` : workload.host;
};

/** Namespaces of the control planes of a construct's mesh, as far as it has any. */
function isRoot(scope: Construct, namespace: string): boolean {
  const planes = outermost(scope)
    .node.findAll()
    .filter((one): one is Istiod => one instanceof Istiod);
  return planes.length === 0 ? namespace === 'istio-system' : planes.some(({ props }) => props.namespace === namespace);
}

/**
 * The labels by which a policy below `scope` selects the pods of a workload; none for all pods of its namespace.
 * @throws MESH400 for pods of another namespace, MESH401 for a host without pods
 */
export function podsOf(
  scope: Construct,
  workload: Workload | undefined,
  reach: Reach = 'own namespace',
): Labels | undefined {
  if (workload === undefined) return undefined;
  const namespace = namespaceOf(workload);
  // A selector without labels would be for every pod of the namespace.
  if (namespace === undefined || Object.keys(labelsOf(workload)).length === 0)
    refuse(scope, POLICY.noPods(nameOf(workload)));
  const own = MeshNamespace.of(scope).name;
  if (namespace !== own && !(reach !== 'own namespace' && isRoot(scope, own)))
    refuse(scope, POLICY.otherNamespace(own, namespace));
  if (!(serviceOf(workload) instanceof Construct))
    note(scope, 'Elsewhere', () => (isHere(scope, workload) ? [] : [true]));
  return { ...labelsOf(workload) };
}

const serviceOf = (workload: Workload): ServiceHandle | GatewayPods =>
  !isGateway(workload) && 'kind' in workload ? workload.service : workload;

/** A service that a handle says others deploy, while this very tree has it: its pods are known. */
function isHere(scope: Construct, workload: Workload): boolean {
  const { name, namespace } = serviceOf(workload);
  return outermost(scope)
    .node.findAll()
    .some(
      (one) =>
        ApiObject.isApiObject(one) &&
        one.kind === 'Service' &&
        one.name === name &&
        one.metadata.namespace === namespace,
    );
}

const GATEWAY_API = 'gateway.networking.k8s.io';

/** A gateway, waypoint or class as `targetRefs` name it. @throws MESH400, MESH413, MESH941 */
function objectTarget(scope: Construct, target: Listeners | Waypoint | GatewayClassTarget) {
  const own = MeshNamespace.of(scope).name;
  if ('gatewayClass' in target) {
    if (!isRoot(scope, own)) refuse(scope, AMBIENT.classOutsideOfRoot(target.gatewayClass, own));
    return { group: GATEWAY_API, kind: 'GatewayClass', name: target.gatewayClass };
  }
  if (target instanceof Listeners && target.props.api !== 'gateway-api')
    refuse(scope, POLICY.notOfGatewayApi(target.name));
  if (target.namespace !== own) refuse(scope, POLICY.otherNamespace(own, target.namespace));
  return { group: GATEWAY_API, kind: 'Gateway', name: target.name };
}

/** A host outside of the mesh, whose requests a waypoint reads. @throws MESH400; synth reports MESH401 without a waypoint */
function entryTarget(scope: Construct, { entry, host, waypoint }: ExternalService) {
  const own = MeshNamespace.of(scope).name;
  if (entry.namespace !== own) refuse(scope, POLICY.otherNamespace(own, entry.namespace));
  check(scope, () => (waypoint() === undefined ? [POLICY.noPods(host)] : []));
  return { group: 'networking.istio.io', kind: 'ServiceEntry', name: entry.name };
}

/** Who holds a policy: sidecars and gateways alone, or ztunnel as well, which sees connections and identities. */
export type Holder = 'proxy' | 'ztunnel';

/**
 * What a policy is for, as `selector` or `targetRefs` of Istio's policies. Pods of an ambient namespace have no proxy of their own: what
 * a proxy must hold is for the service there, whose waypoint holds it.
 * @throws MESH400, MESH401 as podsOf does; MESH413 for listeners of Istio's own API; MESH940 for pods that no waypoint tells apart, MESH941
 */
export function appliesTo(scope: Construct, target: PolicyTarget | undefined, holder: Holder = 'proxy') {
  if (target !== undefined && isObject(target)) return { targetRefs: [objectTarget(scope, target)] };
  if (target instanceof ExternalService) return { targetRefs: [entryTarget(scope, target)] };
  const ambient = MeshNamespace.of(scope).injection === 'ambient' && holder === 'proxy';
  if (!ambient || (target !== undefined && isGateway(target)))
    return { selector: selectorOf(scope, target, 'mesh, from the root namespace') };
  if (target === undefined || 'kind' in target)
    refuse(scope, AMBIENT.noProxyOfItsOwn(target === undefined ? MeshNamespace.of(scope).name : nameOf(target)));
  podsOf(scope, target);
  return { targetRefs: [{ group: '', kind: 'Service', name: target.name }] };
}

/** The same as a `selector` of Istio's policies. */
export function selectorOf(scope: Construct, workload: Workload | undefined, reach: Reach = 'own namespace') {
  const matchLabels = podsOf(scope, workload, reach);
  return matchLabels && { matchLabels };
}

/** What only sidecars know is of no use to pods of an ambient namespace; gateways have proxies of their own. */
export function sidecarProblems(scope: Construct, what: string, workload?: Workload): readonly Problem[] {
  const { injection, name } = MeshNamespace.of(scope);
  if (injection !== 'ambient' || (workload !== undefined && isGateway(workload))) return [];
  return [AMBIENT.sidecarsAlone(what, name)];
}

/** The service whose pods a policy is for, if it is about those of one. */
export const serviceOfTarget = (target: PolicyTarget | undefined): ServiceHandle | undefined => {
  if (target === undefined || isObject(target) || isGateway(target)) return undefined;
  return 'kind' in target ? target.service : target;
};
