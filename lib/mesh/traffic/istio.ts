import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import { filled, unlessEmpty } from '../../kit/defined';
import type { StringMap } from '../../kit/formats/labels';
import type { Spec } from '../../kit/spec';
import {
  type Balancing,
  balancingOf,
  type ClientTls,
  type ConnectionPool,
  type Locality,
  MAGLEV_TABLE,
  type OfPort,
  type OutlierDetection,
  type PortPolicy,
  SYSTEM_CA_FILE,
  type TrafficPolicy,
  type Utilization,
} from './traffic-policy';

type Policy = NonNullable<Spec<DestinationRuleSpec>['trafficPolicy']>;

const pairs = (attributes: StringMap = {}) =>
  filled(Object.entries(attributes).map(([name, value]) => ({ name, value })));

function hashOf({ ringSize, maglev, ...key }: NonNullable<Balancing['hash']>) {
  const by =
    'header' in key
      ? { httpHeaderName: key.header }
      : 'query' in key
        ? { httpQueryParameterName: key.query }
        : 'cookie' in key
          ? { httpCookie: { name: key.cookie, ttl: key.ttl, path: key.path, attributes: pairs(key.attributes) } }
          : { useSourceIp: true };
  return {
    ...by,
    ringHash: ringSize === undefined ? undefined : { minimumRingSize: ringSize },
    maglev: maglev === undefined ? undefined : { tableSize: maglev === true ? MAGLEV_TABLE : maglev },
  };
}

const regions = (failover: Locality['failover'] = {}) =>
  filled(Object.entries(failover).map(([from, to]) => ({ from, to })));

function localityOf(locality: Locality | false) {
  if (locality === false) return { enabled: false };
  const { distribute, failover, failoverPriority } = locality;
  return {
    enabled: true,
    distribute: filled(Object.entries(distribute ?? {}).map(([from, to]) => ({ from, to }))),
    failover: regions(failover),
    failoverPriority,
  };
}

const utilizationOf = (by: Utilization) => ({
  weightStabilizationPeriod: by.stabilization,
  weightExpirationPeriod: by.expiration,
  weightUpdatePeriod: by.update,
  errorUtilizationPenaltyPercent: by.errorPenaltyPercent,
  metricNamesForComputingUtilization: filled(by.metrics),
});

const balancerOf = (balancing: Balancing): Policy['loadBalancer'] => {
  const { algorithm, hash, utilization, locality, zoneAware, warmup } = balancing;
  return {
    simple: algorithm,
    backendUtilization: utilization && utilizationOf(utilization),
    consistentHash: hash && hashOf(hash),
    localityLbSetting: locality === undefined ? undefined : localityOf(locality),
    zoneAwareLbSetting: zoneAware && {
      enabled: true,
      minClusterSize: zoneAware.minEndpoints,
      failover: regions(zoneAware.failover),
      failoverPriority: zoneAware.failoverPriority,
    },
    warmup,
  };
};

/** Limits of connections in Istio's form. */
export const poolOf = ({ http, keepalive, ...tcp }: ConnectionPool): Policy['connectionPool'] => ({
  tcp: unlessEmpty({ ...tcp, tcpKeepalive: keepalive }),
  http: http && {
    http1MaxPendingRequests: http.maxPending,
    http2MaxRequests: http.maxRequests,
    maxRequestsPerConnection: http.maxRequestsPerConnection,
    maxRetries: http.maxRetries,
    maxConcurrentStreams: http.maxConcurrentStreams,
    http2KeepAlive: http.keepalive,
    idleTimeout: http.idleTimeout,
    h2UpgradePolicy: http.http2,
    useClientProtocol: http.useClientProtocol,
  },
});

const outliersOf = (outliers: OutlierDetection): Policy['outlierDetection'] => ({
  consecutive5XxErrors: outliers.consecutive5xx,
  consecutiveGatewayErrors: outliers.consecutiveGatewayErrors,
  // Istio counts failures of its own side by themselves only if it is told to.
  splitExternalLocalOriginErrors: outliers.consecutiveLocalFailures === undefined ? undefined : true,
  consecutiveLocalOriginFailures: outliers.consecutiveLocalFailures,
  outlierDetectionHttpErrorCodes: outliers.errorCodes,
  interval: outliers.interval,
  baseEjectionTime: outliers.ejectFor,
  maxEjectionPercent: outliers.maxEjectedPercent,
  minHealthPercent: outliers.minHealthyPercent,
  failurePercentageThreshold: outliers.failurePercent,
});

function tlsOf(tls: ClientTls): Policy['tls'] {
  const { mode, credential, serverCa, sni, subjectAltNames, crlFile, certificate, insecureSkipVerify } = tls;
  const publicly = mode === 'SIMPLE' && [credential, serverCa].every((one) => one === undefined) && !insecureSkipVerify;
  return {
    mode,
    credentialName: credential?.name,
    caCertCredentialName: serverCa?.name,
    sni,
    subjectAltNames,
    caCertificates: tls.caFile ?? (publicly ? SYSTEM_CA_FILE : undefined),
    caCrl: crlFile,
    clientCertificate: certificate?.certFile,
    privateKey: certificate?.keyFile,
    insecureSkipVerify,
  };
}

/** A policy of one port in Istio's form. */
export function istioPortPolicy(policy: PortPolicy) {
  const balancing = balancingOf(policy);
  return {
    loadBalancer: balancing && balancerOf(balancing),
    connectionPool: policy.connectionPool && poolOf(policy.connectionPool),
    outlierDetection: policy.outlierDetection && outliersOf(policy.outlierDetection),
    tls: policy.tls && tlsOf(policy.tls),
  };
}

const portLevelSettings = (ports: readonly OfPort[] = []) =>
  filled(ports.map(({ port, policy }) => ({ port: { number: port.port.port }, ...istioPortPolicy(policy) })));

/** A policy in Istio's form, with those of single ports; nothing if it says nothing. */
export function istioPolicy({ ports, ...policy }: TrafficPolicy & { readonly ports?: readonly OfPort[] }) {
  const { proxyProtocol, retryBudget, tunnel } = policy;
  return unlessEmpty({
    ...istioPortPolicy(policy),
    proxyProtocol: proxyProtocol && { version: proxyProtocol },
    retryBudget: retryBudget && {
      percent: retryBudget.percent,
      minRetryConcurrency: retryBudget.minConcurrency,
      budgetInterval: retryBudget.interval,
    },
    tunnel: tunnel && { protocol: tunnel.protocol, targetHost: tunnel.host, targetPort: tunnel.port },
    portLevelSettings: portLevelSettings(ports),
  });
}
