import { exportedTo, isSeen } from '../../model/routes/visibility';
import { ADVICE } from '../../problems/istio/advice';
import type { Rule } from '../rule';

export const ruleHostsExist: Rule = {
  name: 'rule-hosts-exist',
  codes: ['IST0174'],
  severity: 'warning',
  about: 'a DestinationRule is for a host that exists, where all objects of the mesh are known',
  reads: ['DestinationRule', 'Service', 'ServiceEntry', 'isWhole'],
  find: (mesh) =>
    !mesh.isWhole
      ? []
      : mesh.DestinationRule.filter(({ namespace, spec: { host, exportTo } }) => {
          const by = exportTo === undefined ? [namespace] : exportedTo(exportTo, namespace);
          return !isSeen(mesh, host, namespace, by);
        }).map(({ place, spec }) => ({ place, at: ['spec', 'host'], problem: ADVICE.unknownRuleHost(spec.host) })),
};
