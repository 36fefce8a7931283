import { rows } from './row';

const sidecar = (...hosts: readonly string[]) => ({ egress: [{ hosts }] });
const inbound = (port: object, more: object = {}) => ({
  ingress: [{ port: { number: 80, protocol: 'HTTP', name: 'a', ...port }, ...more }],
});
const outbound = (port: object, more: object = {}) => ({
  egress: [{ port: { number: 80, protocol: 'HTTP', name: 'a', ...port }, hosts: ['./*'], ...more }],
});
const socket = { number: 0 };
const unix = (more: object = {}) => outbound(socket, { bind: 'unix:///a', ...more });
const ends = (tls: object, port: object = {}) =>
  inbound(
    { number: 443, protocol: 'HTTPS', ...port },
    { tls: { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k', ...tls } },
  );
const policy = (outboundTrafficPolicy: object) => ({ outboundTrafficPolicy });
const proxy = (egressProxy: object) => policy({ mode: 'ALLOW_ANY', egressProxy });

export const SIDECAR = rows('Sidecar', {
  ValidateSidecar: [
    ['it says something', 'MESH968', {}, sidecar('./*')],
    ['no listener is null', 'IST0106', { ingress: [null] }, inbound({})],
    ['a listener for requests has a port', 'IST0106', { ingress: [{ defaultEndpoint: '0.0.0.0:80' }] }, inbound({})],
    ['without a targetPort', 'MESH968', inbound({ targetPort: 8080 }), inbound({})],
    [
      'ports of requests are their own',
      'MESH968',
      { ingress: [inbound({}).ingress[0], inbound({}).ingress[0]] },
      { ingress: [inbound({}).ingress[0], inbound({ number: 81 }).ingress[0]] },
    ],
    [
      'requests go to the pod itself',
      'MESH968',
      inbound({}, { defaultEndpoint: '10.0.0.1:80' }),
      inbound({}, { defaultEndpoint: '[::1]:80' }),
    ],
    [
      'and a port of it',
      'MESH968',
      inbound({}, { defaultEndpoint: '127.0.0.1' }),
      inbound({}, { defaultEndpoint: '127.0.0.1:80' }),
    ],
    [
      'which is a number',
      'MESH968',
      inbound({}, { defaultEndpoint: '127.0.0.1:http' }),
      inbound({}, { defaultEndpoint: ':80' }),
    ],
    [
      'or a socket',
      'MESH968',
      inbound({}, { defaultEndpoint: 'unix://a' }),
      inbound({}, { defaultEndpoint: 'unix:///a' }),
    ],
    ['TLS of a sidecar checks no names', 'MESH968', ends({ subjectAltNames: ['a'] }), ends({})],
    ['redirects nowhere', 'MESH968', ends({ httpsRedirect: true }), ends({})],
    ['reads no Secret', 'MESH968', ends({ credentialName: 'c', serverCertificate: '', privateKey: '' }), ends({})],
    ['nor several', 'MESH968', ends({ credentialNames: ['c'], serverCertificate: '', privateKey: '' }), ends({})],
    [
      'nor a list of certificates',
      'MESH968',
      ends({ tlsCertificates: [{ serverCertificate: '/c', privateKey: '/k' }], serverCertificate: '', privateKey: '' }),
      ends({}),
    ],
    [
      'is not that of the mesh',
      'MESH968',
      ends({ mode: 'ISTIO_MUTUAL', serverCertificate: '', privateKey: '' }),
      ends({}),
    ],
    ['is on a port of TLS', 'MESH968', ends({}, { protocol: 'HTTP' }), ends({})],
    ['has a certificate', 'MESH968', ends({ serverCertificate: '' }), ends({})],
    [
      'settings of HTTP are for ports of HTTP',
      'MESH904',
      inbound({ protocol: 'TCP' }, { connectionPool: { http: { maxRetries: 1 } } }),
      inbound({}, { connectionPool: { http: { maxRetries: 1 } } }),
      'warns',
    ],
    ['no listener of calls is null', 'IST0106', { egress: [null] }, sidecar('./*')],
    [
      'one without a port is the last',
      'MESH968',
      { egress: [sidecar('./*').egress[0], outbound({}).egress[0]] },
      { egress: [outbound({}).egress[0], sidecar('./*').egress[0]] },
    ],
    ['and the only one', 'MESH968', { egress: [sidecar('./*').egress[0], sidecar('./*').egress[0]] }, sidecar('./*')],
    ['without a targetPort', 'MESH968', outbound({ targetPort: 8080 }), outbound({})],
    ['sockets are their own', 'MESH968', { egress: [unix().egress[0], unix().egress[0]] }, unix()],
    [
      'ports of calls are their own',
      'MESH968',
      { egress: [outbound({}).egress[0], outbound({}).egress[0]] },
      outbound({}),
    ],
    ['a listener has a host', 'MESH968', outbound({}, { hosts: [] }), outbound({})],
    [
      'hosts are named once',
      'MESH904',
      sidecar('./a.example.com', './a.example.com'),
      sidecar('./a.example.com', './b.example.com'),
      'warns',
    ],
    ['nor beside all of their namespace', 'MESH904', sidecar('./a.example.com', './*'), sidecar('./*'), 'warns'],
    ['nothing is beside all', 'MESH904', sidecar('*/*', './a.example.com'), sidecar('*/*'), 'warns'],
  ],
  ValidateNamespaceSlashWildcardHostname: [
    ['a host names its namespace', 'MESH967', sidecar('a.example.com'), sidecar('./a.example.com')],
    ['neither is empty', 'MESH967', sidecar('/a.example.com'), sidecar('*/a.example.com')],
    ['it is a name, `.`, `~` or `*`', 'MESH967', sidecar('a_b/a.example.com'), sidecar('~/*')],
    [
      'nobody is a namespace that is left out',
      'MESH967',
      sidecar('~a_b/a.example.com'),
      { egress: [{ hosts: ['*/*', '~a-b/*'] }] },
    ],
    ['a host is written in full', 'MESH967', sidecar('shop/cart'), sidecar('shop/cart.shop.svc.cluster.local')],
    ['as a DNS name', 'MESH967', sidecar('shop/a b.c'), sidecar('shop/*.c')],
    ['with whole labels as wildcards', 'MESH967', sidecar('shop/*a.example.com'), sidecar('shop/*.example.com')],
  ],
  ValidateAlphaWorkloadSelector: [
    [
      'pods are selected by labels without wildcards',
      'IST0106',
      { ...sidecar('./*'), workloadSelector: { labels: { app: 'a*' } } },
      { ...sidecar('./*'), workloadSelector: { labels: { app: 'a' } } },
    ],
    [
      'some',
      'MESH904',
      { ...sidecar('./*'), workloadSelector: { labels: {} } },
      { ...sidecar('./*'), workloadSelector: { labels: { app: 'a' } } },
      'warns',
    ],
  ],
  ValidateDuration: [
    [
      'durations of pools have whole milliseconds',
      'MESH469',
      { inboundConnectionPool: { tcp: { connectTimeout: '1.5ms' } } },
      { inboundConnectionPool: { tcp: { connectTimeout: '2ms' } } },
    ],
  ],
  validateSidecarIngressPortAndBind: [
    ['a port of requests is one', 'MESH968', inbound({ number: 0 }), inbound({})],
    ['its name is a DNS label', 'MESH968', inbound({ name: 'a_b' }), inbound({ name: 'a-b' })],
    ['its protocol is known', 'MESH968', inbound({ protocol: 'CARRIER' }), inbound({ protocol: 'tcp' })],
    ['it is bound to an address', 'MESH968', inbound({}, { bind: 'here' }), inbound({}, { bind: '::' })],
  ],
  validateSidecarEgressPortBindAndCaptureMode: [
    ['a name of a port is a DNS label', 'MESH968', outbound({ name: 'a_b' }), outbound({ name: 'a-b' })],
    ['its protocol is known', 'MESH968', outbound({ protocol: 'CARRIER' }), outbound({ protocol: '' })],
    ['a listener without a number is a socket', 'MESH968', outbound(socket), unix()],
    ['with a path', 'MESH968', outbound(socket, { bind: 'unix://a' }), outbound(socket, { bind: 'unix://@a' })],
    ['which nothing captures', 'MESH968', unix({ captureMode: 'IPTABLES' }), unix({ captureMode: 'NONE' })],
    ['its number is one', 'MESH968', outbound({ number: 70_000 }), outbound({})],
    ['it is bound to an address', 'MESH968', outbound({}, { bind: 'here' }), outbound({}, { bind: '10.0.0.1' })],
  ],
  validateSidecarOutboundTrafficPolicy: [
    [
      "names that are resolved when they are called are the mesh's matter",
      'IST0106',
      policy({ mode: 'ALLOW_ANY_DYNAMIC_DNS' }),
      policy({ mode: 'ALLOW_ANY' }),
    ],
    [
      'a proxy for calls is for those to anywhere',
      'MESH968',
      policy({ mode: 'REGISTRY_ONLY', egressProxy: { host: 'a.example.com', port: { number: 80 } } }),
      proxy({ host: 'a.example.com', port: { number: 80 } }),
    ],
    [
      'it has a host',
      'MESH968',
      proxy({ host: 'a b', port: { number: 80 } }),
      proxy({ host: 'a.example.com', port: { number: 80 } }),
    ],
    ['and a port', 'MESH968', proxy({ host: 'a.example.com' }), proxy({ host: 'a.example.com', port: { number: 80 } })],
    [
      'and a subset',
      'MESH968',
      proxy({ host: 'a.example.com', subset: 'a_b', port: { number: 80 } }),
      proxy({ host: 'a.example.com', subset: 'a', port: { number: 80 } }),
    ],
  ],
  validateConnectionPool: [
    ['a pool says something', 'MESH968', { inboundConnectionPool: {} }, { inboundConnectionPool: { tcp: {} } }],
    [
      'also one of a listener',
      'MESH968',
      inbound({}, { connectionPool: {} }),
      inbound({}, { connectionPool: { http: {} } }),
    ],
    [
      'its numbers are not negative',
      'MESH968',
      { inboundConnectionPool: { tcp: { maxConnections: -1 } } },
      { inboundConnectionPool: { tcp: { maxConnections: 0 } } },
    ],
  ],
});

const lua = { '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua' };
const filter = { name: 'envoy.filters.http.lua', typed_config: lua };
const patch = (applyTo: string, more: object = {}, match: object = {}, operation = 'INSERT_FIRST') => ({
  configPatches: [{ applyTo, match: { context: 'GATEWAY', ...match }, patch: { operation, value: filter }, ...more }],
});
const listener = (one: object) => ({ listener: { filterChain: { filter: one } } });
const HCM = 'envoy.filters.network.http_connection_manager';

export const ENVOY_FILTER = rows('EnvoyFilter', {
  validateEnvoyFilter: [
    ['no patch is null', 'IST0106', { configPatches: [null] }, patch('HTTP_FILTER')],
    [
      'it says what it changes',
      'MESH918',
      { configPatches: [{ patch: { operation: 'INSERT_FIRST', value: filter } }] },
      patch('HTTP_FILTER'),
    ],
    ['it has a patch', 'MESH918', { configPatches: [{ applyTo: 'HTTP_FILTER' }] }, patch('HTTP_FILTER')],
    ['which does something', 'MESH918', patch('HTTP_FILTER', { patch: { value: filter } }), patch('HTTP_FILTER')],
    [
      'with a value, unless it removes',
      'MESH918',
      patch('HTTP_FILTER', { patch: { operation: 'ADD' } }),
      { ...patch('HTTP_FILTER', { patch: { operation: 'REMOVE' } }), priority: 1 },
    ],
    [
      'versions of proxies are an expression of RE2',
      'MESH918',
      patch('HTTP_FILTER', {}, { proxy: { proxyVersion: '(' } }),
      patch('HTTP_FILTER', {}, { proxy: { proxyVersion: '1\\..*' } }),
    ],
    [
      'which is short',
      'MESH904',
      patch('HTTP_FILTER', {}, { proxy: { proxyVersion: 'a'.repeat(1025) } }),
      patch('HTTP_FILTER', {}, { proxy: { proxyVersion: '1\\..*' } }),
      'warns',
    ],
    [
      'what is of listeners is looked for there',
      'MESH918',
      patch('HTTP_FILTER', {}, { cluster: { service: 'a' } }),
      patch('HTTP_FILTER', {}, listener({ name: HCM })),
    ],
    [
      'a filter is looked for by its name',
      'MESH918',
      patch('HTTP_FILTER', {}, listener({})),
      patch('HTTP_FILTER', {}, listener({ name: HCM })),
    ],
    [
      'a filter within it is one of HTTP',
      'MESH918',
      patch('NETWORK_FILTER', {}, listener({ name: HCM, subFilter: { name: 'a' } })),
      patch('HTTP_FILTER', {}, listener({ name: HCM, subFilter: { name: 'a' } })),
    ],
    [
      'within the connection manager',
      'MESH918',
      patch('HTTP_FILTER', {}, listener({ name: 'a', subFilter: { name: 'a' } })),
      patch('HTTP_FILTER', {}, listener({ name: HCM, subFilter: { name: 'a' } })),
    ],
    [
      'by its name',
      'MESH918',
      patch('HTTP_FILTER', {}, listener({ name: HCM, subFilter: {} })),
      patch('HTTP_FILTER', {}, listener({ name: HCM, subFilter: { name: 'a' } })),
    ],
    [
      'a filter does not tell listeners apart',
      'MESH904',
      patch('FILTER_CHAIN', { patch: { operation: 'MERGE', value: {} } }, listener({ name: HCM })),
      patch('FILTER_CHAIN', { patch: { operation: 'MERGE', value: {} } }),
      'warns',
    ],
    [
      'what is of routes is looked for there',
      'MESH918',
      patch('HTTP_ROUTE', { patch: { operation: 'MERGE', value: {} } }, { cluster: { service: 'a' } }),
      patch('HTTP_ROUTE', { patch: { operation: 'MERGE', value: {} } }, { routeConfiguration: { name: 'a' } }),
    ],
    [
      'what is of clusters is looked for there',
      'MESH918',
      patch('CLUSTER', { patch: { operation: 'MERGE', value: {} } }, { listener: { name: 'a' } }),
      patch('CLUSTER', { patch: { operation: 'MERGE', value: {} } }, { cluster: { service: 'a' } }),
    ],
    [
      'proxies are selected by labels',
      'MESH904',
      { workloadSelector: { labels: {} }, ...patch('HTTP_FILTER') },
      { workloadSelector: { labels: { app: 'a' } }, ...patch('HTTP_FILTER') },
      'warns',
    ],
    [
      'a type of Envoy is known',
      'MESH918',
      patch('HTTP_FILTER', {
        patch: {
          operation: 'INSERT_FIRST',
          value: { name: 'a', typed_config: { '@type': 'type.googleapis.com/envoy.config.filter.http.lua.v2.Lua' } },
        },
      }),
      patch('HTTP_FILTER'),
    ],
  ],
  validateListenerMatchName: [
    [
      'a name of a filter is current',
      'MESH904',
      patch('HTTP_FILTER', {}, listener({ name: 'envoy.http_connection_manager' })),
      patch('HTTP_FILTER', {}, listener({ name: HCM })),
      'warns',
    ],
  ],
  validateMissingTypedConfigFilterTypes: [
    [
      'a filter has its configuration',
      'MESH904',
      patch('HTTP_FILTER', { patch: { operation: 'INSERT_FIRST', value: { name: 'envoy.filters.http.lua' } } }),
      patch('HTTP_FILTER'),
      'warns',
    ],
  ],
});

export const PROXY_CONFIG = rows('ProxyConfig', {
  validateConcurrency: [['workers are not negative', 'IST0106', { concurrency: -1 }, { concurrency: 0 }]],
  validateWorkloadSelector: [
    [
      'pods are selected by labels without wildcards',
      'IST0106',
      { selector: { matchLabels: { a: 'b*' } } },
      { selector: { matchLabels: { a: 'b' } } },
    ],
  ],
});
