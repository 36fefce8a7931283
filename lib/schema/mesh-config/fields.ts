import { isAddress, isCidr, isDnsLabel, isDnsSubdomain, isPort } from '../../kit/formats/formats';
import { seconds } from '../proto-json';

/** What a field accepts beyond its type, and how that is called. */
type Rule = readonly [accepts: (value: unknown) => boolean, wanted: string];

const number = (accepts: (value: number) => boolean, wanted: string): Rule => [
  (value) => typeof value === 'number' && accepts(value),
  wanted,
];
const text = (accepts: (value: string) => boolean, wanted: string): Rule => [
  (value) => typeof value === 'string' && accepts(value),
  wanted,
];
const duration = (accepts: (seconds: number) => boolean, wanted: string): Rule =>
  text((value) => accepts(seconds(value)), wanted);

const isHost = (host: string): boolean => isDnsSubdomain(host.replace(/\.$/, '')) || isAddress(host);
const inMilliseconds = (time: number): boolean => Number.isInteger(Number((time * 1000).toFixed(6)));

/** `host:port`, `[IPv6]:port`; the node's own address is known only where the proxy runs. */
function isHostAndPort(address: string): boolean {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address.replace('$(HOST_IP)', '127.0.0.1')) ?? [];
  return isPort(Number(port)) && (host.startsWith('[') ? isAddress(host.slice(1, -1)) : isHost(host));
}

