import type { IAffinity } from 'kubernetes-models/v1/Affinity';
import type { INodeSelectorTerm } from 'kubernetes-models/v1/NodeSelectorTerm';
import type { IPodAffinityTerm } from 'kubernetes-models/v1/PodAffinityTerm';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import { isLabelValue } from '../../kit/formats/formats';
import { each, type Finding, finding, oneOf, shown, twice, unless } from './findings';
import { keyProblems, labelProblems, requirementProblems, selectorProblems } from './metadata';

/** Where a pod may run. Source: k8s.io/kubernetes pkg/apis/core/validation. */
export const schedulingProblems = (path: string, pod: IPodSpec): readonly Finding[] => [
  ...labelProblems(`${path}.nodeSelector`, pod.nodeSelector),
  ...each(`${path}.tolerations`, pod.tolerations, tolerationProblems),
  ...each(`${path}.topologySpreadConstraints`, pod.topologySpreadConstraints, spreadProblems),
  ...twice(
    `${path}.topologySpreadConstraints`,
    pod.topologySpreadConstraints,
    ({ topologyKey, whenUnsatisfiable }) => `${topologyKey} ${whenUnsatisfiable}`,
    'keep one constraint for each pair of topologyKey and whenUnsatisfiable',
  ),
  ...affinityProblems(`${path}.affinity`, pod.affinity ?? {}),
];

function tolerationProblems(toleration: IToleration, path: string): readonly Finding[] {
  const { key = '', operator = 'Equal', value = '', effect, tolerationSeconds } = toleration;
  return [
    ...oneOf(`${path}.operator`, operator, ['Equal', 'Exists', 'Lt', 'Gt']),
    ...oneOf(`${path}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute', '']),
    ...(key === ''
      ? unless(
          operator === 'Exists',
          path,
          () => `has no key beside ${operator}`,
          'name the taint, or take operator Exists for any',
        )
      : keyProblems(path, key, 'key')),
    ...unless(
      operator !== 'Exists' || value === '',
      path,
      () => `has the value "${value}" beside Exists`,
      'drop the value, or take Equal',
    ),
    ...unless(
      operator !== 'Equal' || isLabelValue(value),
      path,
      () => `has the value ${shown(value)}`,
      'use at most 63 letters, digits, "-", "_" and "."',
    ),
    ...unless(
      tolerationSeconds === undefined || effect === 'NoExecute',
      path,
      () => `has tolerationSeconds beside effect ${shown(effect)}`,
      'seconds are for NoExecute alone',
    ),
  ];
}

function spreadProblems(constraint: ITopologySpreadConstraint, path: string): readonly Finding[] {
  const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, labelSelector } = constraint;
  return [
    ...unless(
      Number.isInteger(maxSkew) && maxSkew >= 1,
      `${path}.maxSkew`,
      () => `is ${maxSkew}`,
      'give a whole number of at least 1',
    ),
    ...unless(topologyKey !== '', `${path}.topologyKey`, () => 'is empty', 'name the label of nodes to spread over'),
    ...oneOf(`${path}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']),
    ...(minDomains === undefined
      ? []
      : unless(
          Number.isInteger(minDomains) && minDomains >= 1 && whenUnsatisfiable === 'DoNotSchedule',
          `${path}.minDomains`,
          () => `is ${minDomains} beside ${whenUnsatisfiable}`,
          'give at least 1, with whenUnsatisfiable DoNotSchedule alone',
        )),
    ...selectorProblems(`${path}.labelSelector`, labelSelector),
  ];
}

function affinityProblems(
  path: string,
  { nodeAffinity = {}, podAffinity = {}, podAntiAffinity = {} }: IAffinity,
): readonly Finding[] {
  const pods = { podAffinity, podAntiAffinity };
  const required = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  const requiredAt = `${path}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  return [
    ...unless(required?.nodeSelectorTerms.length !== 0, requiredAt, () => 'is empty', 'give a term, or drop the block'),
    ...each(requiredAt, required?.nodeSelectorTerms, nodeTermProblems),
    ...each(
      `${path}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution`,
      nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution,
      ({ weight, preference }, place) => [
        ...weightProblems(weight, place),
        ...nodeTermProblems(preference, `${place}.preference`),
      ],
    ),
    ...Object.entries(pods).flatMap(([name, affinity]) => [
      ...each(
        `${path}.${name}.requiredDuringSchedulingIgnoredDuringExecution`,
        affinity.requiredDuringSchedulingIgnoredDuringExecution,
        podTermProblems,
      ),
      ...each(
        `${path}.${name}.preferredDuringSchedulingIgnoredDuringExecution`,
        affinity.preferredDuringSchedulingIgnoredDuringExecution,
        ({ weight, podAffinityTerm }, place) => [
          ...weightProblems(weight, place),
          ...podTermProblems(podAffinityTerm, `${place}.podAffinityTerm`),
        ],
      ),
    ]),
  ];
}

const weightProblems = (weight: number, path: string): readonly Finding[] =>
  Number.isInteger(weight) && weight >= 1 && weight <= 100
    ? []
    : [finding(`${path}.weight`, `is ${weight}`, 'give a whole number from 1 to 100')];

const nodeTermProblems = ({ matchExpressions }: INodeSelectorTerm, path: string): readonly Finding[] =>
  each(`${path}.matchExpressions`, matchExpressions, (line, place) =>
    requirementProblems(place, line, ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  );

const podTermProblems = ({ topologyKey, labelSelector }: IPodAffinityTerm, path: string): readonly Finding[] => [
  ...unless(topologyKey !== '', `${path}.topologyKey`, () => 'is empty', 'name the label of nodes that make one place'),
  ...selectorProblems(`${path}.labelSelector`, labelSelector),
];
