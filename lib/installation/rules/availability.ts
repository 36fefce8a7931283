import type { Problem } from '../../kit/problems';
import { INSTALL } from '../../problems/install';

export interface AvailabilityFacts {
  readonly availability: string;
  /** Least number of pods that the level needs. */
  readonly least: number;
  readonly deployments: readonly {
    readonly name: string;
    readonly replicas: number | undefined;
    readonly maxReplicas: number | undefined;
    /** Seconds that the pod gets to stop. @default - not an Envoy */
    readonly gracePeriod?: number;
  }[];
  /** Seconds in which Envoys end their requests. */
  readonly drain: number;
}

/** High availability needs several pods, and pods that live as long as their requests are drained. */
export function availabilityProblems({
  availability,
  least,
  deployments,
  drain,
}: AvailabilityFacts): readonly Problem[] {
  return deployments.flatMap(({ name, replicas, maxReplicas, gracePeriod }) => {
    const most = replicas ?? maxReplicas ?? least;
    return [
      ...(most < least ? [INSTALL.tooFewPods(name, most, availability, least)] : []),
      ...(gracePeriod !== undefined && gracePeriod <= drain ? [INSTALL.shortGrace(name, gracePeriod, drain)] : []),
    ];
  });
}
