import { workloadsIn } from '../../model/lookup';
import { shown } from '../../model/workloads/selectors';
import { isForAll, podsOfSidecar } from '../../model/workloads/sidecars';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { severityOf } from '../sought';

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
          (one) => !isForAll(one) && workloadsIn(mesh, one.namespace, podsOfSidecar(one)).length === 0,
        ).map((one) => ({
          place: one.place,
          at: ['spec', 'workloadSelector'],
          problem: TRAFFIC.missing('pod', `with ${shown(podsOfSidecar(one))}`, 'select pods of its namespace'),
          sought: [{ namespace: one.namespace }],
          ...severityOf(mesh, 'workloads'),
        })),
};
