import { isBlock } from '../kit/json';
import { groupOf, type KubeObject } from '../model/object';

/** Groups that a cluster has, of Kubernetes and of Istio; others may be anybody's. */
const OF_CLUSTERS =
  /^(|apps|batch|autoscaling|policy|(networking|rbac\.authorization|gateway\.networking|storage|admissionregistration|apiextensions)\.k8s\.io|.*\.istio\.io)$/;
/** What kustomize, Helm and istioctl read themselves. */
const TOOLS = /^(kustomize\.config\.k8s\.io|config\.kubernetes\.io)$/;

/** Configuration of a tool, which looks like an object and is none of a cluster: a kustomization, kind's, skaffold's, a kubeconfig. */
export function isForTools(object: KubeObject): boolean {
  const group = groupOf(object.apiVersion);
  if (TOOLS.test(group)) return true;
  return !isBlock(object.metadata) && (!OF_CLUSTERS.test(group) || object.kind === 'Config');
}

/** What istioctl makes an installation of; no cluster has it. */
export const isOperator = ({ kind, apiVersion }: KubeObject): boolean =>
  kind === 'IstioOperator' && groupOf(apiVersion) === 'install.istio.io';
