import { catalogue } from '../../kit/problems';

/** Endpoints that are to be left when they fail. MESH335-MESH337. */
export const FAILOVER = catalogue({
  needsOutliers: [
    'MESH335',
    () => [
      'locality failover has no effect without outlier detection, for no endpoint is ever taken for unhealthy',
      'give the policy an `outlierDetection`',
    ],
  ],
  ejectsNone: [
    'MESH336',
    () => [
      'nearby endpoints that fail are asked on and on, for at most 10 percent of all are ever taken out: none of fewer than ten',
      'give the `outlierDetection` a share that all of a region fit in: maxEjectionPercent: 100',
    ],
  ],
  widerPolicy: [
    'MESH337',
    (host: string, what: string, wide: string, wideHost: string) => [
      `to callers of ${host} this rule is in place of ${wide}, whose ${what} for ${wideHost} is lost on them`,
      `say \`${what}\` here too, also in \`portLevelSettings\`, which have nothing but their own`,
    ],
  ],
});
