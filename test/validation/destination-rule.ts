import { rows } from './row';

const dr = (more: object = {}) => ({ host: 'web', ...more });
const policy = (trafficPolicy: object) => dr({ trafficPolicy });
const subset = (more: object) => dr({ subsets: [{ name: 'v1', labels: { version: 'v1' }, ...more }] });
const port = (more: object) => policy({ portLevelSettings: [{ port: { number: 80 }, ...more }] });
const pool = (http: object) => policy({ connectionPool: { http } });
const tcp = (one: object) => policy({ connectionPool: { tcp: one } });
const balancer = (loadBalancer: object) => policy({ loadBalancer, outlierDetection: { maxEjectionPercent: 100 } });
const hash = (consistentHash: object) => balancer({ consistentHash });
const cookie = (attributes: object[]) => hash({ httpCookie: { name: 'a', ttl: '0s', attributes } });
const locality = (localityLbSetting: object) => balancer({ localityLbSetting });
const share = (from: string, to: object) => locality({ distribute: [{ from, to }] });
const failover = (from: string, to: string) => locality({ failover: [{ from, to }] });
const zone = (zoneAwareLbSetting: object) => balancer({ zoneAwareLbSetting });
const outlier = (outlierDetection: object) => policy({ outlierDetection });
const warm = (warmup: object) => balancer({ simple: 'ROUND_ROBIN', warmup: { duration: '1s', ...warmup } });
const tunnel = (one: object) => policy({ tunnel: { targetHost: 'a.example.com', targetPort: 80, ...one } });
const tls = (one: object) => policy({ tls: { mode: 'SIMPLE', ...one } });
const mutual = { mode: 'MUTUAL', clientCertificate: '/c', privateKey: '/k' };
const only = { workloadSelector: { matchLabels: { app: 'a' } } };
const REGION = 'topology.kubernetes.io/region';

