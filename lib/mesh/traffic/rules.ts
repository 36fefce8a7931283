import { isDuration } from '../../kit/formats';
import type { Problem } from '../../kit/problems';
import { TRAFFIC } from '../../problems/traffic';
import { WEBHOOK } from '../../problems/webhook';
import {
  balancingOf,
  type ClientTls,
  type ConnectionPool,
  type Locality,
  type TrafficPolicy,
  type ZoneAware,
} from './traffic-policy';

/** What is wrong with a policy by itself. */
export function policyProblems(policy: TrafficPolicy): readonly Problem[] {
  const { algorithm, hash, utilization, locality, zoneAware, warmup } = balancingOf(policy) ?? {};
  const { outlierDetection: outliers, connectionPool: pool, retryBudget } = policy;
  const times = {
    'warmup.duration': warmup?.duration,
    'utilization.stabilization': utilization?.stabilization,
    'utilization.expiration': utilization?.expiration,
    'utilization.update': utilization?.update,
    'outlierDetection.interval': outliers?.interval,
    'outlierDetection.ejectFor': outliers?.ejectFor,
    'connectionPool.connectTimeout': pool?.connectTimeout,
    'connectionPool.idleTimeout': pool?.idleTimeout,
    'connectionPool.maxConnectionDuration': pool?.maxConnectionDuration,
    'connectionPool.http.keepalive.interval': pool?.http?.keepalive?.interval,
    'connectionPool.http.keepalive.timeout': pool?.http?.keepalive?.timeout,
    'retryBudget.interval': retryBudget?.interval,
    'hash.ttl': hash && 'ttl' in hash ? hash.ttl : undefined,
  };
  const percents = {
    maxEjectedPercent: outliers?.maxEjectedPercent,
    minHealthyPercent: outliers?.minHealthyPercent,
    failurePercent: outliers?.failurePercent,
    'retryBudget.percent': retryBudget?.percent,
  };
  const distribute = locality ? Object.entries(locality.distribute ?? {}) : [];
  const failover = [locality || {}, zoneAware ?? {}].some(
    ({ failover: to, failoverPriority }: ZoneAware) => to !== undefined || failoverPriority !== undefined,
  );
  return [
    ...(algorithm !== undefined && hash !== undefined ? [TRAFFIC.oneBalancer()] : []),
    ...Object.entries({ algorithm, hash })
      .filter(([, other]) => utilization !== undefined && other !== undefined)
      .map(([other]) => WEBHOOK.together('utilization', other)),
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
    ...(policy.tunnel && policy.proxyProtocol ? [WEBHOOK.together('tunnel', 'proxyProtocol')] : []),
    ...(outliers?.errorCodes ?? [])
      .filter((code) => !(Number.isInteger(code) && code >= 200 && code <= 599))
      .map((code) => TRAFFIC.status(code)),
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

/** What is wrong with limits of connections. */
export function poolProblems({ http, ...tcp }: ConnectionPool): readonly Problem[] {
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

/** Certificates are from a Secret or from files, and those of a server are checked or not. */
function tlsProblems(tls: ClientTls): readonly Problem[] {
  const { mode, credential, serverCa, certificate, insecureSkipVerify } = tls;
  const unchecked = (['caFile', 'serverCa', 'crlFile', 'subjectAltNames'] as const).filter(
    (field) => tls[field] !== undefined,
  );
  const files = (['caFile', 'crlFile', 'certificate'] as const).filter((field) => tls[field] !== undefined);
  return [
    ...(mode === 'MUTUAL' && credential === undefined && certificate === undefined
      ? [WEBHOOK.noClientCertificate()]
      : []),
    ...(credential === undefined ? [] : files.map((field) => WEBHOOK.together('tls.credential', `tls.${field}`))),
    ...(serverCa !== undefined && tls.caFile !== undefined ? [WEBHOOK.together('tls.serverCa', 'tls.caFile')] : []),
    ...(serverCa !== undefined && !/^(SIMPLE|MUTUAL)$/.test(mode)
      ? [WEBHOOK.together(`TLS mode ${mode}`, 'tls.serverCa')]
      : []),
    ...(insecureSkipVerify ? unchecked.map((field) => WEBHOOK.together('tls.insecureSkipVerify', `tls.${field}`)) : []),
    ...(insecureSkipVerify && mode === 'SIMPLE' && credential !== undefined
      ? [WEBHOOK.together('tls.insecureSkipVerify', 'tls.credential')]
      : []),
  ];
}
