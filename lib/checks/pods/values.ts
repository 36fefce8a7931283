import { isCidr, isPort } from '../../kit/formats/formats';
import { isQuantity } from '../../kit/formats/quantity';
import type { Problem } from '../../kit/problems';
import { ISTIOD } from '../../problems/istio/istiod';
import { KUBERNETES } from '../../problems/objects/kubernetes';

/** CPU and memory amounts by kind, as a pod's `requests` and `limits` hold them. */
interface Amounts {
  readonly requests?: Readonly<Record<string, string | undefined>>;
  readonly limits?: Readonly<Record<string, string | undefined>>;
}

const SCALE: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** A quantity as a number of its base unit (cores, bytes). */
export function amount(quantity: string): number {
  const [, number = '', suffix = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Number(number) * (SCALE[suffix] ?? 1);
}

/** Every amount is a quantity, and no request is above its limit. */
export function resourceProblems(field: string, resources: Amounts): readonly Problem[] {
  const each = (part: 'requests' | 'limits') =>
    Object.entries(resources[part] ?? {}).flatMap(([kind, value]) =>
      value === undefined || isQuantity(value) ? [] : [ISTIOD.quantity(`${field}.${part}.${kind}`, value)],
    );
  const wrong = [...each('requests'), ...each('limits')];
  if (wrong.length > 0) return wrong;
  return Object.entries(resources.requests ?? {}).flatMap(([kind, request]) => {
    const limit = resources.limits?.[kind];
    if (request === undefined || limit === undefined || amount(request) <= amount(limit)) return [];
    return [ISTIOD.requestAboveLimit(`${field}.${kind}`, request, limit)];
  });
}

interface Pods {
  readonly replicas?: number;
  readonly autoscaling?: {
    readonly min: number;
    readonly max: number;
    readonly cpu?: number;
    readonly memory?: number;
  };
  readonly disruptionBudget?: { readonly minAvailable?: Share; readonly maxUnavailable?: Share };
  readonly rollingUpdate?: { readonly maxSurge: Share; readonly maxUnavailable: Share };
  readonly recreate?: boolean;
}

/** A number of pods, or a percentage of them. */
type Share = number | string;
const isShare = (share: Share): boolean => (typeof share === 'number' ? share >= 0 : /^\d+%$/.test(share));
const isNone = (share: Share): boolean => Number.parseInt(String(share), 10) === 0;

/** A budget says how many pods, and leaves one to be evicted where there are several. Kubernetes rounds percentages up. */
function budgetProblems(
  field: string,
  budget: NonNullable<Pods['disruptionBudget']>,
  pods: number,
): readonly Problem[] {
  const { minAvailable, maxUnavailable } = budget;
  const share = minAvailable ?? maxUnavailable;
  if (share === undefined || (minAvailable !== undefined && maxUnavailable !== undefined) || !isShare(share))
    return [ISTIOD.budgetOfNothing(field)];
  const counted = typeof share === 'number' ? share : Math.ceil((Number.parseInt(share, 10) * pods) / 100);
  const evictable = minAvailable === undefined ? counted : pods - counted;
  const name = minAvailable === undefined ? 'maxUnavailable' : 'minAvailable';
  if (evictable > 0) return [];
  return [
    pods < 2 && name === 'minAvailable'
      ? ISTIOD.budgetOfOne(field)
      : ISTIOD.budgetBlocks(field, `${name} ${share}`, pods),
  ];
}

/** Replicas, autoscaling and disruption budget of one Deployment make sense together. */
export function scalingProblems(field: string, pods: Pods): readonly Problem[] {
  const { replicas, autoscaling, disruptionBudget, rollingUpdate, recreate } = pods;
  const isCount = (n: number) => Number.isInteger(n) && n >= 1;
  return [
    ...(replicas !== undefined && autoscaling !== undefined ? [ISTIOD.replicasBesideAutoscaling(field)] : []),
    ...(replicas !== undefined && !isCount(replicas) ? [ISTIOD.count(`${field}.replicas`, replicas)] : []),
    ...(autoscaling && (!isCount(autoscaling.min) || !isCount(autoscaling.max) || autoscaling.min > autoscaling.max)
      ? [ISTIOD.minAboveMax(field, autoscaling.min, autoscaling.max)]
      : []),
    ...(autoscaling && autoscaling.cpu === undefined && autoscaling.memory === undefined
      ? [KUBERNETES.metricless(field)]
      : []),
    ...Object.entries({ cpu: autoscaling?.cpu, memory: autoscaling?.memory }).flatMap(([metric, target]) =>
      target === undefined || isCount(target) ? [] : [KUBERNETES.utilization(`${field}.autoscaling.${metric}`, target)],
    ),
    ...(disruptionBudget ? budgetProblems(field, disruptionBudget, autoscaling?.min ?? replicas ?? 1) : []),
    ...(rollingUpdate && isNone(rollingUpdate.maxSurge) && isNone(rollingUpdate.maxUnavailable)
      ? [ISTIOD.rollout(field)]
      : []),
    ...(rollingUpdate && recreate ? [KUBERNETES.recreateRolling(field)] : []),
  ];
}

const items = (list: string): readonly string[] =>
  list === '' || list === '*' ? [] : list.split(',').map((item) => item.trim());

/** A comma-separated list of CIDRs, `*`, or nothing. */
export const rangeProblems = (field: string, list: string): readonly Problem[] =>
  items(list).flatMap((item) => (isCidr(item) ? [] : [ISTIOD.ranges(field, item)]));

/** A comma-separated list of ports, `*`, or nothing. */
export const portListProblems = (field: string, list: string): readonly Problem[] =>
  items(list).flatMap((item) => (/^\d+$/.test(item) && isPort(Number(item)) ? [] : [ISTIOD.ports(field, item)]));
