import { generateKeyPairSync, sign } from 'node:crypto';
import type { Jwk } from '../../lib/mesh/security/tokens/jwks';

export const ISSUERS = ['us', 'them'] as const;
export const SUBJECTS = ['me', 'you'] as const;
export const AUDIENCES = ['app', 'site'] as const;
export const GROUPS = ['admin', 'dev', 'adm*'] as const;

const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The public key of every issuer. */
export const JWKS = { keys: [{ ...(KEY.publicKey.export({ format: 'jwk' }) as Jwk), kid: 'one', alg: 'ES256' }] };

export type Claims = Readonly<Record<string, string | readonly string[]>>;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A claim `a.b` is one within another. */
function nested(claims: Claims): object {
  const found: Record<string, unknown> = { exp: 4_000_000_000 };
  for (const [name, value] of Object.entries(claims)) {
    const [first = '', second] = name.split('.');
    found[first] = second === undefined ? value : { ...(found[first] as object | undefined), [second]: value };
  }
  return found;
}

/** A token with the claims, rightly signed. */
export function token(claims: Claims): string {
  const text = `${encoded({ alg: 'ES256', kid: 'one', typ: 'JWT' })}.${encoded(nested(claims))}`;
  const signature = sign('sha256', Buffer.from(text), { key: KEY.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
