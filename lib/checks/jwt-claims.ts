import type { Fact, MeshCheck, SpecsByKind } from './facts';
import { POLICY } from './problems/policy';
import { address, podLabels, policiesFor, selects } from './select';

type Route = Fact<SpecsByKind['VirtualService']>;

/** The first claim that a route looks at. */
const claimOf = ({ spec: { http = [] } }: Route): string | undefined =>
  http
    .flatMap(({ match = [] }) => match)
    .flatMap(({ headers = {}, withoutHeaders = {} }) => [...Object.keys(headers), ...Object.keys(withoutHeaders)])
    .find((header) => header.startsWith('@request.auth.claims'));

/** IST0149: what a route reads of a token was verified by the gateway before. */
export const claimsAreVerified: MeshCheck = (facts) =>
  facts.VirtualService.flatMap((route) => {
    const claim = claimOf(route);
    if (claim === undefined) return [];
    return (route.spec.gateways ?? []).flatMap((name) => {
      const full = name.includes('/') ? name : `${route.namespace}/${name}`;
      const gateway = facts.Gateway.find((one) => address(one) === full);
      const pods = facts.Workload.filter((pod) => gateway && selects(gateway.spec.selector, podLabels(pod)));
      return pods
        .filter((pod) => policiesFor(facts, facts.RequestAuthentication, pod.namespace, podLabels(pod)).length === 0)
        .map((pod) => ({ path: route.path, problem: POLICY.claimsWithoutJwt(claim, full, pod.name) }));
    });
  });
