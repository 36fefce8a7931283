import type { SpecsByKind } from '../../model/mesh';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

type Policy = NonNullable<SpecsByKind['DestinationRule']['trafficPolicy']>;

const failsOver = ({ loadBalancer }: Pick<Policy, 'loadBalancer'>): boolean =>
  (loadBalancer?.localityLbSetting?.failover ?? []).length > 0 ||
  (loadBalancer?.localityLbSetting?.failoverPriority ?? []).length > 0;

export const failoverNeedsOutliers: Rule = {
  name: 'failover-needs-outliers',
  codes: ['MESH335'],
  severity: 'error',
  about: 'endpoints that may fail over to others can be taken for unhealthy',
  reads: ['DestinationRule'],
  find: ({ DestinationRule }) =>
    DestinationRule.flatMap(({ place, spec: { trafficPolicy, subsets = [] } }) => {
      const whole = [trafficPolicy, ...subsets.map((one) => one.trafficPolicy)].flatMap((one) => one ?? []);
      const ports = whole.flatMap(({ portLevelSettings = [] }) => portLevelSettings);
      return [...whole, ...ports]
        .filter((part) => failsOver(part) && !(part.outlierDetection ?? trafficPolicy?.outlierDetection))
        .slice(0, 1)
        .map(({ loadBalancer }) => ({ place, at: [loadBalancer ?? 'spec'], problem: TRAFFIC.localityNeedsOutliers() }));
    }),
};
