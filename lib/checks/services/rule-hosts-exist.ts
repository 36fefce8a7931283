import { exportedTo, isSeen } from '../../model/routes/visibility';
import { ADVICE } from '../../problems/istio/advice';
import type { Rule } from '../rule';
import { soughtHost } from '../sought';

export const ruleHostsExist: Rule = {
  name: 'rule-hosts-exist',
  codes: ['IST0174'],
  severity: 'warning',
  about: 'a DestinationRule is for a host that exists, where all objects of the mesh are known',
  reads: ['DestinationRule', 'Service', 'ServiceEntry', 'isWhole'],
  find: (mesh) =>
    mesh.DestinationRule.filter(({ namespace, spec: { host, exportTo } }) => {
      const by = exportTo === undefined ? [namespace] : exportedTo(exportTo, namespace);
      return mesh.isWhole && !isSeen(mesh, host, namespace, by);
    }).map(({ place, namespace, spec }) => ({
      place,
      at: ['spec', 'host'],
      problem: ADVICE.unknownRuleHost(spec.host),
      sought: [soughtHost(spec.host, namespace)],
    })),
};
