import { delegateOf, within } from '../../model/delegation';
import type { MeshCheck } from '../../model/mesh';
import { ruleName } from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

/** MESH342: a delegate's rules are within the match that leads to them; Istio drops others without a word. */
export const delegatesFit: MeshCheck = (mesh) =>
  mesh.VirtualService.flatMap((route) =>
    (route.spec.http ?? []).flatMap((rule, i) => {
      const delegate = delegateOf(mesh, route, rule);
      const leading = `${ruleName('http', i, rule.name)} of ${route.namespace}/${route.name}`;
      return (delegate?.spec.http ?? []).flatMap((own, j) =>
        delegate === undefined || within(rule, own) !== undefined
          ? []
          : [{ place: delegate.place, problem: TRAFFIC.outsideOfDelegation(ruleName('http', j, own.name), leading) }],
      );
    }),
  );
