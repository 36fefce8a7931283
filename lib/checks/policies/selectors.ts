import type { StringMap } from '../../kit/formats/labels';
import type { Mesh, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { shown, workloadsOf } from '../../model/workloads/selectors';
import { POLICY } from '../../problems/mesh/policy';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { severityOf, soughtPods } from '../sought';

type Selecting = {
  readonly selector?: { readonly matchLabels?: StringMap | undefined } | undefined;
};

export const policiesSelectPods: Rule = {
  name: 'policies-select-pods',
  codes: ['IST0101', 'IST0127'],
  severity: 'error',
  about: 'a policy with a selector is for pods that exist; those that others deploy are not looked for',
  reads: [
    'AuthorizationPolicy',
    'PeerAuthentication',
    'RequestAuthentication',
    'Telemetry',
    'workloads',
    'controlPlanes',
    'isWhole',
  ],
  find: (mesh) => {
    const policies: readonly Written<Selecting>[] = [
      ...mesh.AuthorizationPolicy,
      ...mesh.PeerAuthentication,
      ...mesh.RequestAuthentication,
    ];
    const isLost = (one: Written<Selecting>): boolean =>
      !one.elsewhere && one.spec.selector?.matchLabels !== undefined && workloadsOf(mesh, one).length === 0;
    // Where all objects are known, a policy for a whole namespace is for the pods in it.
    const isIdle = (one: Mesh['AuthorizationPolicy'][number]): boolean =>
      mesh.isWhole &&
      one.spec.selector === undefined &&
      one.spec.targetRefs === undefined &&
      one.spec.targetRef === undefined &&
      workloadsOf(mesh, one).length === 0;
    return [
      ...mesh.Telemetry.filter(isLost).map(({ place, namespace, spec }) => ({
        place,
        at: ['spec', 'selector'],
        problem: TRAFFIC.missing('pod', `with ${shown(spec.selector?.matchLabels)}`, 'select pods of its namespace'),
        sought: [soughtPods(mesh, namespace)],
        ...severityOf(mesh, 'workloads'),
      })),
      ...[...policies.filter(isLost), ...mesh.AuthorizationPolicy.filter(isIdle)].map((policy) => ({
        place: policy.place,
        at: ['spec', 'selector'],
        problem: POLICY.noMatchingWorkloads(address(policy), shown(policy.spec.selector?.matchLabels)),
        sought: [soughtPods(mesh, policy.namespace)],
        ...severityOf(mesh, 'workloads'),
      })),
    ];
  },
};
