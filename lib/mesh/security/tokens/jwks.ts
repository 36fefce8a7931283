import type { StringMap } from '../../../kit/formats/labels';
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
  readonly claimToHeaders?: StringMap;
  /** Header that holds the whole payload, in base64. */
  readonly payloadToHeader?: string;
  /** Claims that hold several values, separated by spaces, beside `scope` and `permission`. */
  readonly spaceDelimitedClaims?: readonly string[];
  /** Longest wait for the keys. @default - Istio's own: 5s */
  readonly timeout?: string;
}
