import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import { override, type Patch } from '../../kit/override';
import type { Autoscaling, DisruptionBudget, Placement, StringMap } from '../props';

/**
 * How far what runs is spread, and so what may fail without an outage: nothing, one node of a zone, or one zone of a region.
 */
export const AVAILABILITY = ['single', 'zone', 'region'] as const;
export type Availability = (typeof AVAILABILITY)[number];

/** Least number of pods. */
export const LEAST_PODS: Readonly<Record<Availability, number>> = { single: 1, zone: 2, region: 3 };

/** Seconds in which an Envoy that is stopped ends its requests, and in which its pod may. */
export const DRAIN = { proxy: 20, pod: 45 } as const;

/** What decides how available a Deployment is. */
export interface Spread {
  readonly replicas?: number;
  readonly autoscaling?: Autoscaling;
  readonly disruptionBudget?: DisruptionBudget;
  readonly rollingUpdate?: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
  readonly recreate?: boolean;
  readonly placement?: Placement;
}

const HOST = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** `matchLabelKeys` counts the pods of one rollout only, so that a surge pod never waits for an old one to go. */
const over = (
  topologyKey: string,
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway',
  selector: StringMap,
): ITopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable,
  labelSelector: { matchLabels: { ...selector } },
  matchLabelKeys: ['pod-template-hash'],
});

const spread = (availability: 'zone' | 'region', selector: StringMap): readonly ITopologySpreadConstraint[] =>
  availability === 'zone'
    ? [over(HOST, 'DoNotSchedule', selector)]
    : [over(ZONE, 'DoNotSchedule', selector), over(HOST, 'ScheduleAnyway', selector)];

/**
 * The settings of a Deployment that agree with each other at a level: a rollout adds a pod before it takes one, a drain takes one at a time.
 * What the user has set on purpose (a budget, a spread) is kept; a fixed number of pods that is too small is refused elsewhere.
 */
export function available<T extends Spread>(props: T, availability: Availability, selector: StringMap): T {
  if (availability === 'single') return props;
  const { autoscaling, replicas, disruptionBudget, placement } = props;
  const least = LEAST_PODS[availability];
  const patch: Patch<Spread> = {
    ...(autoscaling && autoscaling.min < least ? { autoscaling: { min: least } } : {}),
    ...(autoscaling === undefined && replicas === undefined ? { replicas: least } : {}),
    ...(disruptionBudget === undefined ? { disruptionBudget: { maxUnavailable: 1 } } : {}),
    ...(props.recreate ? {} : { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }),
    placement: {
      ...(placement?.topologySpread === undefined ? { topologySpread: spread(availability, selector) } : {}),
      ...(placement?.affinity === undefined ? { affinity: apart(selector) } : {}),
    },
  };
  return override<T>(props, patch as Patch<T>);
}

/** Rather on different nodes. */
const apart = (selector: StringMap) => ({
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, podAffinityTerm: { topologyKey: HOST, labelSelector: { matchLabels: { ...selector } } } },
    ],
  },
});
