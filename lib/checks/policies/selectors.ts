import type { Fact, MeshCheck } from '../../model/facts';
import { address, shown, workloadsOf } from '../../model/selectors';
import { POLICY } from '../../problems/policy';

type Selecting = {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> | undefined } | undefined;
};

/** IST0127: a policy with a selector is for pods that exist. Pods that others deploy are not looked for. */
export const policiesSelectPods: MeshCheck = (facts) => {
  const policies: readonly Fact<Selecting>[] = [
    ...facts.AuthorizationPolicy,
    ...facts.PeerAuthentication,
    ...facts.RequestAuthentication,
    ...facts.Telemetry,
  ];
  return policies
    .filter(({ spec, elsewhere }) => spec.selector?.matchLabels !== undefined && !elsewhere)
    .filter((policy) => workloadsOf(facts, policy).length === 0)
    .map((policy) => ({
      path: policy.path,
      problem: POLICY.noMatchingWorkloads(address(policy), shown(policy.spec.selector?.matchLabels)),
    }));
};
