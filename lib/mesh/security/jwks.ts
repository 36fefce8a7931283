import type { Problem } from '../../kit/problems';
import { POLICY } from '../../problems/policy';

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
  const needed = Object.hasOwn(NEEDED, key.kty) ? NEEDED[key.kty] : undefined;
  if (needed === undefined)
    return `has a key of the type "${key.kty}", which is none of ${Object.keys(NEEDED).join(', ')}`;
  const lacks = needed.filter((member) => key[member] === undefined);
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

/** Tokens of one issuer: whose they are, how they are checked and what becomes of them. */
export interface JwtRule {
  /** The claim `iss` of its tokens. */
  readonly issuer: string;
  /** Whether a request must have a token of this issuer, whatever others it has; one without is answered with 401. Needs Istio 1.32. @default 'OPTIONAL' */
  readonly presence?: 'OPTIONAL' | 'REQUIRED';
  /** The token must be for one of these. @default - not looked at */
  readonly audiences?: readonly string[];
  /** Where istiod fetches the public keys. @default - found by the issuer's OpenID configuration */
  readonly jwksUri?: string;
  /** The public keys themselves. */
  readonly jwks?: Jwks;
  /** Headers that hold the token. @default - Authorization, after `Bearer ` */
  readonly fromHeaders?: readonly { readonly name: string; readonly prefix?: string }[];
  /** Query parameters that hold the token. @default - access_token, unless another place is named */
  readonly fromParams?: readonly string[];
  readonly fromCookies?: readonly string[];
  /** Leave the token in the request for the service. @default false */
  readonly forward?: boolean;
  /** Headers that the service finds claims in: header to claim, `.` between nested ones. */
  readonly claimToHeaders?: Readonly<Record<string, string>>;
  /** Header that holds the whole payload, in base64. */
  readonly payloadToHeader?: string;
  /** Claims that hold several values, separated by spaces, beside `scope` and `permission`. */
  readonly spaceDelimitedClaims?: readonly string[];
  /** Longest wait for the keys. @default - Istio's own: 5s */
  readonly timeout?: string;
}

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
