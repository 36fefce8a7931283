import { address } from '../../model/object';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

const RESTRICTION = 'BLOCKED_CIDRS_IN_JWKS_URIS';

export const keysAreRestricted: Rule = {
  name: 'keys-are-restricted',
  codes: ['IST0175'],
  severity: 'warning',
  about: 'istiod, which fetches keys, is told which addresses it must not ask',
  reads: ['RequestAuthentication', 'controlPlanes', 'objects'],
  find: (mesh) => {
    const open = mesh.controlPlanes.filter(({ spec }) => !spec.env[RESTRICTION]);
    const fetched = mesh.RequestAuthentication.filter(({ spec }) =>
      spec.jwtRules?.some(({ jwksUri, jwks }) => jwksUri !== undefined || jwks === undefined),
    );
    if (open.length === 0 || fetched.length === 0) return [];
    // Where istiod itself was read, it is istiod that is to be told.
    const known = new Set(mesh.objects.map(({ place }) => place));
    const places = open.map(({ place }) => place).filter((place) => known.has(place));
    const names = fetched.map(address).join(', ');
    if (places.length > 0)
      return places.map((place) => ({
        place,
        at: ['spec', 'template', 'spec', 'containers', 0],
        problem: POLICY.jwksUnrestricted(names),
      }));
    return fetched.map((policy) => ({
      place: policy.place,
      at: ['spec', 'jwtRules', 0],
      problem: POLICY.jwksUnrestricted(address(policy)),
    }));
  },
};

const portOf = (url: string): number => {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
};

export const keysAreReached: Rule = {
  name: 'keys-are-reached',
  codes: ['MESH426'],
  severity: 'error',
  about: 'istiod, which fetches keys, is let through to where they are',
  reads: ['RequestAuthentication', 'controlPlanes'],
  find: (mesh) => {
    const walls = mesh.controlPlanes.flatMap(({ spec }) => spec.mayConnectTo ?? []);
    if (walls.length === 0) return [];
    return mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? [])
        .flatMap(({ jwksUri }) => jwksUri ?? [])
        .filter((uri) => !walls.includes(portOf(uri)))
        .map((uri) => ({
          place: policy.place,
          at: ['spec', 'jwtRules'],
          problem: POLICY.jwksOutOfReach(address(policy), uri, walls),
        })),
    );
  },
};
