import { selects } from '../../kit/formats/labels';
import { named, workloadsWith } from '../../model/lookup';
import type { Mesh, SpecsByKind, Written } from '../../model/mesh';
import { effectiveRules } from '../../model/routes/delegation';
import { fullName } from '../../model/routes/routes';
import { policiesFor, shown } from '../../model/workloads/selectors';
import { POLICY } from '../../problems/mesh/policy';
import type { Finding, Rule } from '../rule';

type Route = Written<SpecsByKind['VirtualService']>;

/** The first claim that a route or one of its delegates looks at. */
const claimOf = (mesh: Mesh, route: Route): string | undefined =>
  effectiveRules(mesh, route)
    .flatMap(({ rule: { match = [] } }) => match)
    .flatMap(({ headers = {}, withoutHeaders = {} }) => [...Object.keys(headers), ...Object.keys(withoutHeaders)])
    .find((header) => header.startsWith('@request.auth.claims'));

/** Pods of a gateway that verify no token; by its selector where others deploy them. */
function unverified(mesh: Mesh, gateway: Written<SpecsByKind['Gateway']>): readonly string[] {
  const { selector = {} } = gateway.spec;
  const pods = workloadsWith(mesh, selector);
  if (pods.length === 0)
    return mesh.RequestAuthentication.some(({ spec }) => selects(spec.selector?.matchLabels, selector))
      ? []
      : [shown(selector)];
  return pods
    .filter((pod) => policiesFor(mesh, mesh.RequestAuthentication, pod.namespace, pod.labels).length === 0)
    .map(({ name }) => name);
}

export const claimsAreVerified: Rule = {
  name: 'claims-are-verified',
  codes: ['IST0149'],
  severity: 'error',
  about: 'what a route reads of a token was verified by the gateway before',
  reads: ['VirtualService', 'Gateway', 'RequestAuthentication', 'workloads', 'controlPlanes'],
  find: (mesh) =>
    mesh.VirtualService.flatMap((route) => {
      const claim = claimOf(mesh, route);
      if (claim === undefined) return [];
      return (route.spec.gateways ?? []).flatMap((name): readonly Finding[] => {
        const full = fullName(name, route.namespace);
        const gateway = named(mesh.Gateway, full);
        return (gateway === undefined ? [] : unverified(mesh, gateway)).map((pods) => ({
          place: route.place,
          at: ['spec', 'http'],
          problem: POLICY.claimsWithoutJwt(claim, full, pods),
        }));
      });
    }),
};
