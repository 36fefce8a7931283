import type { MeshCheck } from './facts';
import { POLICY } from './problems/policy';
import { address } from './select';

const RESTRICTION = 'BLOCKED_CIDRS_IN_JWKS_URIS';

/** IST0175: istiod, which fetches keys, is told which addresses it must not ask. */
export const keysAreRestricted: MeshCheck = (facts) => {
  const open = facts.ControlPlane.some(({ spec }) => spec.env[RESTRICTION] === undefined);
  if (!open) return [];
  return facts.RequestAuthentication.filter(({ spec }) =>
    spec.jwtRules?.some(({ jwksUri, jwks }) => jwksUri !== undefined || jwks === undefined),
  ).map((policy) => ({ path: policy.path, problem: POLICY.jwksUnrestricted(address(policy)) }));
};
