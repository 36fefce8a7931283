import type { SpecsByKind } from '../../model/mesh';
import { FAILOVER } from '../../problems/mesh/failover';
import type { Rule } from '../rule';

type Destination = SpecsByKind['DestinationRule'];
type Policy = NonNullable<Destination['trafficPolicy']>;
type Part = Pick<Policy, 'loadBalancer' | 'outlierDetection'>;

const failsOver = ({ loadBalancer }: Pick<Policy, 'loadBalancer'>): boolean =>
  (loadBalancer?.localityLbSetting?.failover ?? []).length > 0 ||
  (loadBalancer?.localityLbSetting?.failoverPriority ?? []).length > 0;

const failsOverByZone = ({ loadBalancer }: Pick<Policy, 'loadBalancer'>): boolean =>
  (loadBalancer?.zoneAwareLbSetting?.failover ?? []).length > 0 ||
  (loadBalancer?.zoneAwareLbSetting?.failoverPriority ?? []).length > 0;

/**
 * The whole policy, and those of subsets and ports: a subset has what the whole has, a port only what it says itself.
 * Source: istio pilot/pkg/networking/util, MergeSubsetTrafficPolicy and GetPortLevelTrafficPolicy.
 */
export function partsOf({ trafficPolicy: whole, subsets = [] }: Destination): readonly Part[] {
  const inherited = whole?.outlierDetection;
  const policies = [whole, ...subsets.map((one) => one.trafficPolicy)].flatMap((one) => one ?? []);
  return policies.flatMap((policy) => [
    { ...policy, ...(inherited && { outlierDetection: policy.outlierDetection ?? inherited }) },
    ...(policy.portLevelSettings ?? []),
  ]);
}

export const failoverNeedsOutliers: Rule = {
  name: 'failover-needs-outliers',
  codes: ['MESH335'],
  severity: 'error',
  about: 'endpoints that may fail over to others can be taken for unhealthy',
  reads: ['DestinationRule'],
  find: ({ DestinationRule }) =>
    DestinationRule.flatMap(({ place, spec }) =>
      partsOf(spec)
        .filter((part) => failsOver(part) && part.outlierDetection === undefined)
        .slice(0, 1)
        .map(({ loadBalancer }) => ({ place, at: [loadBalancer ?? 'spec'], problem: FAILOVER.needsOutliers() })),
    ),
};

/** Envoy's own share, 10 percent, is counted over all places. Held by findings/envoy-ejects-none-of-nine.sh. */
export const failoverEjectsEnough: Rule = {
  name: 'failover-ejects-enough',
  codes: ['MESH336'],
  severity: 'warning',
  about: 'endpoints that may fail over to others can all be taken for unhealthy',
  reads: ['DestinationRule'],
  find: ({ DestinationRule }) =>
    DestinationRule.flatMap(({ place, spec }) =>
      partsOf(spec)
        .filter((part) => failsOver(part) || failsOverByZone(part))
        .flatMap(({ outlierDetection }) => outlierDetection ?? [])
        .filter(({ maxEjectionPercent = 0 }) => maxEjectionPercent === 0)
        .slice(0, 1)
        .map((outliers) => ({ place, at: [outliers], problem: FAILOVER.ejectsNone() })),
    ),
};
