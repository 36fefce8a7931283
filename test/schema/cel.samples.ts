import { httpRoute, object } from './crd.samples';

/** More objects for the rules that relate fields to each other. */
export const RULED = [
  httpRoute({
    parentRefs: [
      { name: 'a', sectionName: 'x' },
      { name: 'a', sectionName: 'y' },
      { name: 'b', namespace: 'n', port: 1 },
    ],
    rules: [
      {
        matches: [{ path: { value: '/a' }, method: 'GET' }],
        filters: [
          {
            type: 'RequestRedirect',
            requestRedirect: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } },
          },
          { type: 'RequestHeaderModifier', requestHeaderModifier: { add: [{ name: 'a', value: 'b' }] } },
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 'a', port: 80 }, fraction: { numerator: 1 } } },
        ],
        timeouts: { request: '2s', backendRequest: '1s' },
      },
      {
        filters: [
          { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath', replaceFullPath: '/b' } } },
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['a'] } },
          { type: 'CORS', cors: { allowOrigins: ['*'] } },
        ],
        backendRefs: [
          {
            name: 'a',
            port: 80,
            filters: [{ type: 'ExtensionRef', extensionRef: { group: 'g', kind: 'k', name: 'n' } }],
          },
        ],
      },
    ],
  }),
  object('gateway.networking.k8s.io/v1', 'GRPCRoute', {
    rules: [{ matches: [{ method: { service: 'a.B', method: 'C' } }], backendRefs: [{ name: 'a', port: 80 }] }],
  }),
  object('gateway.networking.k8s.io/v1', 'TLSRoute', {
    hostnames: ['*.example.com', 'a.example.com'],
    rules: [{ backendRefs: [{ name: 'a', port: 80 }] }],
  }),
  object('gateway.networking.k8s.io/v1', 'Gateway', {
    gatewayClassName: 'istio',
    tls: {
      frontend: {
        default: {},
        perPort: [
          { port: 443, tls: {} },
          { port: 8443, tls: {} },
        ],
      },
    },
    infrastructure: { labels: { 'a.b/c': 'd' } },
    addresses: [{ value: '10.0.0.1' }, { type: 'Hostname', value: 'a.example.com' }],
    listeners: [
      { name: 'http', port: 80, protocol: 'HTTP', hostname: 'a.example.com' },
      { name: 'https', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ name: 'a' }] } },
      {
        name: 'mutual',
        port: 444,
        protocol: 'HTTPS',
        tls: { mode: 'Terminate', options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' } },
      },
      { name: 'tls', port: 8443, protocol: 'TLS', tls: { mode: 'Passthrough' } },
      { name: 'tcp', port: 9000, protocol: 'TCP' },
    ],
  }),
  object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', {
    targetRefs: [
      { group: '', kind: 'Service', name: 'a' },
      { group: '', kind: 'Service', name: 'b', sectionName: 'x' },
    ],
    validation: {
      hostname: 'a.example.com',
      wellKnownCACertificates: 'System',
      subjectAltNames: [
        { type: 'Hostname', hostname: 'a.example.com' },
        { type: 'URI', uri: 'spiffe://a' },
      ],
    },
  }),
  object('networking.istio.io/v1', 'ServiceEntry', {
    hosts: ['a.example.com'],
    addresses: ['10.0.0.0/8'],
    ports: [
      { number: 80, name: 'http', targetPort: 8080 },
      { number: 443, name: 'https' },
    ],
    resolution: 'STATIC',
    endpoints: [{ address: '10.0.0.1', ports: { http: 8080 } }],
    exportTo: ['.'],
  }),
  object('gateway.networking.k8s.io/v1', 'ListenerSet', {
    parentRef: { name: 'a' },
    listeners: [
      { name: 'a', port: 80, protocol: 'HTTP' },
      { name: 'b', port: 81, protocol: 'HTTP' },
    ],
  }),
  object('extensions.istio.io/v1alpha1', 'TrafficExtension', { wasm: { url: 'oci://registry.example.com/a' } }),
  object('networking.istio.io/v1', 'WorkloadEntry', { address: 'unix:///a', network: 'n', weight: 1 }),
  object('networking.istio.io/v1', 'WorkloadGroup', {
    metadata: { labels: { app: 'a' } },
    template: { ports: { http: 80 } },
    probe: { httpGet: { port: 80, scheme: 'HTTP' }, periodSeconds: 1 },
  }),
  object('networking.istio.io/v1', 'Gateway', {
    selector: { istio: 'ingressgateway' },
    servers: [
      {
        port: { number: 443, name: 'https', protocol: 'HTTPS' },
        hosts: ['*'],
        tls: { mode: 'SIMPLE', credentialName: 'a' },
      },
    ],
  }),
  object('networking.istio.io/v1', 'Sidecar', {
    workloadSelector: { labels: { app: 'a' } },
    ingress: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, defaultEndpoint: 'unix:///a' }],
    egress: [{ hosts: ['./*'] }],
  }),
  object('networking.istio.io/v1beta1', 'ProxyConfig', { selector: { matchLabels: { app: 'a' } }, concurrency: 1 }),
  object('security.istio.io/v1', 'PeerAuthentication', {
    selector: { matchLabels: { app: 'a' } },
    portLevelMtls: { '80': { mode: 'STRICT' } },
  }),
  object('security.istio.io/v1', 'RequestAuthentication', {
    targetRefs: [{ kind: 'Service', name: 'a' }],
    jwtRules: [{ issuer: 'a', jwksUri: 'https://a.example.com/jwks', timeout: '5s', fromHeaders: [{ name: 'x' }] }],
  }),
  object('security.istio.io/v1', 'AuthorizationPolicy', {
    targetRef: { kind: 'Service', name: 'a' },
    rules: [{ from: [{ source: { serviceAccounts: ['a/b'] } }] }],
  }),
  object('telemetry.istio.io/v1', 'Telemetry', {
    targetRefs: [{ kind: 'Service', name: 'a', namespace: '' }],
    metrics: [{ reportingInterval: '5s', overrides: [{ tagOverrides: { a: { operation: 'UPSERT', value: 'b' } } }] }],
  }),
  object('extensions.istio.io/v1alpha1', 'WasmPlugin', {
    selector: { matchLabels: { app: 'a' } },
    url: 'oci://registry.example.com/a',
    vmConfig: { env: [{ name: 'a', valueFrom: 'HOST' }] },
    match: [{ ports: [{ number: 80 }] }],
  }),
  object('extensions.istio.io/v1alpha1', 'TrafficExtension', {
    targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'a' }],
    lua: { inlineCode: 'a' },
  }),
  object('networking.istio.io/v1alpha3', 'EnvoyFilter', {
    workloadSelector: { labels: { app: 'a' } },
    configPatches: [{ applyTo: 'BOOTSTRAP', match: { context: 'WAYPOINT', waypoint: { portNumber: 80 } } }],
  }),
];
