import { partsOf, trustDomainsOf } from '../../model/policies/identities';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

export const authorizersExist: Rule = {
  name: 'authorizers-exist',
  codes: ['MESH422'],
  severity: 'error',
  about: 'an external authorizer is a provider of the mesh configuration',
  reads: ['AuthorizationPolicy', 'controlPlanes'],
  find: (mesh) => {
    if (mesh.controlPlanes.length === 0) return [];
    const known = [...new Set(mesh.controlPlanes.flatMap(({ spec }) => spec.authorizers))];
    return mesh.AuthorizationPolicy.flatMap(({ place, spec }) => {
      const name = spec.provider?.name;
      return name === undefined || known.includes(name)
        ? []
        : [{ place, at: ['spec', 'provider', 'name'], problem: POLICY.unknownAuthorizer(name, known) }];
    });
  },
};

/** Istio reads it as the mesh's own trust domain, whatever that is. Source: istio pilot/pkg/security/trustdomain. */
const POINTER = 'cluster.local';

export const identitiesExist: Rule = {
  name: 'identities-exist',
  codes: ['MESH423'],
  severity: 'error',
  about: 'callers are of a trust domain that this mesh knows',
  reads: ['AuthorizationPolicy', 'controlPlanes'],
  find: (mesh) => {
    if (mesh.controlPlanes.length === 0) return [];
    const known = trustDomainsOf(mesh);
    return mesh.AuthorizationPolicy.flatMap(({ place, spec }) => {
      const principals = (spec.rules ?? []).flatMap(({ from = [] }) =>
        from.flatMap(({ source }) => source?.principals ?? []),
      );
      return principals
        .filter((principal) => {
          const domain = partsOf(principal)?.domain;
          return domain !== undefined && domain !== POINTER && !known.includes(domain);
        })
        .map((principal) => ({ place, at: ['spec', 'rules'], problem: POLICY.foreignTrustDomain(principal, known) }));
    });
  },
};
