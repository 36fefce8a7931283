import { grouped } from '../../kit/grouped';
import { BySelector } from '../../model/lookup';
import type { SpecsByKind, Written } from '../../model/mesh';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { rivals } from './rivals';

type Sidecar = Written<SpecsByKind['Sidecar']>;

const labelsOf = ({ spec }: Sidecar) => spec.workloadSelector?.labels;

/** No selector, or one that asks for nothing. */
export const isForAll = (one: Sidecar): boolean => Object.keys(labelsOf(one) ?? {}).length === 0;

export const sidecarIsUnique: Rule = {
  name: 'sidecar-is-unique',
  codes: ['IST0110', 'IST0111'],
  severity: 'error',
  about: 'one Sidecar counts for a namespace, and one for a workload; of several Istio takes any',
  reads: ['Sidecar', 'workloads'],
  find: (mesh) => {
    const narrow = new BySelector(
      mesh.Sidecar.filter((one) => !isForAll(one)),
      labelsOf,
    );
    return [
      ...[...grouped(mesh.Sidecar.filter(isForAll), ({ namespace }) => namespace)].flatMap(([namespace, group]) =>
        rivals(group, (others) => TRAFFIC.sidecarTwiceInNamespace(namespace, others)),
      ),
      ...mesh.workloads.flatMap((workload) =>
        rivals(narrow.selecting([workload.namespace], workload.labels), (others) =>
          TRAFFIC.sidecarTwice(workload.name, others),
        ),
      ),
    ];
  },
};
