import type { StringMap } from './props';

/** The recommended Kubernetes labels of every object that belongs to Istio itself, and what the caller adds. */
export const istioLabels = (name: string, extra: StringMap = {}): StringMap => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'istio',
  'app.kubernetes.io/managed-by': 'cdk8s-istio',
  ...extra,
});
