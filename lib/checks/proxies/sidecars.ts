import { BySelector } from '../../model/lookup';
import type { SpecsByKind, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

type Sidecar = Written<SpecsByKind['Sidecar']>;

const labelsOf = ({ spec }: Sidecar) => spec.workloadSelector?.labels;

/** No selector, or one that asks for nothing. */
export const isForAll = (one: Sidecar): boolean => Object.keys(labelsOf(one) ?? {}).length === 0;

const othersOf = (one: Sidecar, group: readonly Sidecar[]): readonly string[] =>
  group.filter((other) => other !== one).map(address);

export const sidecarIsUnique: Rule = {
  name: 'sidecar-is-unique',
  codes: ['IST0110', 'IST0111'],
  severity: 'error',
  about: 'one Sidecar counts for a namespace, and one for a workload; of several Istio takes any',
  reads: ['Sidecar', 'workloads'],
  find: (mesh) => {
    const wide = mesh.Sidecar.filter(isForAll);
    const narrow = new BySelector(
      mesh.Sidecar.filter((one) => !isForAll(one)),
      labelsOf,
    );
    return [
      ...wide.flatMap((one) => {
        const others = othersOf(
          one,
          wide.filter(({ namespace }) => namespace === one.namespace),
        );
        return others.length === 0
          ? []
          : [{ place: one.place, problem: TRAFFIC.sidecarTwiceInNamespace(one.namespace, others) }];
      }),
      ...mesh.workloads.flatMap((workload) => {
        const group = narrow.selecting([workload.namespace], workload.labels);
        return group.length < 2
          ? []
          : group.map((one) => ({
              place: one.place,
              problem: TRAFFIC.sidecarTwice(workload.name, othersOf(one, group)),
            }));
      }),
    ];
  },
};
