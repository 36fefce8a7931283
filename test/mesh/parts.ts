import type { KubeObject, WrittenObject } from '../../lib/model/object';

const of = (
  apiVersion: string,
  kind: string,
  spec: object,
  labels: Readonly<Record<string, string>> = {},
): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'part', namespace: 'shop', labels },
  spec,
});
const istio = (kind: string, spec: object) => of('networking.istio.io/v1', kind, spec);
const security = (kind: string, spec: object) => of('security.istio.io/v1', kind, spec);
const api = (kind: string, spec: object) => of('gateway.networking.k8s.io/v1', kind, spec);

const selector = { matchLabels: { app: 'cart' } };
const destination = { host: 'cart', subset: 'v1', port: { number: 80 } };
const parentRefs = [{ name: 'part' }, { name: 'cart', kind: 'Service', group: '' }];
const backendRefs = [{ name: 'cart', port: 80 }];

const PARTS: readonly KubeObject[] = [
  istio('ProxyConfig', { selector, concurrency: 2 }),
  of('extensions.istio.io/v1alpha1', 'WasmPlugin', { selector, url: 'file:///a.wasm' }),
  of('extensions.istio.io/v1alpha1', 'TrafficExtension', { selector, lua: { inlineCode: 'a = 1' } }),
  istio('VirtualService', {
    hosts: ['web', 'cart'],
    gateways: ['mesh', 'part'],
    http: [
      { match: [{ headers: { '@request.auth.claims.sub': { exact: 'a' } } }], route: [{ destination, weight: 100 }] },
      { route: [{ destination }], timeout: '3s', retries: { attempts: 1, perTryTimeout: '1s' } },
    ],
    tls: [{ match: [{ sniHosts: ['cart'] }], route: [{ destination }] }],
    tcp: [{ route: [{ destination }] }],
  }),
  istio('DestinationRule', {
    host: 'cart',
    trafficPolicy: { tls: { mode: 'DISABLE' } },
    subsets: [{ name: 'v1', labels: { version: 'v1' } }],
  }),
  istio('Gateway', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  }),
  istio('ServiceEntry', { hosts: ['api.example.com'], ports: [{ number: 443, name: 'tcp', protocol: 'TCP' }] }),
  istio('Sidecar', { workloadSelector: { labels: { app: 'web' } }, egress: [{ hosts: ['./*'] }] }),
  istio('WorkloadEntry', { address: '10.0.0.1' }),
  istio('WorkloadGroup', { template: {} }),
  istio('EnvoyFilter', { configPatches: [{ applyTo: 'HTTP_FILTER', patch: { operation: 'REMOVE' } }] }),
  security('PeerAuthentication', { selector, mtls: { mode: 'STRICT' } }),
  security('AuthorizationPolicy', {
    selector,
    action: 'CUSTOM',
    provider: { name: 'ext' },
    rules: [{ from: [{ source: { principals: ['a/ns/b/sa/c'] } }], to: [{ operation: { methods: ['GET'] } }] }],
  }),
  security('RequestAuthentication', { selector, jwtRules: [{ issuer: 'a', jwksUri: 'https://keys.example.com' }] }),
  of('telemetry.istio.io/v1', 'Telemetry', { selector }),
  api('Gateway', { gatewayClassName: 'istio', listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }] }),
  api('HTTPRoute', { parentRefs, rules: [{ backendRefs }] }),
  api('GRPCRoute', { parentRefs, rules: [{ backendRefs }] }),
  api('TLSRoute', { parentRefs, hostnames: ['cart'], rules: [{ backendRefs }] }),
  api('TCPRoute', { parentRefs, rules: [{ backendRefs }] }),
  api('ReferenceGrant', {
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'calm' }],
    to: [{ group: '', kind: 'Service' }],
  }),
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'calm', labels: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' } },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'tried', namespace: 'shop', annotations: { 'istio.io/dry-run': 'true' } },
    spec: { selector, rules: [{}] },
  },
  of('extensions.istio.io/v1alpha1', 'WasmPlugin', { selector, url: 'oci://registry.example.com/a' }),
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-cert', namespace: 'shop' } },
];

/** One object of every kind that several rules read, beside `secured()`. */
export const parts: readonly WrittenObject[] = PARTS.map((object, i) => ({ place: `parts:${i}`, object }));
