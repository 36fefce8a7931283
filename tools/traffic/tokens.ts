import { createSign, generateKeyPairSync } from 'node:crypto';
import type { Jwks } from '../../lib/mesh/security/tokens/jwks';

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

/** An issuer of tokens with a key of its own, made for this run. */
export class Issuer {
  readonly name = 'https://issuer.example';
  private readonly pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

  get jwks(): Jwks {
    const { n = '', e = '' } = this.pair.publicKey.export({ format: 'jwk' });
    return { keys: [{ kty: 'RSA', kid: '1', alg: 'RS256', use: 'sig', n, e }] };
  }

  token(claims: Readonly<Record<string, string>>): string {
    const header = base64(JSON.stringify({ alg: 'RS256', kid: '1', typ: 'JWT' }));
    const payload = base64(JSON.stringify({ iss: this.name, exp: 4_102_444_800, ...claims }));
    const signature = createSign('RSA-SHA256').update(`${header}.${payload}`).sign(this.pair.privateKey);
    return `${header}.${payload}.${base64(signature)}`;
  }
}
