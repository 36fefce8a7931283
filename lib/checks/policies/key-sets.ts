import { blockOf, listOf } from '../../kit/json';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

/** Members that make a key private (RFC 7518). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};

function keyFault(given: unknown): string | undefined {
  const key = blockOf(given);
  const secret = PRIVATE.filter((member) => Object.hasOwn(key, member));
  if (secret.length > 0) return `holds a private key (${secret.join(', ')})`;
  const type = String(key['kty']);
  if (!Object.hasOwn(NEEDED, type))
    return `has a key of the type "${type}", which is none of ${Object.keys(NEEDED).join(', ')}`;
  const lacks = (NEEDED[type] ?? []).filter((member) => key[member] === undefined);
  return lacks.length > 0 ? `has a key without ${lacks.join(', ')}` : undefined;
}

/** The faults of a set of keys; none of a text that is no set, of which istiod's own validation speaks. */
function faults(text: string): readonly string[] {
  try {
    const set: unknown = JSON.parse(text);
    if (!Array.isArray(blockOf(set)['keys'])) return [];
    const keys = listOf(blockOf(set)['keys']);
    return keys.length === 0 ? ['has no key'] : keys.flatMap((key) => keyFault(key) ?? []);
  } catch {
    return [];
  }
}

export const keysArePublic: Rule = {
  name: 'keys-are-public',
  codes: ['MESH407'],
  severity: 'error',
  about: 'keys that tokens are checked with are public, whole, and of a type that proxies can check with',
  reads: ['RequestAuthentication'],
  find: ({ RequestAuthentication }) =>
    RequestAuthentication.flatMap(({ place, spec: { jwtRules = [] } }) =>
      jwtRules.flatMap((one) =>
        faults(one.jwks ?? '').map((why) => ({
          place,
          at: [one, 'jwks'],
          problem: POLICY.jwksInvalid(one.issuer ?? '', why),
        })),
      ),
    ),
};
