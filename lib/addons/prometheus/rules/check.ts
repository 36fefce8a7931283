import type { Problem } from '../../../kit/problems';
import { ADDON } from '../../../problems/installation/addons';
import { DURATION_BUCKETS, type Objective, objectiveName } from './slo';

/** Promises can be kept, can be measured, and are made once. */
export function objectiveProblems(objectives: readonly Objective[]): readonly Problem[] {
  const names = objectives.map(objectiveName);
  return [
    ...objectives.flatMap((objective, i) => [
      ...(objective.percent >= 0 && objective.percent < 100
        ? []
        : [ADDON.objective(names[i] ?? '', objective.percent)]),
      ...(objective.withinMs === undefined || DURATION_BUCKETS.includes(objective.withinMs)
        ? []
        : [ADDON.objectiveBucket(names[i] ?? '', objective.withinMs, DURATION_BUCKETS)]),
    ]),
    ...[...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) => ADDON.objectiveTwice(name)),
  ];
}

/** Prometheus' duration: whole numbers, largest unit first. Source: prometheus/common, model.ParseDuration. */
export const isPrometheusDuration = (text: string): boolean =>
  /^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/.test(text);

/** Prometheus' size: a whole number of bytes, in powers of 1024. */
export const isPrometheusSize = (text: string): boolean => /^\d+(B|KB|MB|GB|TB|PB|EB)$/.test(text);
