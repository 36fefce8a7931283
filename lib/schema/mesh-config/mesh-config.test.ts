import { expect, test } from '@jest/globals';
import { message } from '../../kit/problems';
import { meshConfigProblems, meshNetworksProblems, proxyConfigProblems } from '.';

const said = (config: unknown) => meshConfigProblems(config).map((problem) => message(problem, 'demo'));

const zipkin = { name: 'a', zipkin: { service: 'zipkin.istio-system.svc.cluster.local', port: 9411 } };
const cases: readonly (readonly [title: string, wrong: object, message: string, right: object])[] = [
  [
    'unknown field',
    { defaultConfig: { foo: 1 } },
    'MESH150 [demo] meshConfig.defaultConfig has no field "foo"; drop it: the fields are those of ProxyConfig in istio.io/api',
    { defaultConfig: { concurrency: 1 } },
  ],
  [
    'snake_case',
    { access_log_file: '/dev/stdout' },
    'MESH150 [demo] meshConfig has no field "access_log_file"; write "accessLogFile"',
    { accessLogFile: '/dev/stdout' },
  ],
  [
    'misspelt field',
    { defaultConfig: { tracing: { samplin: 10 } } },
    'MESH150 [demo] meshConfig.defaultConfig.tracing has no field "samplin"; write "sampling"',
    { defaultConfig: { tracing: { sampling: 10 } } },
  ],
  [
    'string for a number',
    { defaultConfig: { tracing: { sampling: '10' } } },
    'MESH151 [demo] meshConfig.defaultConfig.tracing.sampling is "10"; give a number',
    { defaultConfig: { tracing: { sampling: 0.5 } } },
  ],
  [
    'number in a map of strings',
    { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: true } } },
    'MESH151 [demo] meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE is true; give a string',
    { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } },
  ],
  [
    'a selector whose operator nobody knows',
    { discoverySelectors: [{ matchExpressions: [{ key: 'team', operator: 'Equals', values: ['a'] }] }] },
    'MESH155 [demo] meshConfig.discoverySelectors[0].matchExpressions[0].operator is "Equals"; give one of In, NotIn, Exists, DoesNotExist',
    { discoverySelectors: [{ matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }] }] },
  ],
  [
    'values beside an operator that takes none',
    { discoverySelectors: [{ matchExpressions: [{ key: 'team', operator: 'Exists', values: ['a'] }] }] },
    'MESH155 [demo] meshConfig.discoverySelectors[0].matchExpressions[0].values is a list; give none beside Exists',
    { discoverySelectors: [{ matchExpressions: [{ key: 'team', operator: 'Exists' }] }] },
  ],
  [
    'a label that no namespace can have',
    { serviceScopeConfigs: [{ namespaceSelector: { matchLabels: { team: 'a b' } }, scope: 'LOCAL' }] },
    'MESH155 [demo] meshConfig.serviceScopeConfigs[0].namespaceSelector.matchLabels.team is "a b"; give a value of a label',
    { serviceScopeConfigs: [{ namespaceSelector: { matchLabels: { team: 'a' } }, scope: 'LOCAL' }] },
  ],
  [
    'a string for a list',
    { trustDomainAliases: 'old.example' },
    'MESH151 [demo] meshConfig.trustDomainAliases is "old.example"; give a list',
    { trustDomainAliases: ['old.example'] },
  ],
  [
    'too large a number',
    { proxyListenPort: 2 ** 31 },
    'MESH151 [demo] meshConfig.proxyListenPort is 2147483648; give a whole number of 32 bits',
    { proxyListenPort: 15001 },
  ],
  [
    'enum',
    { outboundTrafficPolicy: { mode: 'DENY' } },
    'MESH152 [demo] meshConfig.outboundTrafficPolicy.mode is "DENY"; give one of REGISTRY_ONLY, ALLOW_ANY, ALLOW_ANY_DYNAMIC_DNS',
    { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
  ],
  [
    'duration without a unit',
    { defaultConfig: { drainDuration: 'soon' } },
    'MESH153 [demo] meshConfig.defaultConfig.drainDuration is "soon", which is no duration; give a number with a unit, such as "1m30s"',
    { defaultConfig: { drainDuration: '1m30s' } },
  ],
  [
    'duration as a number',
    { connectTimeout: 10 },
    'MESH153 [demo] meshConfig.connectTimeout is 10, which is no duration; give a number with a unit, such as "10s"',
    { connectTimeout: '10s' },
  ],
  [
    'two of a oneof',
    { extensionProviders: [{ ...zipkin, prometheus: {} }] },
    'MESH154 [demo] meshConfig.extensionProviders[0] has zipkin and prometheus; keep one of them',
    { extensionProviders: [zipkin] },
  ],
  [
    'value out of range',
    { extensionProviders: [{ name: 'a', zipkin: { service: 'zipkin.example.com', port: 0 } }] },
    'MESH155 [demo] meshConfig.extensionProviders[0].zipkin.port is 0; give a port from 1 to 65535',
    { extensionProviders: [zipkin] },
  ],
  [
    'address without a port',
    { defaultConfig: { tracing: { zipkin: { address: 'zipkin.istio-system' } } } },
    'MESH155 [demo] meshConfig.defaultConfig.tracing.zipkin.address is "zipkin.istio-system"; give host:port',
    { defaultConfig: { tracing: { datadog: { address: '$(HOST_IP):8126' } } } },
  ],
  [
    'weights',
    { localityLbSetting: { distribute: [{ from: 'a/*', to: { 'a/*': 80, 'b/*': 10 } }] } },
    'MESH155 [demo] meshConfig.localityLbSetting.distribute[0].to is 90 in all; give weights that add up to 100',
    { localityLbSetting: { distribute: [{ from: 'a/*', to: { 'a/*': 80, 'b/*': 20 } }] } },
  ],
  [
    'failover to the same region',
    { localityLbSetting: { failover: [{ from: 'a', to: 'a' }] } },
    'MESH155 [demo] meshConfig.localityLbSetting.failover[0].to is "a"; give another region than in "from"',
    { localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } },
  ],
  [
    'missing field',
    { extensionProviders: [{ name: 'a', zipkin: { service: 'zipkin.example.com' } }] },
    'MESH156 [demo] meshConfig.extensionProviders[0].zipkin has no port; add a port from 1 to 65535',
    { extensionProviders: [zipkin] },
  ],
  [
    'provider of no kind',
    { extensionProviders: [{ name: 'a' }] },
    'MESH156 [demo] meshConfig.extensionProviders[0] has no provider; add one',
    { extensionProviders: [{ name: 'a', prometheus: {} }] },
  ],
  [
    'domain in a list',
    { trustDomainAliases: ['old.example', 'Old Example'] },
    'MESH155 [demo] meshConfig.trustDomainAliases[1] is "Old Example"; give a domain in lower case, such as cluster.local',
    { trustDomainAliases: ['old.example'] },
  ],
  [
    'curves of mesh mTLS',
    { meshMTLS: { ecdhCurves: ['P-256'] } },
    'MESH155 [demo] meshConfig.meshMTLS.ecdhCurves is a list; give the curves in tlsDefaults instead',
    { tlsDefaults: { ecdhCurves: ['P-256'] } },
  ],
  [
    'empty connection pool',
    { defaultTrafficPolicy: { connectionPool: {} } },
    'MESH156 [demo] meshConfig.defaultTrafficPolicy.connectionPool has no tcp or http; add one of them',
    { defaultTrafficPolicy: { connectionPool: { tcp: { maxConnections: 10 } } } },
  ],
  [
    'key provider of no kind',
    { defaultConfig: { privateKeyProvider: {} } },
    'MESH156 [demo] meshConfig.defaultConfig.privateKeyProvider has no cryptomb or qat; add one of them',
    { defaultConfig: { privateKeyProvider: { cryptomb: { pollDelay: '0.01s' } } } },
  ],
  [
    'mutual TLS without a key',
    { defaultConfig: { tracing: { tlsSettings: { mode: 'MUTUAL', clientCertificate: '/a' } } } },
    'MESH156 [demo] meshConfig.defaultConfig.tracing.tlsSettings has no privateKey; add it, or credentialName',
    { defaultConfig: { tracing: { tlsSettings: { mode: 'MUTUAL', credentialName: 'a' } } } },
  ],
  [
    'local failures that are not told apart',
    { defaultTrafficPolicy: { outlierDetection: { consecutiveLocalOriginFailures: 3 } } },
    'MESH156 [demo] meshConfig.defaultTrafficPolicy.outlierDetection has no splitExternalLocalOriginErrors; add it as true, or drop consecutiveLocalOriginFailures',
    {
      defaultTrafficPolicy: {
        outlierDetection: { consecutiveLocalOriginFailures: 3, splitExternalLocalOriginErrors: true },
      },
    },
  ],
  [
    'provider twice',
    { extensionProviders: [zipkin, zipkin] },
    'MESH157 [demo] meshConfig.extensionProviders has two entries called "a"; rename or drop one of them',
    { extensionProviders: [zipkin, { ...zipkin, name: 'b' }] },
  ],
  [
    'unknown provider',
    { extensionProviders: [zipkin], defaultProviders: { tracing: ['b'] } },
    'MESH158 [demo] meshConfig.defaultProviders.tracing names "b", which is no extension provider; name one of a, envoy, prometheus, stackdriver, or add it to meshConfig.extensionProviders',
    { extensionProviders: [zipkin], defaultProviders: { tracing: ['a'], metrics: ['prometheus'] } },
  ],
  [
    'distribute beside failover',
    { localityLbSetting: { distribute: [{ from: 'a/*', to: { 'a/*': 100 } }], failover: [{ from: 'a', to: 'b' }] } },
    'MESH159 [demo] meshConfig.localityLbSetting has distribute beside failover; keep one of them',
    { localityLbSetting: { distribute: [{ from: 'a/*', to: { 'a/*': 100 } }] } },
  ],
];
test.each(cases)('%s', (_title, wrong, text, right) => {
  expect(said(wrong)).toEqual([text]);
  expect(said(right)).toEqual([]);
});

test('all of them at once', () => {
  const config = { connectTimeout: '1', defaultConfig: { statusPort: 'x', tracing: { sampling: 101 } }, foo: 1 };
  expect(said(config).map((line) => line.split(' ')[0])).toEqual(['MESH153', 'MESH151', 'MESH155', 'MESH150']);
});

test('in the annotation of a workload and in the networks too', () => {
  expect(proxyConfigProblems({ drainDuration: '5' }).map(({ fact }) => fact)).toEqual([
    'proxyConfig.drainDuration is "5", which is no duration',
  ]);
  expect(proxyConfigProblems({ drainDuration: '5s', statusPort: 15021 })).toEqual([]);
  const network = (cidr: string) => ({
    networks: { 'net.1': { endpoints: [{ fromCidr: cidr }], gateways: [{ address: '1.1.1.1', port: 15443 }] } },
  });
  expect(meshNetworksProblems(network('10.0.0.0')).map(({ fact }) => fact)).toEqual([
    'meshNetworks.networks["net.1"].endpoints[0].fromCidr is "10.0.0.0"',
  ]);
  expect(meshNetworksProblems(network('10.0.0.0/16'))).toEqual([]);
});
