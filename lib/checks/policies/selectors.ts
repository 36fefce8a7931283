import type { Written } from '../../model/mesh';
import { address } from '../../model/object';
import { shown, workloadsOf } from '../../model/selectors';
import { POLICY } from '../../problems/policy';
import type { Rule } from '../rule';

type Selecting = {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> | undefined } | undefined;
};

export const policiesSelectPods: Rule = {
  name: 'policies-select-pods',
  codes: ['IST0127'],
  severity: 'error',
  about: 'a policy with a selector is for pods that exist; those that others deploy are not looked for',
  reads: [
    'AuthorizationPolicy',
    'PeerAuthentication',
    'RequestAuthentication',
    'Telemetry',
    'workloads',
    'controlPlanes',
  ],
  find: (mesh) => {
    const policies: readonly Written<Selecting>[] = [
      ...mesh.AuthorizationPolicy,
      ...mesh.PeerAuthentication,
      ...mesh.RequestAuthentication,
      ...mesh.Telemetry,
    ];
    return policies
      .filter(({ spec, elsewhere }) => spec.selector?.matchLabels !== undefined && !elsewhere)
      .filter((policy) => workloadsOf(mesh, policy).length === 0)
      .map((policy) => ({
        place: policy.place,
        problem: POLICY.noMatchingWorkloads(address(policy), shown(policy.spec.selector?.matchLabels)),
      }));
  },
};