export const DESTINATION_RULE = rows('DestinationRule', {
  ValidateDestinationRule: [
    ['its host is a DNS name', 'MESH966', dr({ host: 'a b' }), dr({ host: '*' })],
    ['no subset is null', 'IST0106', dr({ subsets: [null] }), subset({})],
    [
      'subsets have names of their own',
      'MESH966',
      dr({ subsets: [{ name: 'a' }, { name: 'a' }] }),
      dr({ subsets: [{ name: 'a' }, { name: 'b' }] }),
    ],
  ],
  validateExportTo: [
    [
      'for some callers, it stays in their namespace',
      'MESH950',
      dr({ ...only, exportTo: ['*'] }),
      dr({ ...only, exportTo: ['.'] }),
    ],
    [
      'and in no other beside it',
      'MESH950',
      dr({ ...only, exportTo: ['.', 'a'] }),
      dr({ ...only, exportTo: ['shop'] }),
    ],
  ],
  validateWorkloadSelector: [
    [
      'callers are selected by labels without wildcards',
      'IST0106',
      dr({ workloadSelector: { matchLabels: { app: 'a*' } } }),
      dr(only),
    ],
  ],
  validateSubset: [
    ['its name is a DNS label', 'MESH966', subset({ name: 'v_1' }), subset({})],
    [
      'its labels are labels',
      'MESH914',
      subset({ labels: { 'a b': 'c' } }),
      subset({ labels: { 'a.example.com/b': 'c' } }),
    ],
    ['so are their values', 'MESH914', subset({ labels: { a: 'b c' } }), subset({ labels: { a: 'b.c' } })],
  ],
  validateTrafficPolicy: [
    ['a policy says something', 'MESH966', policy({}), policy({ loadBalancer: { simple: 'RANDOM' } })],
    [
      'also one of a subset',
      'MESH966',
      subset({ trafficPolicy: {} }),
      subset({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }),
    ],
    [
      'it has a tunnel, or tells who calls',
      'MESH966',
      policy({ tunnel: { targetHost: 'a.example.com', targetPort: 80 }, proxyProtocol: {} }),
      policy({ proxyProtocol: {} }),
    ],
  ],
  validateProxyProtocol: [
    [
      'its version is known',
      'IST0106',
      policy({ proxyProtocol: { version: 'V3' } }),
      policy({ proxyProtocol: { version: 'V2' } }),
    ],
  ],
  validateTunnelSettings: [
    ['a tunnel begins with CONNECT or POST', 'MESH964', tunnel({ protocol: 'GET' }), tunnel({ protocol: 'POST' })],
    ['it leads to a host or an address', 'MESH964', tunnel({ targetHost: 'a b' }), tunnel({ targetHost: '10.0.0.1' })],
    ['and a port', 'MESH964', tunnel({ targetPort: 0 }), tunnel({})],
  ],
  ValidateDuration: [
    [
      'durations of pools have whole milliseconds',
      'MESH469',
      tcp({ connectTimeout: '1500us' }),
      tcp({ connectTimeout: '2ms' }),
    ],
    [
      'those of pings',
      'MESH469',
      pool({ http2KeepAlive: { interval: '1.5ms', timeout: '1s' } }),
      pool({ http2KeepAlive: { interval: '1s', timeout: '1s' } }),
    ],
    ['those of probes', 'MESH469', tcp({ tcpKeepalive: { time: '1.0001s' } }), tcp({ tcpKeepalive: { time: '1s' } })],
    ['those of ejections', 'MESH469', outlier({ interval: '1.5ms' }), outlier({ interval: '1s' })],
    ['that of warming up', 'MESH469', warm({ duration: '1.5ms' }), warm({})],
  ],
  validateOutlierDetection: [
    [
      'an ejection has a duration',
      'IST0106',
      outlier({ baseEjectionTime: '1us' }),
      outlier({ baseEjectionTime: '1s' }),
    ],
    ['so have its intervals', 'IST0106', outlier({ interval: '0s' }), outlier({ interval: '1s' })],
    [
      'local failures are told from others',
      'MESH966',
      outlier({ consecutiveLocalOriginFailures: 1 }),
      outlier({ consecutiveLocalOriginFailures: 1, splitExternalLocalOriginErrors: true }),
    ],
  ],
  ValidatePercent: [
    ['at most all are ejected', 'MESH966', outlier({ maxEjectionPercent: 101 }), outlier({ maxEjectionPercent: 100 })],
    ['at most all are healthy', 'MESH966', outlier({ minHealthPercent: -1 }), outlier({ minHealthPercent: 0 })],
  ],
  validateConnectionPool: [
    ['a pool says something', 'MESH966', policy({ connectionPool: {} }), policy({ connectionPool: { tcp: {} } })],
    [
      'requests that wait are not negative',
      'MESH966',
      pool({ http1MaxPendingRequests: -1 }),
      pool({ http1MaxPendingRequests: 0 }),
    ],
    ['nor requests', 'MESH966', pool({ http2MaxRequests: -1 }), pool({ http2MaxRequests: 0 })],
    [
      'nor those of a connection',
      'MESH966',
      pool({ maxRequestsPerConnection: -1 }),
      pool({ maxRequestsPerConnection: 0 }),
    ],
    ['nor retries', 'MESH966', pool({ maxRetries: -1 }), pool({ maxRetries: 0 })],
    ['nor streams', 'MESH966', pool({ maxConcurrentStreams: -1 }), pool({ maxConcurrentStreams: 0 })],
    ['a pause is a duration', 'IST0106', pool({ idleTimeout: '0s' }), pool({ idleTimeout: '1s' })],
    [
      'who upgrades to HTTP/2 does not keep the protocol',
      'MESH966',
      pool({ h2UpgradePolicy: 'UPGRADE', useClientProtocol: true }),
      pool({ useClientProtocol: true }),
    ],
    [
      'pings of HTTP/2 have an interval',
      'MESH966',
      pool({ http2KeepAlive: { timeout: '1s' } }),
      pool({ http2KeepAlive: { interval: '1s', timeout: '1s' } }),
    ],
    [
      'and a timeout',
      'MESH966',
      pool({ http2KeepAlive: { interval: '1s' } }),
      pool({ http2KeepAlive: { interval: '1s', timeout: '1s' } }),
    ],
    ['connections are not negative', 'MESH966', tcp({ maxConnections: -1 }), tcp({ maxConnections: 0 })],
    ['a timeout of connections is a duration', 'IST0106', tcp({ connectTimeout: '0s' }), tcp({ connectTimeout: '1s' })],
    ['so is their life', 'IST0106', tcp({ maxConnectionDuration: '1us' }), tcp({ maxConnectionDuration: '1s' })],
    ['and their pause, or nothing', 'MESH966', tcp({ idleTimeout: '-1s' }), tcp({ idleTimeout: '0s' })],
    [
      'probes of connections have durations',
      'IST0106',
      tcp({ tcpKeepalive: { time: '1us' } }),
      tcp({ tcpKeepalive: { time: '1s' } }),
    ],
    ['and intervals', 'IST0106', tcp({ tcpKeepalive: { interval: '0s' } }), tcp({ tcpKeepalive: { interval: '1s' } })],
  ],
  validateLoadBalancer: [
    ['a cookie has a name', 'MESH963', hash({ httpCookie: { name: '' } }), hash({ httpCookie: { name: 'a' } })],
    ['so have its attributes', 'MESH963', cookie([{ name: '' }]), cookie([{ name: 'SameSite', value: 'Lax' }])],
    ['each once', 'MESH963', cookie([{ name: 'a' }, { name: 'a' }]), cookie([{ name: 'a' }, { name: 'b' }])],
    [
      'minimumRingSize is of the past',
      'MESH904',
      hash({ useSourceIp: true, minimumRingSize: 8 }),
      hash({ useSourceIp: true, ringHash: { minimumRingSize: 8 } }),
      'warns',
    ],
    [
      'and is alone',
      'MESH963',
      hash({ useSourceIp: true, minimumRingSize: 8, ringHash: {} }),
      hash({ useSourceIp: true, ringHash: {} }),
    ],
    [
      'a table of Maglev has a size',
      'MESH963',
      hash({ useSourceIp: true, maglev: {} }),
      hash({ useSourceIp: true, maglev: { tableSize: 101 } }),
    ],
    [
      'below a limit',
      'MESH963',
      hash({ useSourceIp: true, maglev: { tableSize: 5_000_011 } }),
      hash({ useSourceIp: true, maglev: { tableSize: 65_537 } }),
    ],
    [
      'it balances by locality, or by zone',
      'MESH966',
      balancer({ localityLbSetting: {}, zoneAwareLbSetting: {} }),
      locality({}),
    ],
    ['warming up takes a duration', 'IST0106', balancer({ simple: 'ROUND_ROBIN', warmup: {} }), warm({})],
    ['of a millisecond or more', 'IST0106', warm({ duration: '1us' }), warm({})],
    ['from at most all', 'IST0106', warm({ minimumPercent: 101 }), warm({ minimumPercent: 100 })],
    ['with some aggression', 'MESH966', warm({ aggression: 0 }), warm({ aggression: 1 })],
  ],
  isPrime: [
    [
      'a size of Maglev is prime',
      'MESH963',
      hash({ useSourceIp: true, maglev: { tableSize: 9 } }),
      hash({ useSourceIp: true, maglev: { tableSize: 2 } }),
    ],
  ],
  ValidateLocalityLbSetting: [
    [
      'distribute and failover exclude each other',
      'MESH965',
      locality({ distribute: [{ from: 'a', to: { a: 100 } }], failover: [{ from: 'a', to: 'b' }] }),
      failover('a', 'b'),
    ],
    [
      'failover says nothing of places beside failoverPriority',
      'MESH965',
      locality({ failover: [{ from: 'a', to: 'b' }], failoverPriority: [REGION] }),
      locality({ failover: [{ from: 'a', to: 'b' }], failoverPriority: ['rack'] }),
    ],
    ['a share is more than nothing', 'MESH965', share('a', { a: 100, b: 0 }), share('a', { a: 99, b: 1 })],
    ['shares make all', 'MESH965', share('a', { a: 90 }), share('a', { a: 100 })],
    ['a region fails over to another', 'MESH965', failover('a', 'a'), failover('a', 'b')],
    ['it is a whole region', 'MESH965', failover('a/b', 'c'), failover('a', 'c')],
    ['which is named', 'MESH965', failover('a', '*'), failover('a', 'b')],
  ],
  ValidateZoneAwareLbSetting: [
    [
      'zones are no matter of failoverPriority',
      'MESH965',
      zone({ failoverPriority: [REGION] }),
      zone({ failoverPriority: ['rack'] }),
    ],
    [
      'failover says when a place fails',
      'MESH904',
      policy({ loadBalancer: { zoneAwareLbSetting: { failover: [{ from: 'a', to: 'b' }] } } }),
      zone({ failover: [{ from: 'a', to: 'b' }] }),
      'warns',
    ],
    [
      'a region fails over to another',
      'MESH965',
      zone({ failover: [{ from: 'a', to: 'a' }] }),
      zone({ failover: [{ from: 'a', to: 'b' }] }),
    ],
    [
      'it is a whole region',
      'MESH965',
      zone({ failover: [{ from: 'a', to: 'b/c' }] }),
      zone({ failover: [{ from: 'a', to: 'b' }] }),
    ],
    [
      'which is named',
      'MESH965',
      zone({ failover: [{ from: '*', to: 'b' }] }),
      zone({ failover: [{ from: 'a', to: 'b' }] }),
    ],
  ],
  validateLocalities: [
    ['a wildcard is at the end', 'MESH965', share('*/a', { a: 100 }), share('a/*', { a: 100 })],
    ['and alone', 'MESH965', share('a/*/*', { a: 100 }), share('a/b/*', { a: 100 })],
    [
      'nothing is beside all',
      'MESH965',
      locality({ distribute: ['*', 'b'].map((from) => ({ from, to: { a: 100 } })) }),
      share('*', { a: 100 }),
    ],
    ['regions do not overlap', 'MESH965', share('a', { a: 50, 'a/b': 50 }), share('a', { 'a/c': 50, 'a/b': 50 })],
    ['nor zones', 'MESH965', share('a', { 'a/b': 50, 'a/b/c': 50 }), share('a', { 'a/b/d': 50, 'a/b/c': 50 })],
    [
      'nor zones within all of a region',
      'MESH965',
      locality({ distribute: ['a/*', 'a/b/c'].map((from) => ({ from, to: { a: 100 } })) }),
      locality({ distribute: ['a/d', 'a/b/c'].map((from) => ({ from, to: { a: 100 } })) }),
    ],
    [
      'nor places that share',
      'MESH965',
      locality({ distribute: ['a', 'a/b'].map((from) => ({ from, to: { a: 100 } })) }),
      locality({ distribute: ['a', 'b'].map((from) => ({ from, to: { a: 100 } })) }),
    ],
  ],
  getLocalityParam: [['no part is empty', 'MESH965', share('a//b', { a: 100 }), share('a/c/b', { a: 100 })]],
  validatePortTrafficPolicies: [
    ['no policy of a port is null', 'IST0106', policy({ portLevelSettings: [null] }), port({ loadBalancer: {} })],
    ['it names the port', 'MESH966', policy({ portLevelSettings: [{ loadBalancer: {} }] }), port({ loadBalancer: {} })],
    ['and says something', 'MESH966', port({}), port({ tls: {} })],
  ],
  ValidateTLS: [
    [
      'authorities of a ConfigMap are of its namespace',
      'MESH966',
      tls({ credentialName: 'configmap://other/a' }),
      tls({ credentialName: 'configmap://shop/a' }),
    ],
    [
      'who checks nothing names no authority',
      'MESH966',
      tls({ insecureSkipVerify: true, caCertificates: '/a' }),
      tls({ insecureSkipVerify: true }),
    ],
    [
      'nor names',
      'MESH966',
      policy({ tls: { ...mutual, insecureSkipVerify: true, subjectAltNames: ['a'] } }),
      policy({ tls: { ...mutual, insecureSkipVerify: true } }),
    ],
    ['a Secret is alone', 'MESH966', tls({ credentialName: 'c', caCertificates: '/a' }), tls({ credentialName: 'c' })],
    [
      'mutual TLS has a certificate',
      'MESH966',
      policy({ tls: { ...mutual, clientCertificate: '' } }),
      policy({ tls: mutual }),
    ],
    ['and its key', 'MESH966', policy({ tls: { ...mutual, privateKey: '' } }), policy({ tls: mutual })],
  ],
});
