import { METHODS, type Method } from '../../kit/formats/methods';
import type { ServiceHandle, VersionHandle } from '../services/handles';

/** How a string must look. A plain string is an exact match. */
export type StringMatch =
  | string
  | { readonly exact: string }
  | { readonly prefix: string }
  /** RE2, of the whole string. */
  | { readonly regex: string };

export const exact = (value: string) => ({ exact: value });
export const prefix = (value: string) => ({ prefix: value });
/** RE2 that must match the whole string. */
export const regex = (value: string) => ({ regex: value });

/** A header or query parameter that is there, whatever its value. */
export const present = { is: 'present' } as const;

export { METHODS, type Method };

export type Fields = Readonly<Record<string, StringMatch | { readonly is: 'present' }>>;

/** Who may have sent a request: a service or one of its versions. */
export type Source = ServiceHandle | VersionHandle;

/** What a request must look like; all that is given must hold. */
export interface HttpMatch {
  readonly path?: StringMatch;
  readonly ignoreCase?: boolean;
  readonly method?: Method;
  /** Header names in lower case. */
  readonly headers?: Fields;
  /** Headers that must not look like this. Istio's API only. */
  readonly withoutHeaders?: Fields;
  readonly query?: Fields;
  /** Claims of a verified JWT, `.` between nested ones; needs a RequestAuthentication on the gateway. Istio's API only. */
  readonly claims?: Readonly<Record<string, StringMatch>>;
  /** Callers. Istio's API only. */
  readonly from?: Source;
  /** Port that the caller addressed. Istio's API only. */
  readonly port?: number;
  /** Host header. Istio's API only; a route's hosts say the same. */
  readonly authority?: StringMatch;
  /** `https` where TLS ended at the gateway or before it. Istio's API only. */
  readonly scheme?: 'http' | 'https';
  /** Ends the rule's name in access logs. Istio's API only. */
  readonly name?: string;
  /** Begins the names of Envoy's statistics of such requests. Istio's API only. */
  readonly statPrefix?: string;
}

type Plain = { exact?: string; prefix?: string; regex?: string };

/** The match in Istio's form. */
export const istioMatch = (match: StringMatch): Plain => (typeof match === 'string' ? { exact: match } : match);

/** Fields in Istio's form: an empty match means that the field is there. */
export const istioFields = (fields: Fields | undefined): Record<string, Plain> | undefined =>
  fields &&
  Object.fromEntries(
    Object.entries(fields).map(([k, v]) => [k, typeof v === 'object' && 'is' in v ? {} : istioMatch(v)]),
  );
