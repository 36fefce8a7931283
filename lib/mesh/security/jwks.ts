import type { Problem } from '../../kit/problems';
import { POLICY } from '../../problems/policy';
import type { JwtRule } from './request-authentication';

/** A public key as RFC 7517 writes it. */
export interface Jwk {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly kid?: string;
  readonly alg?: string;
  readonly use?: 'sig' | 'enc';
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

export interface Jwks {
  readonly keys: readonly Jwk[];
}

/** Members that make a key private (RFC 7518). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const;

const NEEDED = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'] } as const;

function keyFault(key: Jwk): string | undefined {
  const secret = PRIVATE.filter((member) => Object.hasOwn(key, member));
  if (secret.length > 0) return `holds a private key (${secret.join(', ')})`;
  const lacks = NEEDED[key.kty].filter((member) => key[member] === undefined);
  return lacks.length > 0 ? `has a key without ${lacks.join(', ')}` : undefined;
}

/** As istiod reads it: with a host, and a port that is a number. */
function isUrl(text: string): boolean {
  if (!/^https?:\/\/[^/\s]+(\/\S*)?$/.test(text)) return false;
  try {
    return new URL(text).hostname !== '';
  } catch {
    return false;
  }
}

/** As Istio's own validation of the headers that claims go to. */
const isHeader = (name: string): boolean => /^[-_A-Za-z0-9]+$/.test(name);

/** What is wrong with a rule by itself. */
export function jwtProblems({ issuer, jwks, jwksUri, ...rule }: JwtRule): readonly Problem[] {
  const headers = [
    ...Object.keys(rule.claimToHeaders ?? {}),
    ...(rule.fromHeaders ?? []).map(({ name }) => name),
    ...(rule.payloadToHeader === undefined ? [] : [rule.payloadToHeader]),
  ];
  const faults = jwks?.keys.map(keyFault).filter((fault) => fault !== undefined) ?? [];
  return [
    ...(jwks !== undefined && jwksUri !== undefined ? [POLICY.jwtKeys(issuer)] : []),
    ...(jwks?.keys.length === 0 ? [POLICY.jwksInvalid(issuer, 'has no key')] : []),
    ...faults.map((fault) => POLICY.jwksInvalid(issuer, fault)),
    ...(jwksUri === undefined || isUrl(jwksUri) ? [] : [POLICY.jwksUri(issuer, jwksUri)]),
    ...headers.filter((name) => !isHeader(name)).map((name) => POLICY.header(name)),
  ];
}
