import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { defined } from '../../kit/defined';
import type { OutlierDetection, PortPolicy } from './traffic-policy';

const OUTLIERS = new WeakMap<Chart, OutlierDetection>();

/** Endpoints of each service of a chart are taken out so, where the service's own policy does not say otherwise. */
export const takeOutEverywhere = (scope: IConstruct, outliers: OutlierDetection): void => {
  OUTLIERS.set(Chart.of(scope), outliers);
};

/**
 * Adds to a policy what its chart says of every service's endpoints: to Istio a policy counts in place of the mesh's own, and that of a port
 * in place of the service's. Source: istio pilot/pkg/model/push_context.go, destinationRule. Held by `test:clusters -- primaries`.
 */
export function withOutliers<P extends PortPolicy>(scope: IConstruct, policy: P): P {
  const outliers = OUTLIERS.get(Chart.of(scope));
  return outliers === undefined
    ? policy
    : { ...policy, outlierDetection: { ...outliers, ...defined(policy.outlierDetection ?? {}) } };
}
