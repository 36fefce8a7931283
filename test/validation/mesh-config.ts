import { type Row, rows } from './row';

const proxy = (defaultConfig: object) => ({ defaultConfig });
const tracing = (one: object) => proxy({ tracing: one });
const settings = (connectionSettings: object) => proxy({ connectionSettings });
const keys = (privateKeyProvider: object) => proxy({ privateKeyProvider });
const policy = (defaultTrafficPolicy: object) => ({ defaultTrafficPolicy });
const http = (one: object) => policy({ connectionPool: { http: one } });
const tcp = (one: object) => policy({ connectionPool: { tcp: one } });
const outlier = (outlierDetection: object) => policy({ outlierDetection });
const locality = (localityLbSetting: object) => ({ localityLbSetting });
const mutual = { mode: 'MUTUAL', clientCertificate: '/c', privateKey: '/k' };
const SETTINGS = [
  'httpIdleTimeout',
  'httpMaxConnectionDuration',
  'httpDrainTimeout',
  'httpRequestTimeout',
  'httpRequestHeadersTimeout',
  'httpStreamIdleTimeout',
  'httpMaxStreamDuration',
];

export const MESH_CONFIG = rows('MeshConfig', {
  ValidateMeshConfig: [
    ['the port of proxies is one', 'MESH155', { proxyListenPort: 70_000 }, { proxyListenPort: 15_001 }],
    ['a field has its type', 'MESH153', { connectTimeout: 7 }, { connectTimeout: '7s' }],
  ],
  ValidateConnectTimeout: [
    ['a connection takes a duration', 'MESH155', { connectTimeout: '0s' }, { connectTimeout: '1s' }],
    ['at most an hour', 'MESH155', { connectTimeout: '3601s' }, { connectTimeout: '3600s' }],
  ],
  ValidateDuration: [
    ['durations have whole milliseconds', 'MESH155', { connectTimeout: '1.0005s' }, { connectTimeout: '1.5s' }],
  ],
  ValidateProtocolDetectionTimeout: [
    [
      'so has that in which a protocol is recognised',
      'MESH155',
      { protocolDetectionTimeout: '1.0005s' },
      { protocolDetectionTimeout: '0s' },
    ],
  ],
  validateServiceSettings: [
    [
      'hosts of services are hosts',
      'MESH155',
      { serviceSettings: [{ hosts: ['a b'] }] },
      { serviceSettings: [{ hosts: ['*.example.com'] }] },
    ],
  ],
  ValidateTrustDomain: [
    ['a trust domain is some', 'MESH155', { trustDomainAliases: [''] }, { trustDomainAliases: ['a'] }],
    ['a DNS name', 'MESH155', { trustDomain: 'a_b' }, { trustDomain: 'a-b' }],
  ],
  ValidateMeshTLSConfig: [
    [
      'curves are said in tlsDefaults',
      'MESH155',
      { meshMTLS: { ecdhCurves: ['P-256'] } },
      { tlsDefaults: { ecdhCurves: ['P-256'] } },
    ],
  ],
  ValidateMeshTLSDefaults: [
    [
      'curves are known',
      'MESH155',
      { tlsDefaults: { ecdhCurves: ['P-1'] } },
      { tlsDefaults: { ecdhCurves: ['X25519'] } },
      'warns',
    ],
    [
      'and named once',
      'MESH155',
      { tlsDefaults: { ecdhCurves: ['P-256', 'P-256'] } },
      { tlsDefaults: { ecdhCurves: ['P-256', 'P-384'] } },
      'warns',
    ],
  ],
  validateMeshConfigDefaultTrafficPolicy: [
    ['a pool says something', 'MESH156', policy({ connectionPool: {} }), tcp({})],
    ...[
      'http1MaxPendingRequests',
      'http2MaxRequests',
      'maxRequestsPerConnection',
      'maxRetries',
      'maxConcurrentStreams',
    ].map((field) => [`${field} is not negative`, 'MESH155', http({ [field]: -1 }), http({ [field]: 1 })] as const),
    ['a pause is a duration', 'MESH155', http({ idleTimeout: '0s' }), http({ idleTimeout: '1s' })],
    [
      'who upgrades to HTTP/2 does not keep the protocol',
      'MESH159',
      http({ h2UpgradePolicy: 'UPGRADE', useClientProtocol: true }),
      http({ useClientProtocol: true }),
    ],
    ['connections are not negative', 'MESH155', tcp({ maxConnections: -1 }), tcp({ maxConnections: 1 })],
    ['a timeout is a duration', 'MESH155', tcp({ connectTimeout: '0s' }), tcp({ connectTimeout: '1s' })],
    ['so is a life', 'MESH155', tcp({ maxConnectionDuration: '0s' }), tcp({ maxConnectionDuration: '1s' })],
    ['and a pause, or nothing', 'MESH155', tcp({ idleTimeout: '-1s' }), tcp({ idleTimeout: '0s' })],
    ['probes have durations', 'MESH155', tcp({ tcpKeepalive: { time: '0s' } }), tcp({ tcpKeepalive: { time: '1s' } })],
    ['and intervals', 'MESH155', tcp({ tcpKeepalive: { interval: '0s' } }), tcp({ tcpKeepalive: { interval: '1s' } })],
    ['an ejection has a duration', 'MESH155', outlier({ baseEjectionTime: '0s' }), outlier({ baseEjectionTime: '1s' })],
    ['so have its intervals', 'MESH155', outlier({ interval: '0s' }), outlier({ interval: '1s' })],
    [
      'local failures are told from others',
      'MESH156',
      outlier({ consecutiveLocalOriginFailures: 1 }),
      outlier({ consecutiveLocalOriginFailures: 1, splitExternalLocalOriginErrors: true }),
    ],
  ],
  validatePercent: [
    ['at most all are ejected', 'MESH155', outlier({ maxEjectionPercent: 101 }), outlier({ maxEjectionPercent: 100 })],
    ['at most all are healthy', 'MESH155', outlier({ minHealthPercent: -1 }), outlier({ minHealthPercent: 0 })],
  ],
  ValidateLocalityLbSetting: [
    [
      'distribute and failover exclude each other',
      'MESH159',
      locality({ distribute: [{ from: 'a', to: { a: 100 } }], failover: [{ from: 'a', to: 'b' }] }),
      locality({ failover: [{ from: 'a', to: 'b' }] }),
    ],
    [
      'failover says nothing of places beside failoverPriority',
      'MESH159',
      locality({ failover: [{ from: 'a', to: 'b' }], failoverPriority: ['topology.kubernetes.io/region'] }),
      locality({ failover: [{ from: 'a', to: 'b' }], failoverPriority: ['rack'] }),
    ],
    [
      'shares make all',
      'MESH155',
      locality({ distribute: [{ from: 'a', to: { a: 90 } }] }),
      locality({ distribute: [{ from: 'a', to: { a: 100 } }] }),
    ],
    [
      'each more than nothing',
      'MESH155',
      locality({ distribute: [{ from: 'a', to: { a: 100, b: 0 } }] }),
      locality({ distribute: [{ from: 'a', to: { a: 99, b: 1 } }] }),
    ],
    [
      'a region fails over to another',
      'MESH155',
      locality({ failover: [{ from: 'a', to: 'a' }] }),
      locality({ failover: [{ from: 'a', to: 'b' }] }),
    ],
    [
      'which is a whole one',
      'MESH155',
      locality({ failover: [{ from: 'a/b', to: 'c' }] }),
      locality({ failover: [{ from: 'a', to: 'c' }] }),
    ],
  ],
  validateLocalities: [
    [
      'places do not overlap',
      'MESH155',
      locality({ distribute: [{ from: 'a', to: { a: 50, 'a/b': 50 } }] }),
      locality({ distribute: [{ from: 'a', to: { 'a/c': 50, 'a/b': 50 } }] }),
    ],
    [
      'a wildcard is at the end',
      'MESH155',
      locality({ distribute: [{ from: '*/a', to: { a: 100 } }] }),
      locality({ distribute: [{ from: 'a/*', to: { a: 100 } }] }),
    ],
  ],
  ValidateZoneAwareLbSetting: [
    [
      'a region fails over to another',
      'MESH155',
      { zoneAwareLbSetting: { failover: [{ from: 'a', to: 'a' }] } },
      { zoneAwareLbSetting: { failover: [{ from: 'a', to: 'b' }] } },
    ],
    [
      'zones are no matter of failoverPriority',
      'MESH155',
      { zoneAwareLbSetting: { failoverPriority: ['topology.kubernetes.io/zone'] } },
      { zoneAwareLbSetting: { failoverPriority: ['rack'] } },
    ],
  ],
  ValidateMeshConfigProxyConfig: [
    ['configPath is some', 'MESH155', proxy({ configPath: '' }), proxy({ configPath: '/a' })],
    ['binaryPath is some', 'MESH155', proxy({ binaryPath: '' }), proxy({ binaryPath: '/a' })],
    ['serviceCluster is some', 'MESH155', proxy({ serviceCluster: '' }), proxy({ serviceCluster: 'a' })],
    ['discoveryAddress is some', 'MESH155', proxy({ discoveryAddress: '' }), proxy({ discoveryAddress: 'a:1' })],
    ['proxyAdminPort is a port', 'MESH155', proxy({ proxyAdminPort: 0 }), proxy({ proxyAdminPort: 15_000 })],
    ['statusPort is a port', 'MESH155', proxy({ statusPort: 70_000 }), proxy({ statusPort: 15_020 })],
  ],
  ValidateDrainDuration: [
    ['draining takes a duration', 'MESH155', proxy({ drainDuration: '0s' }), proxy({ drainDuration: '1s' })],
    ['of whole seconds', 'MESH155', proxy({ drainDuration: '1.5s' }), proxy({ drainDuration: '2s' })],
  ],
  ValidateProxyAddress: [
    ['an address has a port', 'MESH155', proxy({ discoveryAddress: 'a' }), proxy({ discoveryAddress: 'a:15012' })],
    [
      'which is a number',
      'MESH155',
      proxy({ discoveryAddress: 'a:http' }),
      proxy({ discoveryAddress: '10.0.0.1:15012' }),
    ],
    ['of ports', 'MESH155', proxy({ discoveryAddress: 'a:70000' }), proxy({ discoveryAddress: '[::1]:15012' })],
    ['and a host', 'MESH155', proxy({ discoveryAddress: 'a_b:1' }), proxy({ discoveryAddress: 'a-b:1' })],
    ['also for StatsD', 'MESH155', proxy({ statsdUdpAddress: 'a' }), proxy({ statsdUdpAddress: 'a:1' })],
    [
      'for metrics',
      'MESH155',
      proxy({ envoyMetricsService: { address: 'a' } }),
      proxy({ envoyMetricsService: { address: 'a:1' } }),
    ],
    [
      'for logs',
      'MESH155',
      proxy({ envoyAccessLogService: { address: 'a' } }),
      proxy({ envoyAccessLogService: { address: 'a:1' } }),
    ],
    [
      'for Zipkin',
      'MESH155',
      tracing({ zipkin: { address: 'a' } }),
      tracing({ zipkin: { address: '$(HOST_IP):9411' } }),
    ],
    [
      'for Datadog',
      'MESH155',
      tracing({ datadog: { address: 'a' } }),
      tracing({ datadog: { address: '$(HOST_IP):8126' } }),
    ],
    [
      'for Lightstep',
      'MESH155',
      tracing({ lightstep: { address: 'a', accessToken: 'b' } }),
      tracing({ lightstep: { address: 'a:1', accessToken: 'b' } }),
    ],
  ],
  ValidateLightstepCollector: [
    [
      'Lightstep has a token',
      'MESH156',
      tracing({ lightstep: { address: 'a:1' } }),
      tracing({ lightstep: { address: 'a:1', accessToken: 'b' } }),
    ],
  ],
  ValidateTLS: [
    [
      'mutual TLS for traces has a certificate',
      'MESH156',
      tracing({ tlsSettings: { ...mutual, clientCertificate: undefined } }),
      tracing({ tlsSettings: mutual }),
    ],
  ],
  validatePrivateKeyProvider: [
    ['whoever keeps private keys is named', 'MESH156', keys({}), keys({ cryptomb: { pollDelay: '1s' } })],
    ['CryptoMB asks at intervals', 'MESH156', keys({ cryptomb: {} }), keys({ cryptomb: { pollDelay: '1s' } })],
    ['which are some', 'MESH155', keys({ cryptomb: { pollDelay: '0s' } }), keys({ cryptomb: { pollDelay: '1s' } })],
    ['so does QAT', 'MESH156', keys({ qat: {} }), keys({ qat: { pollDelay: '1s' } })],
  ],
  validateConnectionSettings: [
    ...['listenerPerConnectionBufferLimitBytes', 'clusterPerConnectionBufferLimitBytes'].map(
      (field) => [`${field} is not negative`, 'MESH155', settings({ [field]: -1 }), settings({ [field]: 1 })] as const,
    ),
    ...SETTINGS.map(
      (field) =>
        [`${field} is not negative`, 'MESH155', settings({ [field]: '-1s' }), settings({ [field]: '0s' })] as const,
    ),
    ...['httpMaxConcurrentStreams', 'listenerConnectionLimit', 'globalDownstreamConnectionLimit'].map(
      (field) =>
        [`${field} is more than nothing`, 'MESH155', settings({ [field]: 0 }), settings({ [field]: 1 })] as const,
    ),
    ...['http2InitialStreamWindowSize', 'http2InitialConnectionWindowSize'].map(
      (field) =>
        [`${field} is at least 65535`, 'MESH155', settings({ [field]: 1 }), settings({ [field]: 65_535 })] as const,
    ),
  ],
});

const network = (one: object) => ({ networks: { a: one } });
const endpoints = (one: object) => network({ endpoints: [one], gateways: [{ address: '192.0.2.1', port: 15_443 }] });
const gateway = (one: object) => network({ endpoints: [{ fromRegistry: 'a' }], gateways: [{ port: 15_443, ...one }] });
export const MESH_NETWORKS: readonly Row[] = rows('MeshNetworks', {
  validateNetwork: [
    ['addresses are a CIDR', 'MESH155', endpoints({ fromCidr: '10.0.0.0/33' }), endpoints({ fromCidr: '10.0.0.0/8' })],
    ['a registry has a name', 'MESH155', endpoints({ fromRegistry: 'a_b' }), endpoints({ fromRegistry: 'a-b' })],
    [
      'a gateway has a name of a service',
      'MESH155',
      gateway({ registryServiceName: 'a b' }),
      gateway({ registryServiceName: 'a.b' }),
    ],
    ['or an address', 'MESH155', gateway({ address: 'a b' }), gateway({ address: '192.0.2.1' })],
    ['and a port', 'MESH155', gateway({ address: '192.0.2.1', port: 0 }), gateway({ address: '192.0.2.1' })],
  ],
});
