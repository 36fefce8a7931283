import type { Mesh } from '../../model/mesh';
import { fits } from '../../model/policies/patterns';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';
import { severityOf } from '../sought';

/** istiod's analyzer looks at no case. */
const takes = (pattern: string, name: string): boolean => fits(pattern.toLowerCase(), name.toLowerCase());

/** Namespaces that are written here, those in which objects are, and those of every cluster. */
const namespacesOf = (mesh: Mesh): readonly string[] => [
  ...new Set([
    ...mesh.Namespace.map(({ name }) => name),
    ...mesh.objects.map(({ namespace }) => namespace),
    ...['default', 'kube-system', 'kube-public', 'kube-node-lease'],
  ]),
];

export const policyNamespacesExist: Rule = {
  name: 'policy-namespaces-exist',
  codes: ['IST0101'],
  severity: 'error',
  about: 'a policy names namespaces that exist, where all objects of the mesh are known',
  reads: ['AuthorizationPolicy', 'Namespace', 'isWhole'],
  find: (mesh) =>
    !mesh.isWhole
      ? []
      : mesh.AuthorizationPolicy.flatMap(({ place, spec }) => {
          const named = (spec.rules ?? []).flatMap(({ from = [] }) =>
            from.flatMap(({ source }) => [...(source?.namespaces ?? []), ...(source?.notNamespaces ?? [])]),
          );
          return [...new Set(named)]
            .filter((pattern) => !namespacesOf(mesh).some((name) => takes(pattern, name)))
            .map((pattern) => ({
              place,
              at: ['spec', 'rules'],
              problem: TRAFFIC.missing('namespace', pattern, 'correct it, or write the namespace down'),
              sought: [{ namespace: pattern }],
              ...severityOf(mesh, 'Namespace'),
            }));
        }),
};
