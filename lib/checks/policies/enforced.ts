import { grouped } from '../../kit/grouped';
import { remembered } from '../../kit/once-per-object';
import type { Mesh, SpecsByKind, Written } from '../../model/mesh';
import { address, inFull } from '../../model/object';
import { partsOf } from '../../model/policies/identities';
import { isProxied } from '../../model/workloads/proxied';
import { rootNamespaces, workloadsOf } from '../../model/workloads/selectors';
import { POLICY } from '../../problems/mesh/policy';
import type { At, Finding, Rule } from '../rule';

type Selecting = Parameters<typeof workloadsOf>[1];

/** Plain text is what pods without a proxy take anyway. */
const demandsTls = ({ spec }: Mesh['PeerAuthentication'][number]): boolean =>
  [spec.mtls, ...Object.values(spec.portLevelMtls ?? {})].some((one) => one?.mode === 'STRICT');

export const policiesAreEnforced: Rule = {
  name: 'policies-are-enforced',
  codes: ['MESH471'],
  severity: 'error',
  about: 'some of the pods that a policy, a rule for tokens or a change of proxies is for has a proxy that holds it',
  reads: [
    ...(['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication', 'EnvoyFilter', 'workloads'] as const),
    ...(['Namespace', 'gatewayPods', 'controlPlanes', 'MutatingWebhookConfiguration'] as const),
  ],
  find: (mesh) => {
    const patches = mesh.EnvoyFilter.map((one) => ({
      ...one,
      spec: { selector: { matchLabels: one.spec.workloadSelector?.labels } },
    }));
    const policies: readonly Selecting[] = [
      ...mesh.AuthorizationPolicy,
      ...mesh.RequestAuthentication,
      ...mesh.PeerAuthentication.filter(demandsTls),
      ...patches.filter(({ spec }) => spec.selector.matchLabels !== undefined),
    ];
    return policies.flatMap((policy): readonly Finding[] => {
      // A policy of the whole mesh, or of pods that others deploy, is for whoever has a proxy.
      if (policy.elsewhere || (rootNamespaces(mesh).includes(policy.namespace) && !policy.spec.selector)) return [];
      const pods = workloadsOf(mesh, policy);
      if (pods.length === 0 || pods.some((one) => isProxied(mesh, one) !== false)) return [];
      const names = pods.map(({ name }) => name);
      return [{ place: policy.place, at: ['spec'], problem: POLICY.unenforced(address(policy), names) }];
    });
  },
};

type Allowing = Written<SpecsByKind['AuthorizationPolicy']>;

/** ServiceAccounts that a policy lets call by name, as `namespace/name`, and where it does. */
const callersOf = ({
  namespace,
  spec: { action = 'ALLOW', rules = [] },
}: Allowing): readonly (readonly [string, At])[] =>
  action !== 'ALLOW'
    ? []
    : rules.flatMap(({ from = [] }) =>
        from.flatMap(({ source = {} }) => [
          ...(source.principals ?? []).flatMap((one, i) => {
            const account = partsOf(one)?.account;
            return account === undefined ? [] : [[account, [source, 'principals', i]] as const];
          }),
          ...(source.serviceAccounts ?? []).map(
            (one, i) => [inFull(one, namespace), [source, 'serviceAccounts', i]] as const,
          ),
        ]),
      );

const byAccount = remembered((mesh: Mesh) =>
  grouped(mesh.workloads, ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
);

export const callersHaveIdentities: Rule = {
  name: 'callers-have-identities',
  codes: ['MESH472'],
  severity: 'error',
  about: 'whoever is let in by name has pods with an identity',
  reads: ['AuthorizationPolicy', 'workloads', 'Namespace', 'gatewayPods', 'MutatingWebhookConfiguration'],
  find: (mesh) =>
    mesh.AuthorizationPolicy.flatMap((policy) =>
      [...new Map(callersOf(policy))].flatMap(([caller, at]) => {
        const pods = byAccount(mesh).get(caller) ?? [];
        const isLost = pods.length > 0 && pods.every((one) => isProxied(mesh, one) === false);
        return isLost ? [{ place: policy.place, at, problem: POLICY.noIdentity(address(policy), caller) }] : [];
      }),
    ),
};
