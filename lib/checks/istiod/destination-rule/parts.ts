import type { Part } from './rule';

const negative = (fields: object): readonly string[] =>
  Object.entries(fields)
    .filter(([, value]) => typeof value === 'number' && value < 0)
    .map(([field, value]) => `has ${field}: ${value}`);

/** Source: istio pkg/config/validation, validateConnectionPool. */
export function poolFaults(pool: Part['connectionPool']): readonly string[] {
  if (pool === undefined) return [];
  const { http, tcp } = pool;
  if (http === undefined && tcp === undefined) return ['has a connectionPool that says nothing'];
  const pings = http?.http2KeepAlive;
  return [
    ...negative({ ...http, ...tcp, idleTimeout: undefined }),
    ...(http?.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol
      ? ["upgrades to HTTP/2 and keeps the client's protocol"]
      : []),
    ...(pings !== undefined && (pings.interval === undefined || pings.timeout === undefined)
      ? ['pings without an interval or a timeout']
      : []),
    ...(tcp?.idleTimeout?.startsWith('-') ? [`has idleTimeout: ${tcp.idleTimeout}`] : []),
  ];
}

function outlierFaults(outlier: Part['outlierDetection']): readonly string[] {
  const { maxEjectionPercent = 0, minHealthPercent = 0, consecutiveLocalOriginFailures = 0 } = outlier ?? {};
  const isShare = (percent: number): boolean => percent >= 0 && percent <= 100;
  return [
    ...(consecutiveLocalOriginFailures > 0 && !outlier?.splitExternalLocalOriginErrors
      ? ['counts local failures without telling them from others: splitExternalLocalOriginErrors']
      : []),
    ...(isShare(maxEjectionPercent) ? [] : [`ejects at most ${maxEjectionPercent} percent`]),
    ...(isShare(minHealthPercent) ? [] : [`asks for ${minHealthPercent} percent that are healthy`]),
  ];
}

function balancerFaults(balancer: Part['loadBalancer']): readonly string[] {
  const { warmup, localityLbSetting, zoneAwareLbSetting } = balancer ?? {};
  return [
    ...(localityLbSetting !== undefined && zoneAwareLbSetting !== undefined
      ? ['balances by locality and by zone at once']
      : []),
    ...((warmup?.minimumPercent ?? 0) > 100 ? [`warms up from ${warmup?.minimumPercent} percent`] : []),
    ...((warmup?.aggression ?? 1) <= 0 ? [`warms up with the aggression ${warmup?.aggression}`] : []),
  ];
}

const CONFIG_MAP = 'configmap://';

/** Source: istio pkg/config/validation/agent, ValidateTLS. */
function tlsFaults(tls: Part['tls'], namespace: string): readonly string[] {
  if (tls === undefined) return [];
  const { mode, credentialName = '', caCertificates, subjectAltNames, clientCertificate, privateKey, caCrl } = tls;
  const ends = mode === 'SIMPLE' || mode === 'MUTUAL';
  const named = ends && credentialName !== '';
  const judges = caCertificates || subjectAltNames !== undefined || (mode === 'SIMPLE' && named);
  return [
    ...(credentialName.startsWith(CONFIG_MAP) && !isOwnConfigMap(credentialName, namespace)
      ? [`has authorities of ${credentialName}, which is not in its namespace`]
      : []),
    ...(tls.insecureSkipVerify && ends && judges ? ['judges no certificate, and says by what'] : []),
    ...(named && (clientCertificate || caCertificates || privateKey || caCrl)
      ? ['has a credential, and certificates of files']
      : []),
    ...(mode === 'MUTUAL' && !named && !(clientCertificate && privateKey)
      ? ['has no certificate of the caller, or no key of it']
      : []),
  ];
}

/** `configmap://name` or `configmap://namespace/name`. */
function isOwnConfigMap(name: string, namespace: string): boolean {
  const parts = name.slice(CONFIG_MAP.length).split('/');
  return parts.length === 1 ? parts[0] !== '' : parts.length === 2 && parts[0] === namespace && parts[1] !== '';
}

/** What is wrong with what a traffic policy says, for all ports or for one. */
export const partFaults = (part: Part, namespace: string): readonly string[] => [
  ...poolFaults(part.connectionPool),
  ...outlierFaults(part.outlierDetection),
  ...balancerFaults(part.loadBalancer),
  ...tlsFaults(part.tls, namespace),
];
