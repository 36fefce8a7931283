import { selects } from '../../kit/formats/labels';
import { workloadsWith } from '../../model/lookup';
import { shown } from '../../model/workloads/selectors';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { severityOf } from '../sought';

export const gatewayHasPods: Rule = {
  name: 'gateway-has-pods',
  codes: ['IST0101'],
  severity: 'error',
  about: 'a Gateway selects pods, where all objects of the mesh are known',
  reads: ['Gateway', 'workloads', 'gatewayPods', 'isWhole'],
  find: (mesh) =>
    !mesh.isWhole
      ? []
      : mesh.Gateway.filter(
          ({ spec: { selector } }) =>
            workloadsWith(mesh, selector).length === 0 &&
            !mesh.gatewayPods.some(({ spec }) => selects(selector, spec.selector)),
        ).map(({ place, spec }) => ({
          place,
          at: ['spec', 'selector'],
          problem: TRAFFIC.missing('pod', `with ${shown(spec.selector)}`, 'select the labels of a gateway'),
          sought: [{}],
          ...severityOf(mesh, 'workloads'),
        })),
};
