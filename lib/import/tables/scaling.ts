import type { Autoscaling, DisruptionBudget } from '../../istio/props';
import type { Block } from '../../kit/json';
import type { Patch } from '../../kit/override';

interface Scaled {
  readonly autoscaling?: Autoscaling;
  readonly replicas?: number;
  readonly disruptionBudget?: DisruptionBudget;
}

/** What a chart says of the number of pods; nothing where a value is not set. */
export interface ScalingValues {
  readonly enabled: boolean | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly cpu: number | null | undefined;
  readonly memory: number | null | undefined;
  readonly behavior: Block | null | undefined;
  readonly replicas: number | undefined;
  /** Of pods that are not scaled, where nobody says. */
  readonly usual?: number;
  /** Whether a budget is made where there are several pods. */
  readonly budget: boolean;
  readonly pdb: Block;
}

const BOUNDS = { min: 1, max: 5 };

/** Autoscaler, number of pods and budget as the charts decide them together. */
export function scaled<T extends Scaled>(base: T, values: ScalingValues): Patch<Scaled> {
  const { min = base.autoscaling?.min ?? BOUNDS.min, max = base.autoscaling?.max ?? BOUNDS.max } = values;
  const { usual, replicas = base.replicas ?? usual, enabled = base.autoscaling !== undefined } = values;
  const isScaled = enabled && min > 0 && max > 0;
  const pods = enabled ? min : (replicas ?? 1);
  return {
    autoscaling: isScaled
      ? {
          min,
          max,
          cpu: values.cpu === undefined ? (base.autoscaling?.cpu ?? 80) : values.cpu,
          ...(values.memory === undefined ? {} : { memory: values.memory }),
          ...(values.behavior === undefined ? {} : { behavior: values.behavior }),
        }
      : null,
    replicas: enabled || !replicas ? null : replicas,
    disruptionBudget: values.budget && pods > 1 ? budgetOf(values.pdb) : null,
  } as Patch<Scaled>;
}

function budgetOf(pdb: Block): Patch<DisruptionBudget> {
  const { minAvailable = 1, maxUnavailable, unhealthyPodEvictionPolicy } = pdb;
  return {
    ...(maxUnavailable === undefined ? { minAvailable } : { maxUnavailable }),
    ...(unhealthyPodEvictionPolicy ? { unhealthyPodEvictionPolicy } : {}),
  } as Patch<DisruptionBudget>;
}
