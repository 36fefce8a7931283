import { effectiveRules } from '../../model/routes/delegation';
import { gatewaysOf, type Match } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import type { Rule } from '../rule';

const namesSender = ({ sourceLabels, sourceNamespace, gateways }: Match): boolean =>
  gateways?.includes('mesh') === false || sourceLabels !== undefined || sourceNamespace !== undefined;

export const othersDefault: Rule = {
  name: 'others-default',
  codes: ['MESH891'],
  severity: 'warning',
  about:
    'a route of the mesh that is for some callers says what becomes of the others, or they reach the service itself',
  reads: ['VirtualService'],
  find: (mesh) =>
    mesh.VirtualService.filter((route) => gatewaysOf(route).includes('mesh')).flatMap((route) => {
      const rules = effectiveRules(mesh, route);
      const isForSome = rules.every(({ rule: { match = [] } }) => match.length > 0 && match.every(namesSender));
      if (rules.length === 0 || !isForSome) return [];
      return [
        { place: route.place, at: ['spec', 'http'], problem: ADVICE.othersReach((route.spec.hosts ?? []).join(', ')) },
      ];
    }),
};
