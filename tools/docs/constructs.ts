import { Chart } from 'cdk8s';
import {
  Allow,
  Audit,
  Bookinfo,
  byHeader,
  byMatch,
  byPath,
  type CallingGateway,
  Certificate,
  ClusterIssuer,
  canary,
  DeclaredCallsOnly,
  Deny,
  DestinationPolicy,
  Egress,
  EnvoyFilter,
  ExistingService,
  ExternalAuthorization,
  ExternalService,
  type GatewayPods,
  GlobalRateLimit,
  grpc,
  http,
  https,
  httpsServer,
  Listeners,
  LocalRateLimit,
  MeshApp,
  MeshNamespace,
  Microservice,
  NetworkPolicies,
  PeerAuthentication,
  ProxyConfig,
  perSecond,
  prefix,
  RateLimitService,
  RequestAuthentication,
  Route,
  SidecarScope,
  Telemetry,
  TrafficExtension,
  WasmPlugin,
  Waypoint,
  WorkloadEntry,
  WorkloadGroup,
  ZeroTrust,
} from '../../lib';

/** What every example may use. */
export function exampleMesh() {
  const app = new MeshApp();
  const chart = new Chart(app, 'example');
  const shop = new MeshNamespace(chart, 'shop', { injection: true });
  const edge = new MeshNamespace(chart, 'edge', { injection: true });
  const version = { image: 'example.com/shop/app:v1' };
  const stock = new Microservice(shop, 'stock', { ports: [http(80)], versions: { v1: version } });
  const cart = new Microservice(shop, 'cart', {
    ports: [http(80)],
    versions: { v1: version, v2: version },
    calls: [stock],
  });
  new DestinationPolicy(shop, 'cart-versions', { service: cart });
  const ingress: CallingGateway = {
    name: 'ingress',
    namespace: 'edge',
    serviceAccount: 'ingress',
    selector: { istio: 'ingress' },
    ports: [{ name: 'https', port: 443 }],
  };
  const egress: GatewayPods = {
    name: 'egress',
    namespace: 'edge',
    selector: { istio: 'egress' },
    ports: [{ name: 'http2', port: 80 }],
  };
  return { app, chart, shop, edge, cart, stock, ingress, egress };
}
export type ExampleMesh = ReturnType<typeof exampleMesh>;

interface Entry {
  /** What it is for, in one sentence. */
  readonly purpose: string;
  /** At most five lines; its page shows the function's body. */
  readonly example: (mesh: ExampleMesh) => void;
}

