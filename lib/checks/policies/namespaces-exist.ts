import { fits } from '../../model/policies/patterns';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

/** istiod's analyzer looks at no case. */
const takes = (pattern: string, name: string): boolean => fits(pattern.toLowerCase(), name.toLowerCase());

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
            .filter((pattern) => !mesh.Namespace.some(({ name }) => takes(pattern, name)))
            .map((pattern) => ({
              place,
              at: ['spec', 'rules'],
              problem: TRAFFIC.missing('namespace', pattern, 'correct it, or write the namespace down'),
            }));
        }),
};
