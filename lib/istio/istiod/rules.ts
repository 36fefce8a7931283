import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';

const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'patch', 'delete'];

/** One line of RBAC: verbs on resources of API groups (`''` is the core group). */
const allow = (
  verbs: readonly string[],
  apiGroups: readonly string[],
  ...resources: readonly string[]
): IPolicyRule => ({
  apiGroups: [...apiGroups],
  resources: [...resources],
  verbs: [...verbs],
});

const ISTIO_GROUPS = ['config', 'security', 'networking', 'authentication', 'rbac', 'telemetry', 'extensions'].map(
  (group) => `${group}.istio.io`,
);

/** The Gateway API kinds whose status istiod writes ("udproutes" is spelt as in the official role). */
const STATUS_KINDS = [
  ...['backendtlspolicies', 'gatewayclasses', 'gateways', 'grpcroutes', 'httproutes', 'referencegrants'],
  ...['tcproutes', 'tlsroutes', 'udproutes', 'listenersets'],
];

/** istiod across the cluster: webhooks, configuration, endpoints, Ingress and Gateway API, certificates, multi-cluster services. */
export const ISTIOD_RULES: readonly IPolicyRule[] = [
  allow([...READ, 'update', 'patch'], ['admissionregistration.k8s.io'], 'mutatingwebhookconfigurations'),
  allow([...READ, 'update'], ['admissionregistration.k8s.io'], 'validatingwebhookconfigurations'),
  allow(READ, ISTIO_GROUPS, '*'),
  allow(WRITE, ['networking.istio.io'], 'workloadentries', 'workloadentries/status', 'serviceentries/status'),
  allow(WRITE, ['security.istio.io'], 'authorizationpolicies/status'),
  allow(WRITE, [''], 'services/status'),
  allow(READ, ['apiextensions.k8s.io'], 'customresourcedefinitions'),
  allow(READ, [''], 'pods', 'nodes', 'services', 'namespaces', 'endpoints', 'secrets'),
  allow(READ, ['discovery.k8s.io'], 'endpointslices'),
  allow(READ, ['networking.k8s.io'], 'ingresses', 'ingressclasses'),
  allow(['*'], ['networking.k8s.io'], 'ingresses/status'),
  allow([...READ, 'create', 'update'], [''], 'configmaps'),
  allow(['create'], ['authentication.k8s.io'], 'tokenreviews'),
  allow(['create'], ['authorization.k8s.io'], 'subjectaccessreviews'),
  allow(READ, ['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io'], '*'),
  allow(['update', 'patch'], ['gateway.networking.x-k8s.io'], 'xbackendtrafficpolicies/status'),
  allow(['update', 'patch'], ['gateway.networking.k8s.io'], ...STATUS_KINDS.map((kind) => `${kind}/status`)),
  allow(['create', 'update', 'patch', 'delete'], ['gateway.networking.k8s.io'], 'gatewayclasses'),
  allow(READ, ['inference.networking.k8s.io'], 'inferencepools'),
  allow(['update', 'patch'], ['inference.networking.k8s.io'], 'inferencepools/status'),
  allow([...READ, 'create', 'delete'], ['multicluster.x-k8s.io'], 'serviceexports'),
  allow(READ, ['multicluster.x-k8s.io'], 'serviceimports'),
];

/** istiod as the controller that turns a Gateway API `Gateway` into a Deployment with all that belongs to it. */
export const GATEWAY_CONTROLLER_RULES: readonly IPolicyRule[] = [
  allow(WRITE, ['apps'], 'deployments'),
  allow(WRITE, ['autoscaling'], 'horizontalpodautoscalers'),
  allow(WRITE, ['policy'], 'poddisruptionbudgets'),
  allow(WRITE, [''], 'services', 'serviceaccounts'),
];

/** Another cluster's istiod that reads this cluster. */
export const READER_RULES: readonly IPolicyRule[] = [
  allow(READ, ISTIO_GROUPS, '*'),
  allow(
    READ,
    [''],
    ...['endpoints', 'pods', 'services', 'nodes', 'replicationcontrollers', 'namespaces', 'secrets', 'configmaps'],
  ),
  allow(READ, ['networking.istio.io'], 'workloadentries'),
  allow(READ, ['networking.x-k8s.io', 'gateway.networking.k8s.io'], 'gateways'),
  allow(READ, ['apiextensions.k8s.io'], 'customresourcedefinitions'),
  allow(READ, ['discovery.k8s.io'], 'endpointslices'),
  allow([...READ, 'create', 'delete'], ['multicluster.x-k8s.io'], 'serviceexports'),
  allow(READ, ['multicluster.x-k8s.io'], 'serviceimports'),
  allow(READ, ['apps'], 'replicasets'),
  allow(['create'], ['authentication.k8s.io'], 'tokenreviews'),
  allow(['create'], ['authorization.k8s.io'], 'subjectaccessreviews'),
];

/** A remote control plane, which also keeps this cluster's webhooks and the root certificate in its namespaces. */
export const REMOTE_READER_RULES: readonly IPolicyRule[] = [
  ...READER_RULES,
  allow([...READ, 'create', 'update'], [''], 'configmaps'),
  allow([...READ, 'update', 'patch'], ['admissionregistration.k8s.io'], 'mutatingwebhookconfigurations'),
  allow([...READ, 'update'], ['admissionregistration.k8s.io'], 'validatingwebhookconfigurations'),
];

/** istiod in its own namespace: the CA's Secret, leader election, credentials of gateways. */
export const NAMESPACE_RULES: readonly IPolicyRule[] = [
  allow(['create'], ['networking.istio.io'], 'gateways'),
  allow([...READ, 'create', 'update', 'delete'], [''], 'secrets'),
  allow(['delete'], [''], 'configmaps'),
  allow(['get', 'update', 'patch', 'create'], ['coordination.k8s.io'], 'leases'),
];
