import type { StringMap } from '../../kit/formats/labels';
import type { Credential } from '../edge/servers';
import type { PortHandle } from '../services/handles';

export const LOAD_BALANCERS = ['ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM', 'PASSTHROUGH'] as const;
export type LoadBalancer = (typeof LOAD_BALANCERS)[number];

/** What requests of one client have in common, so that they reach the same endpoint. */
export type HashKey =
  | { readonly header: string }
  | { readonly query: string }
  /** `ttl`: Envoy makes the cookie for clients without it, with `0s` for their session. `attributes`: such as `{ SameSite: 'Strict' }`. */
  | {
      readonly cookie: string;
      readonly ttl?: string;
      readonly path?: string;
      readonly attributes?: StringMap;
    }
  | { readonly sourceIp: true };

/** Envoy's own size of Maglev's table. */
export const MAGLEV_TABLE = 65537;

/** Nearness of endpoints. Needs `outlierDetection` for failover, with a `maxEjectedPercent` that a whole region fits in. */
export interface Locality {
  /** Shares in percent by caller's locality: `{ 'eu/a/*': { 'eu/a/*': 80, 'eu/b/*': 20 } }`. */
  readonly distribute?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Region to turn to when a region's endpoints fail. */
  readonly failover?: Readonly<Record<string, string>>;
  /** Labels by whose equality endpoints are preferred, most important first. */
  readonly failoverPriority?: readonly string[];
}

/** Zones by themselves: the caller's own first, then the others of its region. Needs `outlierDetection` for failover, with a `maxEjectedPercent`. */
export interface ZoneAware {
  /** With fewer endpoints zones do not count. @default - Envoy's own: 6 */
  readonly minEndpoints?: number;
  /** Region to turn to when a region's endpoints fail. */
  readonly failover?: Readonly<Record<string, string>>;
  /** Labels, other than of the topology, by whose equality endpoints are preferred. */
  readonly failoverPriority?: readonly string[];
}

/** Weights by how busy endpoints say that they are: backends report it as ORCA's load reports. Needs Istio 1.32. */
export interface Utilization {
  /** How long a new endpoint's reports do not count yet. @default - Istio's own: 10s */
  readonly stabilization?: string;
  /** After this time without a report an endpoint weighs as much as others. @default - Istio's own: 3m */
  readonly expiration?: string;
  /** How often weights are computed, at least 100ms. @default - Istio's own: 1s */
  readonly update?: string;
  /** What an endpoint's share of errors adds, in percent of its utilization. @default 0 */
  readonly errorPenaltyPercent?: number;
  /** Metrics of the report, of which the highest counts, such as `named_metrics.queue`. @default - its application utilization */
  readonly metrics?: readonly string[];
}

export interface Balancing {
  /** @default - Istio's own: LEAST_REQUEST */
  readonly algorithm?: LoadBalancer;
  /** `ringSize`: least entries of a ring; `maglev`: size of Maglev's table, a prime number, in its place. @default - a ring, as Envoy has it */
  readonly hash?: HashKey & { readonly ringSize?: number; readonly maglev?: true | number };
  /** By the load that backends report, in place of an algorithm. */
  readonly utilization?: Utilization;
  /** Locality-aware balancing; `false` switches it off where the mesh has it. */
  readonly locality?: Locality | false;
  /** Prefer endpoints of the caller's own zone as far as they have room. */
  readonly zoneAware?: ZoneAware;
  /** A new endpoint gets its full share only after this time; with LEAST_REQUEST or ROUND_ROBIN. */
  readonly warmup?: { readonly duration: string; readonly minimumPercent?: number; readonly aggression?: number };
}

export interface ConnectionPool {
  readonly maxConnections?: number;
  readonly connectTimeout?: string;
  readonly idleTimeout?: string;
  /** Longest life of a connection. */
  readonly maxConnectionDuration?: string;
  readonly keepalive?: { readonly probes?: number; readonly time?: string; readonly interval?: string };
  readonly http?: {
    readonly maxPending?: number;
    readonly maxRequests?: number;
    readonly maxRequestsPerConnection?: number;
    readonly maxRetries?: number;
    /** Streams of one HTTP/2 connection. */
    readonly maxConcurrentStreams?: number;
    readonly idleTimeout?: string;
    /** Pings of HTTP/2 connections, and how long to wait for their answers. */
    readonly keepalive?: { readonly interval: string; readonly timeout: string };
    readonly http2?: 'DEFAULT' | 'DO_NOT_UPGRADE' | 'UPGRADE';
    readonly useClientProtocol?: boolean;
  };
}

