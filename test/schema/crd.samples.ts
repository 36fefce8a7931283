/** Objects for the tests of schemas: of every API group, with fields of every kind, and right in all of them. */
export const object = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'a', namespace: 'b' },
  spec,
});
export const virtualService = (spec: object) => object('networking.istio.io/v1', 'VirtualService', spec);
export const destinationRule = (spec: object) => object('networking.istio.io/v1', 'DestinationRule', spec);
export const httpRoute = (spec: object) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', spec);

export const VALID = [
  virtualService({
    hosts: ['reviews'],
    exportTo: ['.'],
    http: [
      {
        match: [{ uri: { prefix: '/a' }, headers: { 'end-user': { exact: 'jason' } }, port: 80, ignoreUriCase: true }],
        fault: { abort: { percentage: { value: 10.5 }, httpStatus: 500 }, delay: { fixedDelay: '7s' } },
        route: [{ destination: { host: 'reviews', subset: 'v1', port: { number: 9080 } }, weight: 75 }],
        retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx' },
        corsPolicy: { allowOrigins: [{ regex: '.*' }], allowMethods: ['GET'] },
      },
    ],
    tcp: [{ match: [{ port: 27017 }], route: [{ destination: { host: 'mongo' } }] }],
  }),
  destinationRule({
    host: 'reviews',
    trafficPolicy: {
      loadBalancer: { consistentHash: { httpCookie: { name: 'user', ttl: '0s' } } },
      tls: { mode: 'ISTIO_MUTUAL' },
      connectionPool: { tcp: { maxConnections: 10 }, http: { h2UpgradePolicy: 'UPGRADE' } },
      outlierDetection: { consecutive5xxErrors: 7, interval: '5m' },
    },
    subsets: [{ name: 'v1', labels: { version: 'v1' } }],
  }),
  object('networking.istio.io/v1', 'ServiceEntry', {
    hosts: ['api.example.com'],
    ports: [{ number: 443, name: 'https', protocol: 'TLS' }],
    location: 'MESH_EXTERNAL',
    resolution: 'DNS',
  }),
  object('networking.istio.io/v1alpha3', 'EnvoyFilter', {
    configPatches: [
      {
        applyTo: 'HTTP_FILTER',
        match: { context: 'SIDECAR_INBOUND', listener: { portNumber: 80 } },
        patch: { operation: 'INSERT_BEFORE', value: { name: 'envoy.lua', anything: [1, { deep: true }] } },
      },
    ],
  }),
  object('security.istio.io/v1', 'AuthorizationPolicy', {
    action: 'ALLOW',
    selector: { matchLabels: { app: 'reviews' } },
    rules: [{ from: [{ source: { principals: ['a'] } }], to: [{ operation: { methods: ['GET'] } }] }],
  }),
  object('telemetry.istio.io/v1', 'Telemetry', {
    tracing: [
      {
        providers: [{ name: 'zipkin' }],
        randomSamplingPercentage: 100,
        customTags: { a: { literal: { value: 'b' } } },
      },
    ],
  }),
  httpRoute({
    parentRefs: [{ name: 'gateway', sectionName: 'http' }],
    hostnames: ['*.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/a' }, headers: [{ name: 'x', value: 'y' }] }],
        backendRefs: [{ name: 'reviews', port: 9080, weight: 1 }],
        timeouts: { request: '10s' },
      },
    ],
  }),
  object('gateway.networking.k8s.io/v1', 'Gateway', {
    gatewayClassName: 'istio',
    addresses: [{ type: 'IPAddress', value: '10.0.0.1' }],
    listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }],
  }),
  object('argoproj.io/v1alpha1', 'Application', {
    project: 'default',
    destination: { server: 'https://kubernetes.default.svc', namespace: 'a' },
    source: { repoURL: 'https://git.example.com/a.git', path: 'dist/demo', targetRevision: 'main' },
    syncPolicy: { automated: { prune: true }, retry: { limit: 5, backoff: { duration: '5s', factor: 2 } } },
  }),
  object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
    interval: '10m',
    path: './dist/demo',
    prune: true,
    sourceRef: { kind: 'GitRepository', name: 'mesh' },
    kubeConfig: { secretRef: { name: 'east' } },
  }),
  object('source.toolkit.fluxcd.io/v1', 'GitRepository', {
    interval: '1m',
    url: 'https://git.example.com/a.git',
    provider: 'azure',
    serviceAccountName: 'reader',
  }),
];
