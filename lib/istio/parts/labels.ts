import type { StringMap } from '../props';

/** The recommended Kubernetes labels of every object that belongs to Istio itself, and what the caller adds. */
export const istioLabels = (name: string, extra: StringMap = {}): StringMap => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'istio',
  'app.kubernetes.io/managed-by': 'cdk8s-istio',
  ...extra,
});

/** Annotation of Istio's CRDs, which do not say their release themselves. */
export const RELEASE = 'cdk8s-istio/release';

/** Name of ztunnel's objects and account unless it is given another; istiod trusts the account by this name. */
export const ZTUNNEL_NAME = 'ztunnel';