/** Every construct of `lib/mesh`, in the order of the reference. */
export const CONSTRUCTS: Readonly<Record<string, Entry>> = {
  MeshNamespace: {
    purpose: 'A namespace whose pods get sidecars of the control plane that it is given.',
    example: ({ chart }) => {
      new MeshNamespace(chart, 'orders', { injection: true });
    },
  },
  Microservice: {
    purpose: 'A Service, a Deployment per version and ServiceAccounts; the handle that everything else takes.',
    example: ({ shop, stock }) => {
      const ports = [http(8080), grpc(9090)];
      const versions = { v1: { image: 'example.com/shop/pay:v1', replicas: 2 } };
      const pay = new Microservice(shop, 'pay', { ports, versions, calls: [stock] });
      pay.addVersion('v2', { image: 'example.com/shop/pay:v2' });
    },
  },
  ExistingService: {
    purpose: 'The same handle for a service that others deploy.',
    example: ({ shop, cart }) => {
      const legacy = ExistingService.of({ name: 'legacy', namespace: 'old', ports: [http(80)] });
      new Route(shop, 'cart-route', { service: cart, http: [{ to: legacy }] });
    },
  },
  Route: {
    purpose: "Which requests go where: a VirtualService, or the Gateway API's routes with `api: 'gateway-api'`.",
    example: ({ shop, cart }) => {
      const [v1, v2] = [cart.version('v1'), cart.version('v2')];
      const beta = { match: { headers: { 'x-beta': 'yes' } }, to: v2 };
      const others = { to: canary(v1, v2, 10), timeout: '3s' };
      new Route(shop, 'cart-route', { service: cart, http: [beta, others] });
    },
  },
  DestinationPolicy: {
    purpose: 'How callers treat a service: load balancing, connection pools, outlier detection, TLS, and its versions.',
    example: ({ shop, stock }) => {
      const loadBalancer = { algorithm: 'ROUND_ROBIN', warmup: { duration: '60s' } } as const;
      const outlierDetection = { consecutive5xx: 5, interval: '10s', ejectFor: '1m', maxEjectedPercent: 100 };
      new DestinationPolicy(shop, 'stock-policy', { service: stock, loadBalancer, outlierDetection });
    },
  },
  SidecarScope: {
    purpose: "What a service's sidecars know: the calls that it declared, and nothing else.",
    example: ({ shop, cart }) => {
      new SidecarScope(shop, 'cart-scope', { service: cart, outbound: 'REGISTRY_ONLY' });
    },
  },
  Listeners: {
    purpose: 'Ports, hosts and certificates that a gateway serves.',
    example: ({ shop, cart, ingress }) => {
      const server = httpsServer(443, ['shop.example.com'], { name: 'shop-cert', namespace: 'edge' });
      const gateways = new Listeners(shop, 'shop-gateway', { gateway: ingress, servers: [server] });
      new Route(shop, 'entry', { gateways, http: [{ match: { path: prefix('/cart') }, to: cart }] });
    },
  },
  ClusterIssuer: {
    purpose: "Who signs certificates, through cert-manager: an ACME authority, or one's own (`ClusterIssuer.ca`).",
    example: ({ chart }) => {
      const server = 'https://acme-v02.api.letsencrypt.org/directory';
      ClusterIssuer.acme(chart, 'letsencrypt', { server, email: 'ops@example.com', ingressClass: 'istio' });
    },
  },
  Certificate: {
    purpose: "A certificate that cert-manager renews, where a gateway's pods read it.",
    example: ({ edge, ingress }) => {
      const issuer = { name: 'letsencrypt', kind: 'ClusterIssuer' } as const;
      const { credential } = new Certificate(edge, 'shop-cert', { hosts: ['shop.example.com'], issuer });
      const servers = [httpsServer(443, ['shop.example.com'], credential)];
      new Listeners(edge, 'secure', { gateway: ingress, servers });
    },
  },
  ExternalService: {
    purpose: 'A host outside of the mesh that sidecars know by name: a ServiceEntry.',
    example: ({ shop }) => {
      new ExternalService(shop, 'maps', { hosts: ['maps.example.com'], ports: [http(80), https(443)] });
    },
  },
  Egress: {
    purpose: 'Calls to a host outside leave through the egress gateway, which may begin TLS.',
    example: ({ shop, egress }) => {
      const ports = [http(80), https(443)];
      const service = new ExternalService(shop, 'maps', { hosts: ['maps.example.com'], ports });
      const originate = { port: service.port(443) };
      new Egress(shop, 'maps-out', { to: service.port(80), through: egress, originate });
    },
  },
  WorkloadEntry: {
    purpose: 'One virtual machine that serves beside pods.',
    example: ({ shop }) => {
      new WorkloadEntry(shop, 'vm-1', { address: '192.0.2.10', labels: { app: 'mysqldb' } });
    },
  },
  WorkloadGroup: {
    purpose: 'Virtual machines that join by themselves.',
    example: ({ shop }) => {
      const health = { path: '/ready', port: 8080 };
      new WorkloadGroup(shop, 'vms', { labels: { app: 'mysqldb' }, serviceAccount: 'mysqldb', health });
    },
  },
  PeerAuthentication: {
    purpose: 'What pods accept: mutual TLS, plaintext, or both.',
    example: ({ shop }) => {
      new PeerAuthentication(shop, 'default', { mode: 'STRICT' });
    },
  },
  Allow: {
    purpose: 'Who may call, by handle: everything else is refused.',
    example: ({ shop, cart, stock }) => {
      const rules = [{ from: cart, to: { methods: ['GET'], ports: [stock.port(80)] } }] as const;
      new Allow(shop, 'stock-callers', { workload: stock, rules });
    },
  },
  Deny: {
    purpose: 'Who may not, whatever else allows it.',
    example: ({ shop, stock }) => {
      new Deny(shop, 'no-admin', { workload: stock, rules: [{ to: { paths: ['/admin*'] } }] });
    },
  },
  Audit: {
    purpose: 'Which requests are written to the audit log.',
    example: ({ shop, stock }) => {
      new Audit(shop, 'writes', { workload: stock, rules: [{ to: { methods: ['POST', 'DELETE'] } }] });
    },
  },
  ExternalAuthorization: {
    purpose: 'An authorizer of the mesh configuration decides.',
    example: ({ shop, cart }) => {
      const rules = [{ to: { paths: ['/checkout*'] } }];
      new ExternalAuthorization(shop, 'ask-opa', { provider: 'opa', workload: cart, rules });
    },
  },
  DeclaredCallsOnly: {
    purpose: 'A whole namespace: nothing may call but who declared it.',
    example: ({ shop, cart, stock }) => {
      cart.calls(stock);
      new DeclaredCallsOnly(shop, 'DeclaredCalls');
    },
  },
  RequestAuthentication: {
    purpose: 'Which JSON Web Tokens are good, and whether a request needs one.',
    example: ({ shop, cart }) => {
      const jwksUri = 'https://login.example.com/keys.json';
      const jwt = [{ issuer: 'https://login.example.com', jwksUri }];
      new RequestAuthentication(shop, 'login', { workload: cart, jwt, required: true });
    },
  },
  Waypoint: {
    purpose: 'In ambient mode: a proxy for what ztunnel cannot read, for a namespace or some of its services.',
    example: ({ chart }) => {
      const quiet = new MeshNamespace(chart, 'quiet', { injection: 'ambient' });
      new Waypoint(quiet, 'Waypoint').serve(quiet);
    },
  },
  ZeroTrust: {
    purpose: 'The whole mesh: mTLS alone, declared calls alone, and a network that lets through no more.',
    example: ({ edge, shop, cart, ingress }) => {
      const entries = [{ gateway: ingress, to: [cart] }];
      new ZeroTrust(edge, 'ZeroTrust', { namespaces: [shop], entries });
    },
  },
  NetworkPolicies: {
    purpose: 'The same calls for the network, with the ways of probes, Prometheus, istiod and DNS.',
    example: ({ shop }) => {
      new NetworkPolicies(shop, 'NetworkPolicies');
    },
  },
  Telemetry: {
    purpose: 'What proxies report, and where to: metrics and their tags, access logs, traces.',
    example: ({ shop }) => {
      const metrics = [{ overrides: [{ metric: 'REQUEST_COUNT', tags: { host: 'request.host' } }] }] as const;
      const accessLogs = [{ providers: ['envoy'], filter: 'response.code >= 400' }];
      new Telemetry(shop, 'shop', { metrics, accessLogs, tracing: [{ sampling: 5 }] });
    },
  },
  LocalRateLimit: {
    purpose: 'Each proxy limits requests by itself; 429 beyond.',
    example: ({ shop, cart }) => {
      const quotas = [{ of: [byMatch(':path', prefix('/login'), 'login')], rate: perSecond(2) }];
      new LocalRateLimit(shop, 'cart-limit', { traffic: cart.port(80), rate: perSecond(50), quotas });
    },
  },
  GlobalRateLimit: {
    purpose: 'All proxies limit requests together; a service counts.',
    example: ({ edge, shop, ingress }) => {
      const domains = { shop: [{ of: [byPath], requests: 100, per: 'minute' as const }] };
      const { port: service } = new RateLimitService(shop, 'Limits', { domains });
      const counting = { service, domain: 'shop', descriptors: [[byPath]] };
      new GlobalRateLimit(edge, 'limit', { traffic: ingress, onFailure: 'allow', ...counting });
    },
  },
  RateLimitService: {
    purpose: "Envoy's rate-limit service, its quotas and its Redis.",
    example: ({ shop }) => {
      const paid = { of: [byHeader('x-plan', 'plan')], values: { plan: 'paid' } };
      const domains = { shop: [{ ...paid, requests: 1000, per: 'hour' as const }] };
      new RateLimitService(shop, 'Limits', { domains });
    },
  },
  ProxyConfig: {
    purpose: 'What proxies start with: threads, environment, image type.',
    example: ({ shop, cart }) => {
      new ProxyConfig(shop, 'cart-proxy', { workload: cart, concurrency: 4 });
    },
  },
  WasmPlugin: {
    purpose: 'Code of your own in the proxy, named by its digest.',
    example: ({ shop, cart }) => {
      const url = `oci://example.com/shop/basic-auth@sha256:${'0'.repeat(64)}`;
      new WasmPlugin(shop, 'basic-auth', { workload: cart, url, phase: 'AUTHN', config: { realm: 'shop' } });
    },
  },
  TrafficExtension: {
    purpose: 'A few lines of Lua in the proxy.',
    example: ({ shop, cart }) => {
      const lua = 'function envoy_on_response(handle) handle:headers():add("x-shop", "cart") end';
      new TrafficExtension(shop, 'x-shop', { workload: cart, lua, match: [{ mode: 'SERVER' }] });
    },
  },
  EnvoyFilter: {
    purpose: "Envoy's own configuration, with a reason and the versions it was read for.",
    example: ({ shop, cart }) => {
      const value = { per_connection_buffer_limit_bytes: 32768 };
      const patches = [{ applyTo: 'LISTENER', patch: { operation: 'MERGE', value } }] as const;
      const why = { reason: 'Small buffers for many connections.', reviewedFor: ['1.31'] };
      new EnvoyFilter(shop, 'buffers', { workload: cart, patches, ...why });
    },
  },
  Bookinfo: {
    purpose: "Istio's sample application, with named tasks that are switched on by name.",
    example: ({ chart, ingress }) => {
      const gateway = { ...ingress, ports: [{ name: 'http2', port: 80 }] };
      new Bookinfo(chart, 'Bookinfo', { injection: true, ingress: gateway, tasks: ['reviews-90-10'] });
    },
  },
};
