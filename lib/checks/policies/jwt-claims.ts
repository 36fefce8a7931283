import { effectiveRules } from '../../model/delegation';
import type { Fact, Finding, MeshCheck, MeshFacts, SpecsByKind } from '../../model/facts';
import { address, podLabels, policiesFor, selects, shown } from '../../model/selectors';
import { POLICY } from '../../problems/policy';

type Route = Fact<SpecsByKind['VirtualService']>;

/** The first claim that a route or one of its delegates looks at. */
const claimOf = (facts: MeshFacts, route: Route): string | undefined =>
  effectiveRules(facts, route)
    .flatMap(({ rule: { match = [] } }) => match)
    .flatMap(({ headers = {}, withoutHeaders = {} }) => [...Object.keys(headers), ...Object.keys(withoutHeaders)])
    .find((header) => header.startsWith('@request.auth.claims'));

/** Pods of a gateway that verify no token; by its selector where others deploy them. */
function unverified(facts: MeshFacts, gateway: Fact<SpecsByKind['Gateway']>): readonly string[] {
  const { selector = {} } = gateway.spec;
  const pods = facts.Workload.filter((pod) => selects(selector, podLabels(pod)));
  if (pods.length === 0)
    return facts.RequestAuthentication.some(({ spec }) => selects(spec.selector?.matchLabels, selector))
      ? []
      : [shown(selector)];
  return pods
    .filter((pod) => policiesFor(facts, facts.RequestAuthentication, pod.namespace, podLabels(pod)).length === 0)
    .map(({ name }) => name);
}

/** IST0149: what a route reads of a token was verified by the gateway before. */
export const claimsAreVerified: MeshCheck = (facts) =>
  facts.VirtualService.flatMap((route) => {
    const claim = claimOf(facts, route);
    if (claim === undefined) return [];
    return (route.spec.gateways ?? []).flatMap((name): readonly Finding[] => {
      const full = name.includes('/') ? name : `${route.namespace}/${name}`;
      const gateway = facts.Gateway.find((one) => address(one) === full);
      return (gateway === undefined ? [] : unverified(facts, gateway)).map((pods) => ({
        path: route.path,
        problem: POLICY.claimsWithoutJwt(claim, full, pods),
      }));
    });
  });
