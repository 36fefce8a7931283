import type { Fact, Finding, MeshCheck, SpecsByKind } from '../../model/facts';
import { address, podLabels, selects } from '../../model/selectors';
import { POLICY } from '../../problems/policy';

type Telemetry = Fact<SpecsByKind['Telemetry']>;

const labelsOf = ({ spec }: Telemetry) => spec.selector?.matchLabels;
const isForAll = (one: Telemetry): boolean =>
  labelsOf(one) === undefined && one.spec.targetRef === undefined && one.spec.targetRefs === undefined;

/** Each of several that stand for the same, with the others. */
const rivals = (
  group: readonly Telemetry[],
  problem: (others: readonly string[]) => Finding['problem'],
): readonly Finding[] =>
  group.length < 2
    ? []
    : group.map((one) => ({ path: one.path, problem: problem(group.filter((other) => other !== one).map(address)) }));

/** IST0160, IST0159: one Telemetry counts for a namespace, and one for a workload. */
export const telemetryIsUnique: MeshCheck = ({ Telemetry, Workload }) => {
  const namespaces = [...new Set(Telemetry.map(({ namespace }) => namespace))];
  return [
    ...namespaces.flatMap((namespace) =>
      rivals(
        Telemetry.filter((one) => one.namespace === namespace && isForAll(one)),
        (others) => POLICY.telemetryTwiceInNamespace(namespace, others),
      ),
    ),
    ...Workload.flatMap((workload) =>
      rivals(
        Telemetry.filter(
          (one) =>
            one.namespace === workload.namespace &&
            labelsOf(one) !== undefined &&
            selects(labelsOf(one), podLabels(workload)),
        ),
        (others) => POLICY.telemetryTwice(workload.name, others),
      ),
    ),
  ];
};
