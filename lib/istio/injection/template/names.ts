import type { ANNOTATIONS } from '../../../../imports/annotations';
import type { LABELS } from '../../../../imports/labels';

/** Annotations of others, and Istio's undocumented ones, that the templates read or write. */
export const FOREIGN_ANNOTATIONS = [
  'gateway.istio.io/agentgatewayImage',
  'k8s.v1.cni.cncf.io/networks',
  'kubectl.kubernetes.io/default-container',
  'kubectl.kubernetes.io/default-logs-container',
  'sidecar.istio.io/capNetBindService',
] as const;

/** Labels of others, and Istio's undocumented ones, that the templates read. */
export const FOREIGN_LABELS = [
  'app',
  'app.kubernetes.io/name',
  'app.kubernetes.io/version',
  'networking.istio.io/tunnel',
  'version',
] as const;

/** A misspelt annotation or label does not compile. */
export type AnnotationName = keyof typeof ANNOTATIONS | (typeof FOREIGN_ANNOTATIONS)[number];
export type LabelName = keyof typeof LABELS | (typeof FOREIGN_LABELS)[number];