const PORT = number(isPort, 'a port from 1 to 65535');
const PERCENT = number((value) => value >= 0 && value <= 100, 'a share from 0 to 100 percent');
const NOT_NEGATIVE = number((value) => value >= 0, 'at least 0');
const POSITIVE = number((value) => value >= 1, 'at least 1');
const WINDOW = number((value) => value >= 65535, 'at least 65535 bytes');
const TIME = duration((time) => time >= 0.001 && inMilliseconds(time), 'at least 1 ms, in whole milliseconds');
const TIME_OR_OFF = duration((time) => time >= 0 && inMilliseconds(time), '0s or whole milliseconds');
const SOME_TIME = duration((time) => time > 0, 'more than 0s');
const NO_LESS_THAN_0S = duration((time) => time >= 0, 'at least 0s');
const ADDRESS = text(isHostAndPort, 'host:port');
const SERVICE = text(
  (value) => isHost(value.replace(/^[-a-z0-9]+\//, '')),
  'the host of a service, [namespace/]name.namespace.svc.cluster.local',
);
const FILLED = text((value) => value !== '', 'a text that is not empty');
const REGION = text((value) => /^[^/*]+$/.test(value), 'the name of a region, without "/" and "*"');
const PATTERN = text((value) => isHost(value.replace(/^\*(\.|$)/, 'a.')), 'a host, or "*." and a domain');
const DOMAIN = text((value) => isDnsSubdomain(value), 'a domain in lower case, such as cluster.local');

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** Statuses that Envoy has names for. Source: envoy type/v3/http_status.proto. */
const STATUSES: readonly number[] = [
  ...[0, 100, 226, 307, 308, 426, 428, 429, 431, 510, 511],
  ...[...upTo(200, 208), ...upTo(300, 305), ...upTo(400, 417), ...upTo(421, 424), ...upTo(500, 508)],
];
const STATUS = text(
  (value) => value === '' || (/^\d+$/.test(value) && STATUSES.includes(Number(value))),
  'an HTTP status that Envoy knows, such as "403" or "503"',
);
const PATH = text(
  (value) => value === '' || (value.startsWith('/') && !/%(?![0-9a-f]{2})|\p{Cc}/iu.test(value)),
  'a path that begins with "/"',
);

const provider = (name: string): string => `MeshConfig.ExtensionProvider.${name}Provider`;
const PROVIDERS = [
  ...['EnvoyExternalAuthorizationHttp', 'EnvoyExternalAuthorizationGrpc', 'ZipkinTracing', 'LightstepTracing'],
  ...['DatadogTracing', 'OpenCensusAgentTracing', 'SkyWalkingTracing', 'OpenTelemetryTracing'],
  ...['EnvoyOpenTelemetryLog', 'EnvoyHttpGrpcV3Log', 'EnvoyTcpGrpcV3Log'],
].map(provider);

const forEach = <T>(names: readonly string[], value: T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name) => [name, value]));

/** Rules by message and field; for a list they are about its items. Source: istio.io/istio pkg/config/validation/agent, and the proto files' own words. */
export const MESH_RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  MeshConfig: {
    proxyListenPort: PORT,
    proxyInboundListenPort: PORT,
    proxyHttpPort: number((value) => value === 0 || isPort(value), 'a port from 1 to 65535, or 0 for none'),
    connectTimeout: duration((time) => time >= 0.001 && time <= 3600 && inMilliseconds(time), 'from 0.001s to 3600s'),
    protocolDetectionTimeout: TIME_OR_OFF,
    ...forEach(['trustDomain', 'trustDomainAliases'], DOMAIN),
  },
  ProxyConfig: {
    drainDuration: duration((time) => time >= 1 && Number.isInteger(time), 'whole seconds'),
    proxyAdminPort: PORT,
    statusPort: PORT,
    concurrency: NOT_NEGATIVE,
    controlPlaneAuthPolicy: text((value) => value !== 'INHERIT', 'NONE or MUTUAL_TLS'),
    ...forEach(['configPath', 'binaryPath', 'serviceCluster'], FILLED),
    ...forEach(['discoveryAddress', 'statsdUdpAddress', 'envoyMetricsServiceAddress'], ADDRESS),
  },
  'ProxyConfig.ConnectionSettings': {
    ...forEach(['listenerPerConnectionBufferLimitBytes', 'clusterPerConnectionBufferLimitBytes'], NOT_NEGATIVE),
    ...forEach(['httpMaxConcurrentStreams', 'listenerConnectionLimit', 'globalDownstreamConnectionLimit'], POSITIVE),
    ...forEach(['http2InitialStreamWindowSize', 'http2InitialConnectionWindowSize'], WINDOW),
    ...forEach(['httpIdleTimeout', 'httpMaxConnectionDuration', 'httpDrainTimeout'], NO_LESS_THAN_0S),
    ...forEach(['httpRequestTimeout', 'httpRequestHeadersTimeout'], NO_LESS_THAN_0S),
    ...forEach(['httpStreamIdleTimeout', 'httpMaxStreamDuration'], NO_LESS_THAN_0S),
  },
  RemoteService: { address: ADDRESS },
  Tracing: { sampling: PERCENT },
  ...forEach(['Tracing.Zipkin', 'Tracing.Lightstep', 'Tracing.Datadog'], { address: ADDRESS }),
  ...forEach(['PrivateKeyProvider.CryptoMb', 'PrivateKeyProvider.QAT'], { pollDelay: SOME_TIME }),
  ...forEach(PROVIDERS, { service: SERVICE, port: PORT }),
  [provider('EnvoyExternalAuthorizationHttp')]: {
    service: SERVICE,
    port: PORT,
    statusOnError: STATUS,
    pathPrefix: PATH,
  },
  [provider('EnvoyExternalAuthorizationGrpc')]: { service: SERVICE, port: PORT, statusOnError: STATUS },
  [provider('LightstepTracing')]: { service: SERVICE, port: PORT, accessToken: FILLED },
  'MeshConfig.ExtensionProvider': { name: text((name) => name !== '', 'a name that Telemetry and policies refer to') },
  'ConnectionPoolSettings.HTTPSettings': {
    ...forEach(['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection'], NOT_NEGATIVE),
    ...forEach(['maxRetries', 'maxConcurrentStreams'], NOT_NEGATIVE),
    idleTimeout: TIME,
  },
  'ConnectionPoolSettings.TCPSettings': {
    maxConnections: NOT_NEGATIVE,
    ...forEach(['connectTimeout', 'maxConnectionDuration'], TIME),
    idleTimeout: TIME_OR_OFF,
  },
  'ConnectionPoolSettings.TCPSettings.TcpKeepalive': { time: TIME, interval: TIME },
  OutlierDetection: {
    ...forEach(['baseEjectionTime', 'interval'], TIME),
    ...forEach(['maxEjectionPercent', 'minHealthPercent'], PERCENT),
  },
  'MeshConfig.ServiceSettings': { hosts: PATTERN },
  ...forEach(['LocalityLoadBalancerSetting.Failover', 'ZoneAwareLoadBalancerSetting.Failover'], {
    from: REGION,
    to: REGION,
  }),
  'Network.NetworkEndpoints': {
    fromCidr: text(isCidr, 'address/prefix-length'),
    fromRegistry: text((value) => isDnsLabel(value.toLowerCase()), 'the name of a cluster, a DNS label'),
  },
  'Network.IstioNetworkGateway': {
    port: PORT,
    address: text(isHost, 'an address or a host name'),
    registryServiceName: text(isHost, 'the host of a service'),
  },
};

/** Fields that a message must have. */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'MeshConfig.ExtensionProvider': ['name'],
  ...forEach(PROVIDERS, ['service', 'port']),
  [provider('LightstepTracing')]: ['service', 'port', 'accessToken'],
  ...forEach(['PrivateKeyProvider.CryptoMb', 'PrivateKeyProvider.QAT'], ['pollDelay']),
  ...forEach(['Tracing.Zipkin', 'Tracing.Datadog'], ['address']),
  'Tracing.Lightstep': ['address', 'accessToken'],
  ...forEach(['LocalityLoadBalancerSetting.Failover', 'ZoneAwareLoadBalancerSetting.Failover'], ['from', 'to']),
  'Network.IstioNetworkGateway': ['port'],
};
