import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { type StringMap, selects } from '../../kit/formats/labels';
import { type Finding, finding, isNone, oneOf, shareProblems, shown, unless } from './findings';
import { metadataProblems, selectorProblems } from './metadata';
import { podProblems } from './pod';

interface Rolling {
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
}

/** What a Deployment, DaemonSet, StatefulSet or Job has of what is checked here. */
export interface Workload {
  readonly kind: string;
  readonly spec?: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly progressDeadlineSeconds?: number;
    readonly selector?: { readonly matchLabels?: StringMap };
    readonly strategy?: Rolling;
    readonly updateStrategy?: Rolling;
    readonly template?: IPodTemplateSpec;
    readonly volumeClaimTemplates?: readonly { readonly metadata?: { readonly name?: string } }[];
  };
}

/** Seconds after which a Deployment that gets nowhere has failed, where it does not say. */
const PROGRESS = 600;

/** A workload as the API server stores it. Source: k8s.io/kubernetes pkg/apis/apps/validation. */
export function workloadProblems({ kind, spec = {} }: Workload): readonly Finding[] {
  const { template, selector, volumeClaimTemplates = [] } = spec;
  const claims = volumeClaimTemplates.map(({ metadata }) => ({ name: metadata?.name ?? '', emptyDir: {} }));
  const pod = template?.spec && { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...claims] };
  const strategyAt = kind === 'Deployment' ? 'spec.strategy' : 'spec.updateStrategy';
  return [
    ...metadataProblems('spec.template.metadata', template?.metadata),
    ...selectorProblems('spec.selector', selector),
    ...unless(
      selector?.matchLabels === undefined ||
        template === undefined ||
        selects(selector.matchLabels, template.metadata?.labels ?? {}),
      'spec.selector',
      () => `does not select the pods of its own template: ${shown(selector?.matchLabels)}`,
      'give the pods these labels',
    ),
    ...whole('spec.replicas', spec.replicas),
    ...whole('spec.minReadySeconds', spec.minReadySeconds),
    ...unless(
      kind !== 'Deployment' || (spec.minReadySeconds ?? 0) < (spec.progressDeadlineSeconds ?? PROGRESS),
      'spec.minReadySeconds',
      () =>
        `is ${spec.minReadySeconds}, not less than progressDeadlineSeconds ${spec.progressDeadlineSeconds ?? PROGRESS}`,
      'give less, or a later deadline',
    ),
    ...strategyProblems(kind, strategyAt, spec.strategy ?? spec.updateStrategy),
    ...(pod === undefined ? [] : podProblems('spec.template.spec', pod)),
    ...unless(
      kind === 'Job' || pod?.restartPolicy === undefined || pod.restartPolicy === 'Always',
      'spec.template.spec.restartPolicy',
      () => `is ${pod?.restartPolicy}`,
      'drop it: its pods are always started again',
    ),
  ];
}

const whole = (path: string, value: number | undefined): readonly Finding[] =>
  unless(
    value === undefined || (Number.isInteger(value) && value >= 0),
    path,
    () => `is ${shown(value)}`,
    'give a whole number of at least 0',
  );

function strategyProblems(kind: string, path: string, strategy: Rolling = {}): readonly Finding[] {
  const { type = 'RollingUpdate', rollingUpdate } = strategy;
  if (rollingUpdate === undefined || kind === 'StatefulSet') return [];
  if (type === 'Recreate')
    return [finding(`${path}.rollingUpdate`, 'stands beside type Recreate', 'drop it, or take type RollingUpdate')];
  const { maxSurge, maxUnavailable } = rollingUpdate;
  const wrong = [
    ...shareProblems(`${path}.rollingUpdate.maxSurge`, maxSurge),
    ...shareProblems(`${path}.rollingUpdate.maxUnavailable`, maxUnavailable, true),
  ];
  if (wrong.length > 0 || type === 'OnDelete') return wrong;
  // The server's defaults: a quarter each for a Deployment, one pod less for a DaemonSet.
  const [surge, less] =
    kind === 'Deployment' ? [maxSurge ?? '25%', maxUnavailable ?? '25%'] : [maxSurge ?? 0, maxUnavailable ?? 1];
  const stuck = isNone(surge) && isNone(less);
  const both = kind === 'DaemonSet' && !isNone(surge) && !isNone(less);
  return [
    ...(stuck
      ? [finding(`${path}.rollingUpdate`, 'may neither add a pod nor take one', 'raise maxSurge or maxUnavailable')]
      : []),
    ...(both
      ? [
          finding(
            `${path}.rollingUpdate`,
            'has both maxSurge and maxUnavailable, of which a DaemonSet takes one',
            'make one of them 0',
          ),
        ]
      : []),
  ];
}

interface Budget {
  readonly spec?: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly unhealthyPodEvictionPolicy?: string;
  };
}

/** Source: k8s.io/kubernetes pkg/apis/policy/validation. */
export const budgetProblems = ({
  spec: { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy } = {},
}: Budget): readonly Finding[] => [
  ...oneOf('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, ['IfHealthyBudget', 'AlwaysAllow']),
  ...shareProblems('spec.minAvailable', minAvailable, true),
  ...shareProblems('spec.maxUnavailable', maxUnavailable, true),
  ...unless(
    minAvailable === undefined || maxUnavailable === undefined,
    'spec',
    () => 'has both minAvailable and maxUnavailable',
    'keep one of them',
  ),
];

interface Autoscaler {
  readonly spec?: {
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly { readonly resource?: Target; readonly containerResource?: Target }[];
    readonly behavior?: { readonly scaleUp?: Scaling; readonly scaleDown?: Scaling };
  };
}
interface Target {
  readonly target?: { readonly averageUtilization?: number };
}
interface Scaling {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[];
}

/** Source: k8s.io/kubernetes pkg/apis/autoscaling/validation. */
export function autoscalerProblems({
  spec: { minReplicas = 1, maxReplicas = 1, metrics = [], behavior = {} } = {},
}: Autoscaler): readonly Finding[] {
  const between = (path: string, value: number | undefined, least: number, most: number) =>
    unless(
      value === undefined || (Number.isInteger(value) && value >= least && value <= most),
      path,
      () => `is ${value}`,
      `give a whole number from ${least} to ${most}`,
    );
  return [
    ...unless(
      minReplicas <= maxReplicas,
      'spec.minReplicas',
      () => `is ${minReplicas}, above maxReplicas ${maxReplicas}`,
      'give min <= max',
    ),
    ...between('spec.minReplicas', minReplicas, 1, 2 ** 31 - 1),
    ...metrics.flatMap(({ resource, containerResource }, i) =>
      between(`spec.metrics[${i}]`, (resource ?? containerResource)?.target?.averageUtilization, 1, 2 ** 31 - 1),
    ),
    ...Object.entries(behavior).flatMap(([way, rules]: [string, Scaling | undefined]) => [
      ...between(`spec.behavior.${way}.stabilizationWindowSeconds`, rules?.stabilizationWindowSeconds, 0, 3600),
      ...oneOf(`spec.behavior.${way}.selectPolicy`, rules?.selectPolicy, ['Max', 'Min', 'Disabled']),
      ...(rules?.policies ?? []).flatMap(({ type, value, periodSeconds }, i) => [
        ...oneOf(`spec.behavior.${way}.policies[${i}].type`, type, ['Pods', 'Percent']),
        ...between(`spec.behavior.${way}.policies[${i}].value`, value, 1, 2 ** 31 - 1),
        ...between(`spec.behavior.${way}.policies[${i}].periodSeconds`, periodSeconds, 1, 1800),
      ]),
    ]),
  ];
}
