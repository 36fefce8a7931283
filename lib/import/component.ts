import type { Values } from './values/values';

/** A component of an IstioOperator, and what its `k8s` changes in the objects of its chart. */
export interface Component {
  readonly k8s: Values;
  readonly workload: { readonly kind: 'Deployment' | 'DaemonSet'; readonly name: string };
  /** Name of its container. */
  readonly container: string;
  readonly isGateway: boolean;
  /** Where its chart is installed. */
  readonly namespace: string;
}
