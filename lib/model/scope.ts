import { groupKind, type KubeObject } from './object';

/** Kinds that are in no namespace, as far as files of a mesh hold them. */
const OF_CLUSTER = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'cert-manager.io/ClusterIssuer',
  'gateway.networking.k8s.io/GatewayClass',
  'networking.k8s.io/IngressClass',
  'policy/PodSecurityPolicy',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/StorageClass',
]);

const isOfCluster = (object: KubeObject): boolean => OF_CLUSTER.has(groupKind(object));

/** An object with the namespace that kubectl would give it. */
export function placed<O extends KubeObject>(object: O, home: string): O {
  if (object.metadata?.namespace !== undefined || isOfCluster(object)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: home } };
}
