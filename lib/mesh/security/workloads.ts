import { Construct } from 'constructs';
import { refuse } from '../../kit/problems';
import { note } from '../../model/notes';
import { POLICY } from '../../problems/policy';
import { type GatewayPods, Listeners } from '../edge/listeners';
import type { Labels, ServiceHandle, VersionHandle } from '../services/handles';
import { MeshNamespace } from '../services/namespace';

/** Pods that a policy is for: a service's, those of one version, or a gateway's. */
export type Workload = ServiceHandle | VersionHandle | GatewayPods;

const isGateway = (workload: Workload): workload is GatewayPods => 'selector' in workload;

const namespaceOf = (workload: Workload): string | undefined => {
  if (isGateway(workload)) return workload.namespace;
  return 'kind' in workload ? workload.service.namespace : workload.namespace;
};

/** The one label by which Istio's samples choose a gateway, or all of its labels. */
const gatewayLabels = ({ selector }: GatewayPods): Labels =>
  selector['istio'] === undefined ? selector : { istio: selector['istio'] };

const labelsOf = (workload: Workload): Labels => (isGateway(workload) ? gatewayLabels(workload) : workload.podLabels);

const nameOf = (workload: Workload): string => {
  if (isGateway(workload)) return workload.name;
  return 'kind' in workload ? `${workload.service.name} ${workload.name}` : workload.host;
};

/**
 * The labels by which a policy below `scope` selects the pods of a workload; none for all pods of its namespace.
 * @throws MESH400 for pods of another namespace, MESH401 for a host without pods
 */
export function podsOf(scope: Construct, workload: Workload | undefined): Labels | undefined {
  if (workload === undefined) return undefined;
  const namespace = namespaceOf(workload);
  if (namespace === undefined) refuse(scope, POLICY.noPods(nameOf(workload)));
  const own = MeshNamespace.of(scope).name;
  if (namespace !== own) refuse(scope, POLICY.otherNamespace(own, namespace));
  if (deployedElsewhere(workload)) note(scope, 'Elsewhere', () => [true]);
  return { ...labelsOf(workload) };
}

/** What this tree deploys is a construct of it. */
const deployedElsewhere = (workload: Workload): boolean =>
  !((!isGateway(workload) && 'kind' in workload ? workload.service : workload) instanceof Construct);

/** Pods that a policy is for; or a gateway or waypoint of the Gateway API, whose pods Istio makes. */
export type PolicyTarget = Workload | Listeners;

/**
 * What a policy is for, as `selector` or `targetRefs` of Istio's policies.
 * @throws MESH400, MESH401 as podsOf does; MESH413 for listeners of Istio's own API
 */
export function appliesTo(scope: Construct, target: PolicyTarget | undefined) {
  if (!(target instanceof Listeners)) return { selector: selectorOf(scope, target) };
  if (target.props.api !== 'gateway-api') refuse(scope, POLICY.notOfGatewayApi(target.name));
  const own = MeshNamespace.of(scope).name;
  if (target.namespace !== own) refuse(scope, POLICY.otherNamespace(own, target.namespace));
  return { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: target.name }] };
}

/** The same as a `selector` of Istio's policies. */
export function selectorOf(scope: Construct, workload: Workload | undefined) {
  const matchLabels = podsOf(scope, workload);
  return matchLabels && { matchLabels };
}

/** A service as the target of a policy that a waypoint holds; nothing for a version, a gateway or a whole namespace. */
export const serviceTarget = (workload: PolicyTarget | undefined) =>
  workload === undefined || workload instanceof Listeners || isGateway(workload) || 'kind' in workload
    ? undefined
    : { group: '', kind: 'Service', name: workload.name };
