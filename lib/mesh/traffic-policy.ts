import { TRAFFIC } from '../checks/problems/traffic';
import { WEBHOOK } from '../checks/problems/webhook';
import type { Problem } from '../kit/problems';
import { isDuration } from '../kit/values';
import type { Credential } from './edge/servers';

export const LOAD_BALANCERS = ['ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM', 'PASSTHROUGH'] as const;
export type LoadBalancer = (typeof LOAD_BALANCERS)[number];

/** What requests of one client have in common, so that they reach the same endpoint. */
export type HashKey =
  | { readonly header: string }
  | { readonly query: string }
  | { readonly cookie: string; readonly ttl: string; readonly path?: string }
  | { readonly sourceIp: true };

/** Envoy's own size of Maglev's table. */
export const MAGLEV_TABLE = 65537;

/** Nearness of endpoints. Needs `outlierDetection` for failover. */
export interface Locality {
  /** Shares in percent by caller's locality: `{ 'eu/a/*': { 'eu/a/*': 80, 'eu/b/*': 20 } }`. */
  readonly distribute?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Region to turn to when a region's endpoints fail. */
  readonly failover?: Readonly<Record<string, string>>;
  /** Labels by whose equality endpoints are preferred, most important first. */
  readonly failoverPriority?: readonly string[];
}

/** Zones by themselves: the caller's own first, then the others of its region. Needs `outlierDetection` for failover. */
export interface ZoneAware {
  /** With fewer endpoints zones do not count. @default - Envoy's own: 6 */
  readonly minEndpoints?: number;
  /** Region to turn to when a region's endpoints fail. */
  readonly failover?: Readonly<Record<string, string>>;
  /** Labels, other than of the topology, by whose equality endpoints are preferred. */
  readonly failoverPriority?: readonly string[];
}

export interface Balancing {
  /** @default - Istio's own: LEAST_REQUEST */
  readonly algorithm?: LoadBalancer;
  /** `ringSize`: least entries of a ring; `maglev`: size of Maglev's table, a prime number, in its place. @default - a ring, as Envoy has it */
  readonly hash?: HashKey & { readonly ringSize?: number; readonly maglev?: true | number };
  /** Locality-aware balancing; `false` switches it off where the mesh has it. */
  readonly locality?: Locality | false;
  /** Prefer endpoints of the caller's own zone as far as they have room. */
  readonly zoneAware?: ZoneAware;
  /** A new endpoint gets its full share only after this time. */
  readonly warmup?: { readonly duration: string; readonly minimumPercent?: number; readonly aggression?: number };
}

export interface ConnectionPool {
  readonly maxConnections?: number;
  readonly connectTimeout?: string;
  readonly idleTimeout?: string;
  readonly keepalive?: { readonly probes?: number; readonly time?: string; readonly interval?: string };
  readonly http?: {
    readonly maxPending?: number;
    readonly maxRequests?: number;
    readonly maxRequestsPerConnection?: number;
    readonly maxRetries?: number;
    readonly idleTimeout?: string;
    readonly http2?: 'DEFAULT' | 'DO_NOT_UPGRADE' | 'UPGRADE';
    readonly useClientProtocol?: boolean;
  };
}

/** When an endpoint is taken out, and for how long. */
export interface OutlierDetection {
  readonly consecutive5xx?: number;
  readonly consecutiveGatewayErrors?: number;
  readonly interval?: string;
  readonly ejectFor?: string;
  readonly maxEjectedPercent?: number;
  readonly minHealthyPercent?: number;
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
}

/** How callers treat a service's endpoints. Source: istio.io/api networking/v1 destination_rule.proto. */
export interface TrafficPolicy {
  readonly loadBalancer?: LoadBalancer | Balancing;
  readonly connectionPool?: ConnectionPool;
  readonly outlierDetection?: OutlierDetection;
  readonly tls?: ClientTls;
}

/** The balancing of a policy, its algorithm spelt out. */
export const balancingOf = ({ loadBalancer }: TrafficPolicy): Balancing | undefined =>
  typeof loadBalancer === 'string' ? { algorithm: loadBalancer } : loadBalancer;

