/** One object that istiod's webhook refuses, and its twin that it takes. */
export interface Twin {
  readonly code: string;
  readonly kind: string;
  readonly wrong: object;
  readonly right: object;
  /** What the message says of it. */
  readonly says: string;
  readonly metadata?: object;
}

const to = [{ destination: { host: 'web' } }];
const http = (rule: object, more: object = {}) => ({ hosts: ['web'], http: [{ route: to, ...rule }], ...more });
const set = (value: string) => ({ headers: { response: { set: { 'x-load': value } } } });
const entry = (more: object) => ({
  hosts: ['a.example.com'],
  ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
  resolution: 'DNS',
  ...more,
});
const wild = (more: object = {}) => entry({ hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS', ...more });
const rule = (trafficPolicy: object) => ({ host: 'web', trafficPolicy });
const hash = (consistentHash: object) => rule({ loadBalancer: { consistentHash } });
const locality = (...distribute: readonly object[]) =>
  rule({ loadBalancer: { localityLbSetting: { distribute } }, outlierDetection: {} });
const scope = (host: string) => ({ egress: [{ hosts: [host] }] });
const allow = (one: object, more: object = {}) => ({ rules: [one], ...more });
const from = (source: object) => allow({ from: [{ source }] });
const of = (operation: object) => allow({ to: [{ operation }] });
const when = (key: string, ...values: readonly string[]) => allow({ when: [{ key, values }] });
const server = (more: object, port: object = {}) => ({
  selector: { istio: 'edge' },
  servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP', ...port }, hosts: ['a.example.com'], ...more }],
});
const token = (jwt: object) => ({ jwtRules: [{ issuer: 'a', ...jwt }] });

const VS = 'VirtualService';
const SE = 'ServiceEntry';
const DR = 'DestinationRule';
const AP = 'AuthorizationPolicy';

const twin = (code: string, kind: string, says: string, wrong: object, right: object): Twin => ({
  code,
  kind,
  says,
  wrong,
  right,
});

export const TWINS: readonly Twin[] = [
  twin(
    'MESH950',
    VS,
    'names shop twice',
    http({}, { exportTo: ['.', 'shop'] }),
    http({}, { exportTo: ['.', 'other'] }),
  ),
  twin('MESH950', SE, 'has ~ beside others', entry({ exportTo: ['~', '.'] }), entry({ exportTo: ['~'] })),
  twin('MESH950', DR, 'has * beside others', { host: 'web', exportTo: ['*', '.'] }, { host: 'web', exportTo: ['*'] }),
  twin(
    'MESH950',
    DR,
    'goes beyond their namespace',
    { host: 'web', workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['*'] },
    { host: 'web', workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['.'] },
  ),
  twin(
    'MESH951',
    VS,
    'overlap',
    http({}, { hosts: ['a.example.com', '*.example.com'], gateways: ['edge'] }),
    http({}, { hosts: ['a.example.com', 'b.example.com'], gateways: ['edge'] }),
  ),
  twin('MESH952', VS, 'which Envoy cannot read', http(set('50%')), http(set('50%% of %REQ(:path)%'))),
  twin('MESH952', VS, 'which Envoy cannot read', http(set('BEGIN%20CERTIFICATE')), http(set('%START_TIME(%s.%3f)% a'))),
  twin(
    'MESH953',
    VS,
    'sets the host in two places',
    http({ rewrite: { authority: 'a.example.com' }, headers: { request: { set: { Host: 'b' } } } }),
    http({ rewrite: { authority: 'a.example.com' }, headers: { request: { set: { a: 'b' } } } }),
  ),
  twin(
    'MESH347',
    VS,
    'is no regular expression of RE2',
    http({ match: [{ uri: { regex: '(?=a)' } }] }),
    http({ match: [{ uri: { regex: '/a.*' } }] }),
  ),
  twin(
    'MESH954',
    VS,
    'has 1101 letters',
    http({ match: [{ uri: { regex: `/${'a'.repeat(1100)}` } }] }),
    http({ match: [{ uri: { regex: `/${'a'.repeat(1000)}` } }] }),
  ),
  twin(
    'MESH954',
    VS,
    'is empty',
    http({ match: [{ headers: { 'x-a': { regex: '' } } }] }),
    http({ match: [{ headers: { 'x-a': {} } }] }),
  ),
  twin('MESH955', VS, 'http[0].rewrite is empty', http({ rewrite: { uri: '' } }), http({ rewrite: { uri: '/' } })),
  twin(
    'MESH955',
    VS,
    'the prefix of http[0].match.x-a is empty',
    http({ match: [{ headers: { 'x-a': { prefix: '' } } }] }),
    http({ match: [{ headers: { 'x-a': { prefix: 'a' } }, uri: { prefix: '' } }] }),
  ),
  twin(
    'MESH956',
    VS,
    'the header "x y"',
    http({ corsPolicy: { allowOrigins: [{ exact: 'https://a.example.com' }], allowHeaders: ['x y'] } }),
    http({ corsPolicy: { allowOrigins: [{ exact: 'https://a.example.com' }], allowHeaders: ['*'] } }),
  ),
  twin(
    'MESH956',
    VS,
    'an empty origin',
    http({ corsPolicy: { allowOrigins: [{ exact: '' }] } }),
    http({ corsPolicy: { allowOrigins: [{ regex: '.*' }] } }),
  ),
  twin(
    'MESH957',
    VS,
    'names the header "host"',
    http({ headers: { response: { set: { host: 'a' } } } }),
    http({ headers: { request: { set: { host: 'a.example.com' } } } }),
  ),
  twin(
    'MESH957',
    VS,
    'names the header "client id"',
    http({ match: [{ headers: { 'client id': { exact: '1' } } }] }),
    http({ match: [{ headers: { 'client.id': { exact: '1' } } }] }),
  ),
  twin('MESH958', VS, 'has both route and redirect', http({ redirect: { uri: '/' } }), {
    hosts: ['web'],
    http: [{ redirect: { uri: '/' } }],
  }),
  twin('MESH958', VS, 'does nothing', { hosts: ['web'], http: [{ match: [{ uri: { exact: '/' } }] }] }, http({})),
  twin(
    'MESH959',
    VS,
    'has the host "a b"',
    { hosts: ['web'], http: [{ route: [{ destination: { host: 'a b' } }] }] },
    http({}),
  ),
  twin(
    'MESH960',
    SE,
    'port 443, which is HTTPS',
    wild({ ports: [{ number: 443, name: 'https', protocol: 'HTTPS' }] }),
    wild(),
  ),
  twin(
    'MESH960',
    SE,
    'the host a.example.com, which is no wildcard',
    wild({ hosts: ['a.example.com'] }),
    wild({ hosts: ['*-a.example.com'] }),
  ),
  twin('MESH960', SE, 'with addresses', wild({ addresses: ['10.0.0.1'] }), entry({ addresses: ['10.0.0.1'] })),
  twin(
    'MESH960',
    SE,
    'with endpoints',
    wild({ endpoints: [{ address: '10.0.0.1' }] }),
    entry({ endpoints: [{ address: '10.0.0.1' }] }),
  ),
  twin(
    'MESH961',
    SE,
    'several hosts share port 5432',
    entry({
      hosts: ['a.example.com', 'b.example.com'],
      ports: [{ number: 5432, name: 'tcp', protocol: 'TCP' }],
      addresses: ['10.0.0.1'],
    }),
    entry({ hosts: ['a.example.com', 'b.example.com'] }),
  ),
  twin(
    'MESH961',
    SE,
    'a CIDR does not go with resolution DNS',
    entry({ addresses: ['10.0.0.0/8'] }),
    entry({ addresses: ['10.0.0.0/8'], resolution: 'NONE' }),
  ),
  twin(
    'MESH961',
    SE,
    'no DNS answers for the wildcard *.example.com',
    entry({ hosts: ['*.example.com'] }),
    entry({ hosts: ['*.example.com'], resolution: 'NONE' }),
  ),
  twin(
    'MESH962',
    SE,
    'the endpoint "a b" is not an IP address or a host name',
    entry({ endpoints: [{ address: 'a b' }] }),
    entry({ endpoints: [{ address: 'b.example.com' }] }),
  ),
  twin(
    'MESH962',
    SE,
    'is not an IP address, nor unix://',
    entry({ resolution: 'STATIC', endpoints: [{ address: 'b.example.com' }] }),
    entry({ resolution: 'STATIC', endpoints: [{ address: 'unix:///a.sock' }] }),
  ),
  twin(
    'MESH963',
    DR,
    'by a cookie without a name',
    hash({ httpCookie: { name: '' } }),
    hash({ httpCookie: { name: 'a', ttl: '0s' } }),
  ),
  twin(
    'MESH963',
    DR,
    'has a Maglev table of 100',
    hash({ useSourceIp: true, maglev: { tableSize: 100 } }),
    hash({ useSourceIp: true, maglev: { tableSize: 101 } }),
  ),
  twin(
    'MESH964',
    DR,
    'leads to port 0',
    rule({ tunnel: { targetHost: 'proxy.example.com', targetPort: 0 } }),
    rule({ tunnel: { targetHost: 'proxy.example.com', targetPort: 3128 } }),
  ),
  twin(
    'MESH965',
    DR,
    'has eu/* and eu/a, which overlap',
    locality({ from: 'eu/*', to: { 'eu/*': 50, 'eu/a': 50 } }),
    locality({ from: 'eu/*', to: { 'eu/b': 50, 'eu/a': 50 } }),
  ),
  twin(
    'MESH965',
    DR,
    'add up to 90',
    locality({ from: 'eu/*', to: { 'eu/*': 90 } }),
    locality({ from: 'eu/*', to: { 'eu/*': 100 } }),
  ),
  twin(
    'MESH966',
    DR,
    'subset v1 is there twice',
    { host: 'web', subsets: [{ name: 'v1' }, { name: 'v1' }] },
    { host: 'web', subsets: [{ name: 'v1' }, { name: 'v2' }] },
  ),
  twin(
    'MESH966',
    DR,
    'has a connectionPool that says nothing',
    rule({ connectionPool: {} }),
    rule({ connectionPool: { tcp: {} } }),
  ),
  twin('MESH967', 'Sidecar', '"shop/a b" is no host of a Sidecar', scope('shop/a b'), scope('shop/a.example.com')),
  twin('MESH967', 'Sidecar', '"shop/cart" is no host of a Sidecar', scope('shop/cart'), scope('./*')),
  twin(
    'MESH968',
    'Sidecar',
    'two listeners are on port 80',
    { ingress: [80, 80].map((number) => ({ port: { number, protocol: 'HTTP', name: 'a' } })) },
    { ingress: [80, 81].map((number) => ({ port: { number, protocol: 'HTTP', name: 'a' } })) },
  ),
  twin('MESH969', AP, 'from of rule 0 says nothing', from({}), allow({})),
  twin('MESH969', AP, 'to of rule 0 says nothing', of({}), of({ ports: ['80'] })),
  twin('MESH970', AP, 'which stands for nothing', from({ principals: [''] }), from({ principals: ['*'] })),
  twin(
    'MESH970',
    AP,
    'which is neither a ServiceAccount',
    from({ serviceAccounts: ['shop/a/b'] }),
    from({ serviceAccounts: ['shop/a'] }),
  ),
  twin(
    'MESH970',
    AP,
    'which is neither a ServiceAccount',
    from({ serviceAccounts: ['shop/*'] }),
    from({ serviceAccounts: ['a'] }),
  ),
  twin('MESH970', AP, '{**} comes last', of({ paths: ['/a/{**}/b/{*}'] }), of({ paths: ['/a/{*}/b/{**}'] })),
  twin('MESH970', AP, 'which stands for nothing', when('source.namespace', ''), when('source.namespace', 'a')),
  twin(
    'MESH971',
    AP,
    'nobody knows the attribute "source.user"',
    when('source.user', 'a'),
    when('request.headers[x-a]', 'a'),
  ),
  twin('MESH972', AP, 'DENY without rules', { action: 'DENY' }, { action: 'DENY', rules: [{}] }),
  twin(
    'MESH972',
    AP,
    'takes no provider',
    allow({}, { provider: { name: 'opa' } }),
    allow({}, { action: 'CUSTOM', provider: { name: 'opa' } }),
  ),
  twin(
    'MESH973',
    AP,
    'has "app=a*"',
    { selector: { matchLabels: { app: 'a*' } } },
    { selector: { matchLabels: { app: 'web' } } },
  ),
  twin(
    'MESH974',
    'Telemetry',
    'is none that Istio reads policies for',
    { targetRefs: [{ kind: 'Pod', name: 'a' }] },
    { targetRefs: [{ kind: 'Service', group: '', name: 'web' }] },
  ),
  twin(
    'MESH975',
    'RequestAuthentication',
    'which is no http or https URL',
    token({ jwksUri: 'https://a.example.com:keys/' }),
    token({ jwksUri: 'https://a.example.com:8443/' }),
  ),
  twin('MESH976', 'Gateway', 'speaks CARRIER', server({}, { protocol: 'CARRIER' }), server({}, { protocol: 'TCP' })),
  twin(
    'MESH976',
    'Gateway',
    'has TLS settings, but speaks HTTP',
    server({ tls: { mode: 'SIMPLE', credentialName: 'a' } }),
    server({ tls: { httpsRedirect: true } }),
  ),
];

export const VERSIONS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
};
export const apiVersionOf = (kind: string): string => VERSIONS[kind] ?? 'networking.istio.io/v1';