/** When an endpoint is taken out, and for how long. */
export interface OutlierDetection {
  readonly consecutive5xx?: number;
  readonly consecutiveGatewayErrors?: number;
  /** Failures to connect, and timeouts, counted by themselves and not as errors of the endpoint. */
  readonly consecutiveLocalFailures?: number;
  /** Status codes that count as errors, in place of 5xx. */
  readonly errorCodes?: readonly number[];
  readonly interval?: string;
  readonly ejectFor?: string;
  /** Of all endpoints, in percent. @default - Envoy's own: 10, by which of fewer than ten endpoints none is ever taken out */
  readonly maxEjectedPercent?: number;
  readonly minHealthyPercent?: number;
  /** Share of failures at which an endpoint is taken out, in a row or not. Needs Istio 1.32. @default - Istio's own: 85 */
  readonly failurePercent?: number;
}

/** Public certificate authorities, in Istio's proxy images. */
export const SYSTEM_CA_FILE = '/etc/ssl/certs/ca-certificates.crt';

/** TLS that the caller's side begins. `ISTIO_MUTUAL`: the mesh's own certificates; `SIMPLE`: the server has one. */
export interface ClientTls {
  readonly mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  /** Secret beside the pods that begin TLS: the callers', or the egress gateway's. */
  readonly credential?: Credential;
  readonly sni?: string;
  readonly subjectAltNames?: readonly string[];
  /** Bundle that the server's certificate is checked with. @default SYSTEM_CA_FILE, with mode SIMPLE */
  readonly caFile?: string;
  /** Secret or ConfigMap with that bundle, beside the pods that begin TLS, in place of `caFile`. Needs Istio 1.32. */
  readonly serverCa?: Credential;
  /** List of certificates that are revoked, beside `caFile`. */
  readonly crlFile?: string;
  /** The caller's own certificate and key, as files of its proxy, in place of a `credential`. */
  readonly certificate?: { readonly certFile: string; readonly keyFile: string };
  /** Take any certificate of the server, whoever signed it. @default false */
  readonly insecureSkipVerify?: boolean;
}

/** Retries that may go on at once, as a share of the requests. */
export interface RetryBudget {
  /** @default - Istio's own: 20 */
  readonly percent?: number;
  /** Retries that may go on however few the requests are. @default - Istio's own: 3 */
  readonly minConcurrency?: number;
  /** Time over which requests are counted. */
  readonly interval?: string;
}

/** A proxy in between, which is asked to connect to the target. */
export interface Tunnel {
  readonly host: string;
  readonly port: number;
  /** @default - Istio's own: CONNECT */
  readonly protocol?: 'CONNECT' | 'POST';
}

/** How callers treat endpoints, on one port or on all. Source: istio.io/api networking/v1 destination_rule.proto. */
export interface PortPolicy {
  readonly loadBalancer?: LoadBalancer | Balancing;
  readonly connectionPool?: ConnectionPool;
  readonly outlierDetection?: OutlierDetection;
  readonly tls?: ClientTls;
}

/** How callers treat a service's endpoints. */
export interface TrafficPolicy extends PortPolicy {
  /** Version of the PROXY protocol that connections begin with. */
  readonly proxyProtocol?: 'V1' | 'V2';
  readonly retryBudget?: RetryBudget;
  readonly tunnel?: Tunnel;
}

/** What one port has in place of the rest. */
export interface OfPort {
  readonly port: PortHandle;
  readonly policy: PortPolicy;
}

/** The balancing of a policy, its algorithm spelt out. */
export const balancingOf = ({ loadBalancer }: PortPolicy): Balancing | undefined =>
  typeof loadBalancer === 'string' ? { algorithm: loadBalancer } : loadBalancer;
