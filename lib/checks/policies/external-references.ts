import type { MeshCheck } from '../../model/facts';
import { POLICY } from '../../problems/policy';

/** MESH422: an external authorizer is a provider of the mesh configuration. */
export const authorizersExist: MeshCheck = (facts) => {
  if (facts.ControlPlane.length === 0) return [];
  const known = [...new Set(facts.ControlPlane.flatMap(({ spec }) => spec.authorizers))];
  return facts.AuthorizationPolicy.flatMap(({ path, spec }) => {
    const name = spec.provider?.name;
    return name === undefined || known.includes(name) ? [] : [{ path, problem: POLICY.unknownAuthorizer(name, known) }];
  });
};

/** Istio reads it as the mesh's own trust domain, whatever that is. Source: istio pilot/pkg/security/trustdomain. */
const POINTER = 'cluster.local';

/** MESH423: callers are of a trust domain that this mesh knows. */
export const identitiesExist: MeshCheck = (facts) => {
  if (facts.ControlPlane.length === 0) return [];
  const known = [...new Set(facts.ControlPlane.flatMap(({ spec }) => spec.trustDomains))];
  return facts.AuthorizationPolicy.flatMap(({ path, spec }) => {
    const principals = (spec.rules ?? []).flatMap(({ from = [] }) =>
      from.flatMap(({ source }) => source?.principals ?? []),
    );
    return principals
      .filter((principal) => {
        const domain = /^([^*/]+)\/ns\//.exec(principal)?.[1];
        return domain !== undefined && domain !== POINTER && !known.includes(domain);
      })
      .map((principal) => ({ path, problem: POLICY.foreignTrustDomain(principal, known) }));
  });
};
