import { workloadsIn } from '../../model/lookup';
import { shown } from '../../model/workloads/selectors';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { isForAll } from './sidecars';

export const scopesHavePods: Rule = {
  name: 'scopes-have-pods',
  codes: ['IST0101'],
  severity: 'error',
  about: 'a Sidecar with a selector selects pods, where all objects of the mesh are known',
  reads: ['Sidecar', 'workloads', 'isWhole'],
  find: (mesh) =>
    !mesh.isWhole
      ? []
      : mesh.Sidecar.filter(
          (one) => !isForAll(one) && workloadsIn(mesh, one.namespace, one.spec.workloadSelector?.labels).length === 0,
        ).map(({ place, spec }) => ({
          place,
          problem: TRAFFIC.missing(
            'pod',
            `with ${shown(spec.workloadSelector?.labels)}`,
            'select pods of its namespace',
          ),
        })),
};
