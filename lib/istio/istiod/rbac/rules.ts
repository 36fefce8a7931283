import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import { trustsClusterBundle } from '../../certificates/trust-bundle';
import type { IstioProps } from '../../props';

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

/** Kinds whose status says what the analysis found. */
const ANALYSED_KINDS = [
  ...['authorizationpolicies', 'destinationrules', 'envoyfilters', 'gateways', 'peerauthentications', 'proxyconfigs'],
  ...['requestauthentications', 'serviceentries', 'sidecars', 'telemetries', 'virtualservices', 'wasmplugins'],
  ...['workloadentries', 'workloadgroups'],
];

const ANALYSIS: readonly IPolicyRule[] = [
  allow(['update', 'patch'], ISTIO_GROUPS, ...ANALYSED_KINDS.map((kind) => `${kind}/status`)),
  allow(READ, ['extensions'], 'ingresses'),
  allow(['*'], ['extensions'], 'ingresses/status'),
];

const CERTIFICATES = ['certificates.k8s.io'];
const REQUESTS = ['', '/approval', '/status'].map((part) => `certificatesigningrequests${part}`);
const signers = (verb: string, names: readonly string[]): IPolicyRule => ({
  ...allow([verb], CERTIFICATES, 'signers'),
  ...(names.length === 0 ? {} : { resourceNames: [...names] }),
});

/** Certificates are signed by the cluster: istiod passes requests on and approves them. Without names, of any signer. */
const clusterSigned = (names: readonly string[]): readonly IPolicyRule[] => [
  allow(['update', 'create', 'get', 'delete', 'watch'], CERTIFICATES, ...REQUESTS),
  signers('approve', names),
];

/** The mesh's root certificate is one object of the cluster, not a ConfigMap in every namespace. */
const TRUST_BUNDLE: readonly IPolicyRule[] = [
  allow([...READ, 'update', 'create', 'delete'], CERTIFICATES, 'clustertrustbundles'),
  signers('attest', ['istio.io/istiod-ca']),
];

/** Services that clusters share, under the group in which their CRDs are installed. */
const sharedServices = ({ istiod }: IstioProps): readonly IPolicyRule[] => {
  const group = [istiod.env['MCS_API_GROUP'] ?? 'multicluster.x-k8s.io'];
  return [allow([...READ, 'create', 'delete'], group, 'serviceexports'), allow(READ, group, 'serviceimports')];
};

/** Providers of istiod's own certificate that do not go through the cluster's signers. */
const OWN_PROVIDERS = ['istiod', 'custom', 'none'];

/** istiod across the cluster: webhooks, configuration, endpoints, and what its settings ask for beyond that. */
export const istiodRules = (istio: IstioProps): readonly IPolicyRule[] => {
  const { istiod, certificates } = istio;
  const isClusterSigned = istiod.env['EXTERNAL_CA'] !== undefined || !OWN_PROVIDERS.includes(certificates.provider);
  return [
    ...ISTIOD_RULES,
    ...sharedServices(istio),
    ...(istio.analysis ? ANALYSIS : []),
    ...(isClusterSigned ? clusterSigned(certificates.signers) : []),
    ...(trustsClusterBundle(istio) ? TRUST_BUNDLE : []),
    ...(istiod.untaintNodes ? [allow(['patch'], [''], 'nodes')] : []),
  ];
};

/** Webhooks, configuration, endpoints, Ingress and Gateway API. */
const ISTIOD_RULES: readonly IPolicyRule[] = [
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
];

/** istiod as the controller that turns a Gateway API `Gateway` into a Deployment with all that belongs to it. */
export const GATEWAY_CONTROLLER_RULES: readonly IPolicyRule[] = [
  allow(WRITE, ['apps'], 'deployments'),
  allow(WRITE, ['autoscaling'], 'horizontalpodautoscalers'),
  allow(WRITE, ['policy'], 'poddisruptionbudgets'),
  allow(WRITE, [''], 'services', 'serviceaccounts'),
];

/** Another cluster's istiod that reads this cluster. */
export const readerRules = (istio: IstioProps): readonly IPolicyRule[] => [
  ...sharedServices(istio),
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
  allow(READ, ['apps'], 'replicasets'),
  allow(['create'], ['authentication.k8s.io'], 'tokenreviews'),
  allow(['create'], ['authorization.k8s.io'], 'subjectaccessreviews'),
];

/** A remote control plane, which also keeps this cluster's webhooks and the root certificate in its namespaces. */
export const remoteReaderRules = (istio: IstioProps): readonly IPolicyRule[] => [
  ...readerRules(istio),
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