/** What is wrong with a policy by itself. */
export function policyProblems(policy: TrafficPolicy): readonly Problem[] {
  const { algorithm, hash, locality, zoneAware, warmup } = balancingOf(policy) ?? {};
  const { outlierDetection: outliers, connectionPool: pool } = policy;
  const times = {
    'warmup.duration': warmup?.duration,
    'outlierDetection.interval': outliers?.interval,
    'outlierDetection.ejectFor': outliers?.ejectFor,
    'connectionPool.connectTimeout': pool?.connectTimeout,
    'connectionPool.idleTimeout': pool?.idleTimeout,
    'hash.ttl': hash && 'ttl' in hash ? hash.ttl : undefined,
  };
  const percents = { maxEjectedPercent: outliers?.maxEjectedPercent, minHealthyPercent: outliers?.minHealthyPercent };
  const distribute = locality ? Object.entries(locality.distribute ?? {}) : [];
  const failover = [locality || {}, zoneAware ?? {}].some(
    ({ failover: to, failoverPriority }: ZoneAware) => to !== undefined || failoverPriority !== undefined,
  );
  return [
    ...(algorithm !== undefined && hash !== undefined ? [TRAFFIC.oneBalancer()] : []),
    ...Object.entries(times).flatMap(([field, value]) =>
      value === undefined || isDuration(value) ? [] : [TRAFFIC.duration(field, value)],
    ),
    ...Object.entries(percents).flatMap(([field, value]) =>
      value === undefined || (value >= 0 && value <= 100) ? [] : [TRAFFIC.share(field, value)],
    ),
    ...distribute.flatMap(([from, to]) => {
      const total = Object.values(to).reduce((sum, percent) => sum + percent, 0);
      return total === 100 ? [] : [TRAFFIC.distribution(from, total)];
    }),
    ...(failover && outliers === undefined ? [TRAFFIC.localityNeedsOutliers()] : []),
    ...(locality ? localityProblems(locality) : []),
    ...(zoneAware ? regionProblems(zoneAware.failover) : []),
    ...(zoneAware?.failoverPriority ?? [])
      .filter((label) => label.startsWith('topology.'))
      .map((label) => WEBHOOK.together('zoneAware', label)),
    ...(locality && zoneAware ? [WEBHOOK.together('locality', 'zoneAware')] : []),
    ...(hash?.ringSize !== undefined && hash.maglev !== undefined ? [WEBHOOK.together('ringSize', 'maglev')] : []),
    ...(pool ? poolProblems(pool) : []),
    ...(policy.tls ? tlsProblems(policy.tls) : []),
  ];
}

const isRegion = (name: string): boolean => !/[/*]/.test(name);

function localityProblems({ distribute, failover, failoverPriority = [] }: Locality): readonly Problem[] {
  const shares = Object.values(distribute ?? {}).flatMap((to) => Object.entries(to));
  const topology = failoverPriority.find((label) => label.startsWith('topology.'));
  return [
    ...(distribute && failover ? [WEBHOOK.together('distribute', 'failover')] : []),
    ...(failover && topology ? [WEBHOOK.together('failover', topology)] : []),
    ...shares
      .filter(([, percent]) => !(Number.isInteger(percent) && percent >= 1 && percent <= 100))
      .map(([to, percent]) => WEBHOOK.wholePercent(`the share of ${to}`, percent)),
    ...regionProblems(failover),
  ];
}

const regionProblems = (failover: Locality['failover'] = {}): readonly Problem[] =>
  Object.entries(failover)
    .filter(([from, to]) => from === to || !isRegion(from) || !isRegion(to))
    .map(([from, to]) => WEBHOOK.failoverRegion(from, to));

function poolProblems({ http, ...tcp }: ConnectionPool): readonly Problem[] {
  const counts: Readonly<Record<string, unknown>> = { ...tcp, ...http };
  const isSaid = [...Object.values(tcp), http].some((value) => value !== undefined);
  return [
    ...(isSaid ? [] : [WEBHOOK.saysNothing('connectionPool', 'at least one limit')]),
    ...Object.entries(counts).flatMap(([field, value]) =>
      typeof value === 'number' && !(Number.isInteger(value) && value >= 0)
        ? [TRAFFIC.wholeNumber(`connectionPool.${field}`, value)]
        : [],
    ),
    ...(http?.http2 === 'UPGRADE' && http.useClientProtocol
      ? [WEBHOOK.together("http2: 'UPGRADE'", 'useClientProtocol')]
      : []),
  ];
}

const tlsProblems = ({ mode, credential, caFile }: ClientTls): readonly Problem[] => [
  ...(mode === 'MUTUAL' && credential === undefined ? [WEBHOOK.noClientCertificate()] : []),
  ...(credential !== undefined && caFile !== undefined ? [WEBHOOK.together('tls.credential', 'tls.caFile')] : []),
];
