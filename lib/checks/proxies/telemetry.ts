import { grouped } from '../../kit/grouped';
import { BySelector } from '../../model/lookup';
import type { SpecsByKind, Written } from '../../model/mesh';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';
import { rivals } from './rivals';

type Telemetry = Written<SpecsByKind['Telemetry']>;

const labelsOf = ({ spec }: Telemetry) => spec.selector?.matchLabels;
const isForAll = (one: Telemetry): boolean =>
  labelsOf(one) === undefined && one.spec.targetRef === undefined && one.spec.targetRefs === undefined;

export const telemetryIsUnique: Rule = {
  name: 'telemetry-is-unique',
  codes: ['IST0159', 'IST0160'],
  severity: 'error',
  about: 'one Telemetry counts for a namespace, and one for a workload',
  reads: ['Telemetry', 'workloads'],
  find: ({ Telemetry, workloads }) => {
    const narrow = new BySelector(
      Telemetry.filter((one) => labelsOf(one) !== undefined),
      labelsOf,
    );
    return [
      ...[...grouped(Telemetry.filter(isForAll), ({ namespace }) => namespace)].flatMap(([namespace, group]) =>
        rivals(group, 'selector', (others) => POLICY.telemetryTwiceInNamespace(namespace, others)),
      ),
      ...workloads.flatMap((workload) =>
        rivals(narrow.selecting([workload.namespace], workload.labels), 'selector', (others) =>
          POLICY.telemetryTwice(workload.name, others),
        ),
      ),
    ];
  },
};
