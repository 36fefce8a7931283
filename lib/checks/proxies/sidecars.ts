import { grouped } from '../../kit/grouped';
import { BySelector } from '../../model/lookup';
import { isForAll, podsOfSidecar } from '../../model/workloads/sidecars';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { rivals } from './rivals';

export const sidecarIsUnique: Rule = {
  name: 'sidecar-is-unique',
  codes: ['IST0110', 'IST0111'],
  severity: 'error',
  about: 'one Sidecar counts for a namespace, and one for a workload; of several Istio takes any',
  reads: ['Sidecar', 'workloads'],
  find: (mesh) => {
    const narrow = new BySelector(
      mesh.Sidecar.filter((one) => !isForAll(one)),
      podsOfSidecar,
    );
    return [
      ...[...grouped(mesh.Sidecar.filter(isForAll), ({ namespace }) => namespace)].flatMap(([namespace, group]) =>
        rivals(group, 'workloadSelector', (others) => TRAFFIC.sidecarTwiceInNamespace(namespace, others)),
      ),
      ...mesh.workloads.flatMap((workload) =>
        rivals(narrow.selecting([workload.namespace], workload.labels), 'workloadSelector', (others) =>
          TRAFFIC.sidecarTwice(workload.name, others),
        ),
      ),
    ];
  },
};
