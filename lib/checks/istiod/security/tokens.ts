import { isIP } from 'node:net';
import type { Mesh, SpecsByKind } from '../../../model/mesh';
import { RULED } from '../../../problems/istio/istiod-policies';
import type { Rule } from '../../rule';

type JwtRule = NonNullable<SpecsByKind['RequestAuthentication']['jwtRules']>[number];

/** With a host, and a port that is a number. Source: istio pkg/config/security, ParseJwksURI. */
function isKeysUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text)) return false;
  try {
    const { hostname } = new URL(text);
    return hostname !== '' || isIP(hostname) !== 0;
  } catch {
    return false;
  }
}

function isKeySet(text: string): boolean {
  try {
    const { keys, kty } = JSON.parse(text);
    return Array.isArray(keys) ? keys.every((key) => typeof key?.kty === 'string') : typeof kty === 'string';
  } catch {
    return false;
  }
}

function faults({
  issuer = '',
  audiences = [],
  jwksUri,
  jwks,
  fromHeaders = [],
  fromParams = [],
  fromCookies = [],
  outputClaimToHeaders = [],
}: JwtRule): readonly string[] {
  const empty = [...audiences, ...fromParams, ...fromCookies, ...fromHeaders.map(({ name }) => name)].includes('');
  return [
    ...(issuer === '' && !jwksUri ? ['names neither an issuer nor a jwksUri'] : []),
    ...(jwksUri && !isKeysUrl(jwksUri)
      ? [`has the jwksUri ${JSON.stringify(jwksUri)}, which is no http or https URL`]
      : []),
    ...(jwks && !isKeySet(jwks) ? ['has jwks that are no key set'] : []),
    ...(empty ? ['has an empty audience or place of a token'] : []),
    ...outputClaimToHeaders
      .filter(({ header = '', claim = '' }) => claim === '' || !/^[-_A-Za-z0-9]+$/.test(header))
      .map(
        ({ header = '', claim = '' }) =>
          `writes the claim ${JSON.stringify(claim)} to the header ${JSON.stringify(header)}`,
      ),
  ];
}

const tokens: Rule = {
  name: 'tokens',
  codes: ['MESH975'],
  severity: 'error',
  about: 'a rule for tokens says whose they are, where they are, and how they are checked',
  reads: ['RequestAuthentication'],
  find: (mesh: Mesh) =>
    mesh.RequestAuthentication.flatMap(({ place, spec: { jwtRules = [] } }) =>
      jwtRules.flatMap((one) =>
        faults(one).map((why) => ({ place, at: [one], problem: RULED.jwt(one.issuer || 'nobody', why) })),
      ),
    ),
};

export const TOKEN_RULES = [tokens];
