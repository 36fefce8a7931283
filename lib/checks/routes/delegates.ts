import { delegateOf, within } from '../../model/routes/delegation';
import { ruleName } from '../../model/routes/routes';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

export const delegatesFit: Rule = {
  name: 'delegates-fit',
  codes: ['MESH342'],
  severity: 'error',
  about: "a delegate's rules are within the match that leads to them; Istio drops others without a word",
  reads: ['VirtualService'],
  find: (mesh) =>
    mesh.VirtualService.flatMap((route) =>
      (route.spec.http ?? []).flatMap((rule, i) => {
        const delegate = delegateOf(mesh, route, rule);
        const leading = `${ruleName('http', i, rule.name)} of ${route.namespace}/${route.name}`;
        return (delegate?.spec.http ?? []).flatMap((own, j) =>
          delegate === undefined || within(rule, own) !== undefined
            ? []
            : [
                {
                  place: delegate.place,
                  at: [own],
                  problem: TRAFFIC.outsideOfDelegation(ruleName('http', j, own.name), leading),
                },
              ],
        );
      }),
    ),
};
