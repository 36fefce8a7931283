import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

/** A pattern of a policy: `*` at one end, in whatever case. */
function takes(pattern: string, name: string): boolean {
  const [wanted, own] = [pattern.toLowerCase(), name.toLowerCase()];
  if (wanted === '*') return true;
  if (wanted.startsWith('*')) return own.endsWith(wanted.slice(1));
  return wanted.endsWith('*') ? own.startsWith(wanted.slice(0, -1)) : own === wanted;
}

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
              problem: TRAFFIC.missing('namespace', pattern, 'correct it, or write the namespace down'),
            }));
        }),
};
