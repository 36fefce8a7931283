import type { StringMap } from '../../kit/formats/labels';
import { refuse } from '../../kit/problems';
import { POLICY } from '../../problems/mesh/policy';
import type { Target } from '../services/handles';
import type { HttpMatch, Method, Source, StringMatch } from './match';

/** A target and its share of the traffic: its weight, of the sum of all weights. */
export interface Weighted {
  readonly target: Target;
  readonly weight: number;
  /** Changes of headers for this share alone. */
  readonly headers?: HeaderChanges;
}

export const share = (weight: number, target: Target): Weighted => ({ target, weight });

/** Two versions that share the traffic: `canary(stable, next, 10)` sends 10 percent to `next`. @throws MESH409 for what is no percentage */
export function canary(stable: Target, next: Target, percent: number): readonly Weighted[] {
  if (!(percent >= 0 && percent <= 100)) refuse('canary', POLICY.share('the share of the new version', percent));
  return [share(100 - percent, stable), share(percent, next)];
}

export interface HeaderOperations {
  readonly set?: StringMap;
  readonly add?: StringMap;
  readonly remove?: readonly string[];
}
export interface HeaderChanges {
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
}

/** Sources: Envoy's `x-envoy-retry-on` and `x-envoy-retry-grpc-on`. */
export const RETRY_CONDITIONS = [
  ...['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream'],
  ...['retriable-status-codes', 'retriable-headers', 'envoy-ratelimited', 'http3-post-connect-failure'],
  ...['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'],
] as const;
export type RetryCondition = (typeof RETRY_CONDITIONS)[number];

/** Source: grpc-go's codes. */
export const GRPC_STATUSES = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
] as const;
export type GrpcStatus = (typeof GRPC_STATUSES)[number];

export interface Retries {
  /** Tries after the first. */
  readonly attempts: number;
  /** Time for each try. @default - the rule's timeout */
  readonly perTryTimeout?: string;
  /** When to try again, as Envoy names it, or HTTP status numbers. A list takes the default's place: `[503]` alone no longer retries refused connections. @default - connect-failure,refused-stream,unavailable,cancelled */
  readonly on?: readonly (RetryCondition | number)[];
  readonly remoteLocalities?: boolean;
  /** Least wait before the first try again; it grows with each. @default - Istio's own: 25ms */
  readonly backoff?: string;
  /** `false`: also try hosts again that failed before. @default - Istio's own: true */
  readonly ignorePreviousHosts?: boolean;
}

/** Faults that are put into a share of the requests. */
export interface Fault {
  readonly delay?: { readonly percent: number; readonly fixed: string };
  readonly abort?: { readonly percent: number } & ({ readonly status: number } | { readonly grpcStatus: GrpcStatus });
}

export interface Rewrite {
  /** Replaces the path, or the prefix that the match named. */
  readonly path?: string;
  readonly authority?: string;
  readonly regex?: { readonly match: string; readonly rewrite: string };
}

export interface Redirect {
  /** The whole path. @default - the request's own */
  readonly path?: string;
  /** Replaces the prefix that the match names, in place of `path`. */
  readonly prefix?: string;
  readonly authority?: string;
  readonly scheme?: 'http' | 'https';
  /** A number, or the port by which the request came. @default - that of the scheme */
  readonly port?: number | 'FROM_REQUEST';
  /** @default 301 */
  readonly status?: 301 | 302 | 303 | 307 | 308;
}

export interface Cors {
  readonly allowOrigins: readonly StringMatch[];
  readonly allowMethods?: readonly Method[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  /** How long a browser may keep the answer, such as `24h`. */
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
  /** Preflight requests of other origins: for the service to answer, or not. @default - Istio's own: FORWARD */
  readonly unmatchedPreflights?: 'FORWARD' | 'IGNORE';
}

export interface Mirror {
  readonly to: Target;
  /** @default 100 */
  readonly percent?: number;
}

/** A route that another one leads to: a `Route` with `delegated`. */
export interface DelegatedRoute {
  readonly name: string;
  readonly namespace: string;
  readonly props: { readonly delegated?: boolean };
}

/** What happens to requests that match. Exactly one of `to`, `redirect`, `respond` and `delegate`. */
export interface HttpRule {
  readonly name?: string;
  /** One of these must match. @default - every request */
  readonly match?: HttpMatch | readonly HttpMatch[];
  readonly to?: Target | readonly Weighted[];
  readonly redirect?: Redirect;
  /** An answer without asking any service. */
  readonly respond?: { readonly status: number; readonly body?: string };
  /** Another route, without a service or hosts of its own, that decides. */
  readonly delegate?: DelegatedRoute;
  readonly timeout?: string;
  readonly retries?: Retries;
  readonly fault?: Fault;
  readonly mirror?: Mirror | readonly Mirror[];
  readonly rewrite?: Rewrite;
  readonly headers?: HeaderChanges;
  readonly cors?: Cors;
}

export interface TcpMatch {
  readonly port?: number;
  readonly from?: Source;
  readonly destinationSubnets?: readonly string[];
}

/** Connections that match go to a target. */
export interface TcpRule {
  readonly match?: TcpMatch | readonly TcpMatch[];
  readonly to: Target | readonly Weighted[];
}

export interface TlsRule {
  readonly match:
    | (TcpMatch & { readonly sni: readonly string[] })
    | readonly (TcpMatch & { readonly sni: readonly string[] })[];
  readonly to: Target | readonly Weighted[];
}

export const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** Where the traffic goes; a single target has no weight. */
export const targetsOf = (
  to: Target | readonly Weighted[] | undefined,
): readonly { target: Target; weight?: number; headers?: HeaderChanges }[] =>
  to === undefined ? [] : Array.isArray(to) ? (to as readonly Weighted[]) : [{ target: to as Target }];
