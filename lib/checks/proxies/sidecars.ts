import type { Fact, MeshCheck, SpecsByKind } from '../../model/facts';
import { address, podLabels, selects } from '../../model/selectors';
import { TRAFFIC } from '../../problems/traffic';

type Sidecar = Fact<SpecsByKind['Sidecar']>;

const labelsOf = ({ spec }: Sidecar) => spec.workloadSelector?.labels;

/** No selector, or one that asks for nothing. */
export const isForAll = (one: Sidecar): boolean => Object.keys(labelsOf(one) ?? {}).length === 0;

const othersOf = (one: Sidecar, group: readonly Sidecar[]): readonly string[] =>
  group.filter((other) => other !== one).map(address);

/** IST0111, IST0110: one Sidecar counts for a namespace, and one for a workload; of several Istio takes any. */
export const sidecarIsUnique: MeshCheck = ({ Sidecar, Workload }) => {
  const wide = Sidecar.filter(isForAll);
  const narrow = Sidecar.filter((one) => !isForAll(one));
  return [
    ...wide.flatMap((one) => {
      const others = othersOf(
        one,
        wide.filter(({ namespace }) => namespace === one.namespace),
      );
      return others.length === 0
        ? []
        : [{ path: one.path, problem: TRAFFIC.sidecarTwiceInNamespace(one.namespace, others) }];
    }),
    ...Workload.flatMap((workload) => {
      const group = narrow.filter(
        (one) => one.namespace === workload.namespace && selects(labelsOf(one), podLabels(workload)),
      );
      return group.length < 2
        ? []
        : group.map((one) => ({ path: one.path, problem: TRAFFIC.sidecarTwice(workload.name, othersOf(one, group)) }));
    }),
  ];
};
