import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import fc from 'fast-check';
import { MeshApp } from '../checks/mesh-app';
import { Refused } from '../kit/problems';
import { schemaProblems } from '../schema/crd';
import { Egress } from './edge/egress';
import { ExternalService, type ExternalServiceProps } from './edge/external-service';
import { Listeners, type ListenersProps } from './edge/listeners';
import { WorkloadEntry, WorkloadGroup } from './edge/virtual-machine';
import { EnvoyFilter } from './extension/envoy-filter';
import { ProxyConfig } from './extension/proxy-config';
import { WasmPlugin } from './extension/wasm-plugin';
import { Route, type RouteProps } from './route/route';
import { Allow, Deny } from './security/authorization';
import { PeerAuthentication } from './security/peer-authentication';
import { RequestAuthentication } from './security/request-authentication';
import { Microservice } from './services/microservice';
import { MeshNamespace } from './services/namespace';
import { http, tcp } from './services/ports';
import { Telemetry } from './telemetry/telemetry';
import { DestinationPolicy } from './traffic/destination-policy';
import { SidecarScope } from './traffic/sidecar-scope';

/** Inputs of each family; `FUZZ=50000` is the long run. */
const RUNS = Number(process.env['FUZZ'] ?? 2000);

interface Shop {
  readonly namespace: MeshNamespace;
  readonly web: Microservice;
  readonly db: Microservice;
}

/** What a user may have typed: good, wrong, or meant to break something. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'web',
    '*',
    '.',
    '/',
    '~',
    'a b',
    '*.example.com',
    'a.example.com',
    'a.example.com.',
    '-a',
    'ä',
    '\u0000',
    '{*}',
    '{**}/a',
  ),
  fc.constantFrom(
    '10.0.0.1',
    '10.0.0.0/8',
    '::1',
    '1s',
    '1m30s',
    '0s',
    '-1s',
    '50%',
    '%REQ(:path)%',
    '(',
    '(?i)a',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    'https://a.example.com',
    'https://a:b/c',
    'unix:///a',
    'oci://a@sha256:b',
    'shop/web',
    'x'.repeat(300),
    'source.ip',
    'request.headers[a]',
  ),
  fc.string({ maxLength: 8 }),
);
const number = fc.oneof(
  fc.constantFrom(0, 1, 80, 100, 443, 65535, 65536, -1, 1.5, Number.NaN, Infinity, 2 ** 40),
  fc.integer({ min: 1, max: 600 }),
);
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
const texts = some(text);
const map = fc.dictionary(text, text, { maxKeys: 2 });
const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(fields: T) =>
  fc.record(fields, { requiredKeys: [] });
const match = fc.oneof(text, fc.record({ exact: text }), fc.record({ prefix: text }), fc.record({ regex: text }));
const fields = fc.dictionary(text, fc.oneof(match, fc.constant({ is: 'present' })), { maxKeys: 2 });
const credential = fc.record({ name: text, namespace: fc.constantFrom('shop', 'edge', '') });
const port = fc.record({
  port: number,
  name: text,
  protocol: fc.constantFrom('HTTP', 'HTTPS', 'TLS', 'TCP', 'GRPC', 'Mongo'),
});
const metadata = {
  name: fc.oneof({ weight: 5, arbitrary: fc.constant('it') }, text),
  labels: map,
  annotations: map,
  exportTo: texts,
};

const target = fc.constantFrom('web', 'v1', 'v9', 'db', 'port', 'port9');
const aim = ({ web, db }: Shop, name: string) => {
  if (name === 'v1' || name === 'v9') return web.version(name);
  if (name === 'port') return web.port(8080);
  return name === 'port9' ? web.port(9) : name === 'db' ? db : web;
};

const headers = optional({ set: map, add: map, remove: texts });
const httpRule = optional({
  name: text,
  match: optional({
    path: match,
    headers: fields,
    withoutHeaders: fields,
    query: fields,
    claims: fc.dictionary(text, match, { maxKeys: 1 }),
    authority: match,
    port: number,
    method: text,
    ignoreCase: fc.boolean(),
  }),
  to: fc.oneof(target, some(fc.record({ target, weight: number }))),
  redirect: optional({ path: text, prefix: text, authority: text, port: number, status: number, scheme: text }),
  respond: fc.record({ status: number, body: text }),
  timeout: text,
  retries: optional({ attempts: number, perTryTimeout: text, on: texts, backoff: text }),
  fault: optional({
    delay: fc.record({ percent: number, fixed: text }),
    abort: fc.record({ percent: number, status: number }),
  }),
  rewrite: optional({ path: text, authority: text, regex: fc.record({ match: text, rewrite: text }) }),
  headers: optional({ request: headers, response: headers }),
  cors: fc.record({ allowOrigins: some(match), allowHeaders: texts, maxAge: text, allowMethods: texts }),
});
const pool = optional({
  maxConnections: number,
  connectTimeout: text,
  idleTimeout: text,
  http: optional({ maxRequests: number, idleTimeout: text, http2: text }),
});
const policy = optional({
  loadBalancer: fc.oneof(
    text,
    optional({
      algorithm: text,
      hash: fc.oneof(
        fc.record({ header: text }),
        fc.record({ cookie: text, ttl: text }),
        fc.record({ query: text, maglev: number }),
      ),
      locality: fc.oneof(
        fc.constant(false),
        optional({
          distribute: fc.dictionary(text, fc.dictionary(text, number)),
          failover: map,
          failoverPriority: texts,
        }),
      ),
      warmup: fc.record({ duration: text, minimumPercent: number }),
    }),
  ),
  connectionPool: pool,
  outlierDetection: optional({
    consecutive5xx: number,
    interval: text,
    ejectFor: text,
    maxEjectedPercent: number,
    errorCodes: some(number),
  }),
  tls: fc.record({ mode: fc.constantFrom('SIMPLE', 'MUTUAL', 'DISABLE', 'ISTIO_MUTUAL', 'x'), credential, sni: text }),
  tunnel: fc.record({ host: text, port: number }),
  retryBudget: optional({ percent: number, interval: text }),
});
const rules = some(
  optional({
    from: fc.oneof(
      optional({
        principals: texts,
        namespaces: texts,
        ipBlocks: texts,
        serviceAccounts: texts,
        requestPrincipals: texts,
      }),
      target,
    ),
    to: optional({ methods: texts, paths: texts, hosts: texts, ports: some(number) }),
    when: some(fc.record({ key: text, values: texts })),
  }),
);

/** Props of any shape: the types keep nobody from writing them in JavaScript. */
// biome-ignore lint/suspicious/noExplicitAny: hostile values have no type
type Wild = any;
type Family = readonly [name: string, props: fc.Arbitrary<Wild>, make: (shop: Shop, props: Wild) => unknown];

const gateway = {
  name: 'edge',
  namespace: 'shop',
  selector: { istio: 'edge' },
  ports: [
    { name: 'http2', port: 80 },
    { name: 'https', port: 443 },
  ],
};
const aimed = (shop: Shop, rule: Wild) => ({
  ...rule,
  ...(rule.to !== undefined && {
    to: Array.isArray(rule.to)
      ? rule.to.map((one: Wild) => ({ ...one, target: aim(shop, one.target) }))
      : aim(shop, rule.to),
  }),
});

const FAMILIES: readonly Family[] = [
  [
    'Route',
    optional({
      ...metadata,
      hosts: texts,
      http: some(httpRule),
      api: fc.constantFrom('istio', 'gateway-api'),
      tls: some(fc.record({ match: fc.record({ sni: texts, destinationSubnets: texts }), to: target })),
    }),
    (shop, { http: all, tls, ...props }) =>
      new Route(shop.namespace, 'it', {
        service: shop.web,
        ...props,
        ...(all && { http: all.map((one: Wild) => aimed(shop, one)) }),
        ...(tls && { tls: tls.map((one: Wild) => aimed(shop, one)) }),
      } as RouteProps),
  ],
  [
    'DestinationPolicy',
    fc.tuple(policy, optional({ ...metadata, perVersion: fc.dictionary(fc.constantFrom('v1', 'v9'), policy) })),
    ({ namespace, web }, [one, more]) => new DestinationPolicy(namespace, 'it', { service: web, ...one, ...more }),
  ],
  [
    'ExternalService',
    fc.tuple(
      fc.record({ hosts: texts, ports: some(port) }),
      optional({
        ...metadata,
        resolution: fc.constantFrom('NONE', 'STATIC', 'DNS', 'DYNAMIC_DNS', 'DNS_ROUND_ROBIN'),
        addresses: texts,
        endpoints: some(fc.record({ address: text, ports: fc.dictionary(text, number) })),
        location: text,
        subjectAltNames: texts,
      }),
    ),
    ({ namespace }, [one, more]) => new ExternalService(namespace, 'it', { ...one, ...more } as ExternalServiceProps),
  ],
  [
    'Egress',
    fc.record({ hosts: texts, tls: fc.boolean() }),
    ({ namespace }, { hosts }) =>
      new Egress(namespace, 'it', {
        to: new ExternalService(namespace, 'out', { hosts, ports: [http(80)] }).port(80),
        through: gateway,
      }),
  ],
  [
    'Listeners',
    optional({
      ...metadata,
      api: fc.constantFrom('istio', 'gateway-api'),
      servers: some(
        fc.record(
          {
            port: number,
            protocol: fc.constantFrom('HTTP', 'HTTPS', 'TLS', 'TCP'),
            hosts: texts,
            name: text,
            bind: text,
            tls: fc.record({
              mode: fc.constantFrom('SIMPLE', 'MUTUAL', 'PASSTHROUGH', 'ISTIO_MUTUAL'),
              credential,
              cipherSuites: texts,
            }),
          },
          { requiredKeys: ['port', 'protocol', 'hosts'] },
        ),
      ),
      infrastructure: optional({ labels: map, annotations: map }),
    }),
    ({ namespace }, props) => new Listeners(namespace, 'it', { gateway, servers: [], ...props } as ListenersProps),
  ],
  [
    'SidecarScope',
    optional({
      ...metadata,
      alsoReach: texts,
      outbound: text,
      inbound: pool,
      ingress: some(fc.record({ port: fc.record({ number, protocol: text }), defaultEndpoint: text, bind: text })),
      egress: some(fc.record({ port: fc.record({ number, protocol: text }), hosts: texts, bind: text })),
    }),
    ({ namespace, web }, props) => new SidecarScope(namespace, 'it', { service: web, ...props }),
  ],
  [
    'Allow and Deny',
    fc.tuple(rules, optional(metadata)),
    (shop, [all, more]) => {
      const written = all.map((one: Wild) => ({
        ...one,
        ...(typeof one.from === 'string' && { from: aim(shop, one.from) }),
      }));
      new Allow(shop.namespace, 'allow', { ...more, rules: written });
      new Deny(shop.namespace, 'deny', { workload: shop.web, rules: written });
    },
  ],
  [
    'RequestAuthentication',
    fc.tuple(
      some(
        optional({
          issuer: text,
          jwksUri: text,
          audiences: texts,
          fromHeaders: some(fc.record({ name: text, prefix: text })),
          claimToHeaders: map,
          timeout: text,
          jwks: fc.record({ keys: some(optional({ kty: fc.constantFrom('RSA', 'EC', 'x'), n: text, e: text })) }),
        }),
      ),
      optional({ ...metadata, required: fc.boolean() }),
    ),
    ({ namespace, web }, [jwt, more]) => new RequestAuthentication(namespace, 'it', { workload: web, jwt, ...more }),
  ],
  [
    'PeerAuthentication',
    fc.tuple(text, optional(metadata)),
    ({ namespace, web }, [mode, more]) => new PeerAuthentication(namespace, 'it', { workload: web, mode, ...more }),
  ],
  [
    'Telemetry',
    optional({
      ...metadata,
      metrics: some(
        optional({ providers: texts, reportingInterval: text, overrides: some(optional({ metric: text, tags: map })) }),
      ),
      accessLogs: some(optional({ providers: texts, filter: text })),
      tracing: some(optional({ provider: text, sampling: number })),
    }),
    ({ namespace }, props) => new Telemetry(namespace, 'it', props),
  ],
  [
    'machines',
    fc.record({ address: text, labels: map, weight: number, ports: fc.dictionary(text, number) }),
    ({ namespace }, props) => {
      new WorkloadEntry(namespace, 'entry', props);
      new WorkloadGroup(namespace, 'group', { ...props, serviceAccount: props.address });
    },
  ],
  [
    'extensions',
    fc.record({
      url: text,
      sha256: text,
      env: map,
      concurrency: number,
      reason: text,
      applyTo: text,
      value: fc.object({ maxDepth: 1 }),
    }),
    ({ namespace, web }, { url, sha256, env, concurrency, reason, applyTo, value }) => {
      new ProxyConfig(namespace, 'config', { workload: web, concurrency, env });
      new EnvoyFilter(namespace, 'filter', {
        reason,
        reviewedFor: ['1.31'],
        patches: [{ applyTo, patch: { operation: 'MERGE', value } }],
      });
      new WasmPlugin(namespace, 'plugin', { url, sha256, env });
    },
  ],
  [
    'Microservice',
    fc.record({
      name: text,
      ports: some(port),
      versions: fc.dictionary(text, fc.record({ image: text, replicas: number, env: map })),
    }),
    ({ namespace }, props) => new Microservice(namespace, 'it', props),
  ],
];

/** What `make` gives is written as the API server's schemas take it, or refused; there is no third. */
function outcome(make: Family[2], props: Wild, injection: boolean | 'ambient'): string {
  const app = new MeshApp();
  try {
    const namespace = new MeshNamespace(new Chart(app, 'test'), 'shop', { injection });
    const versions = { v1: { image: 'a:1' } };
    const web = new Microservice(namespace, 'web', { ports: [http(8080)], versions });
    make({ namespace, web, db: new Microservice(namespace, 'db', { ports: [tcp(5432)], versions }) }, props);
    for (const object of [...app.objects().values()].flat()) expect(schemaProblems(object.toJson())).toEqual([]);
    return 'written';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const line of error.messages) expect(line).toMatch(/^(MESH|IST)\d+ \[.*\] .+; .+/s);
    return 'refused';
  }
}

describe('whatever is typed is written, or refused with a message', () => {
  test.each(FAMILIES)(
    '%s',
    (_name, props, make) => {
      fc.assert(
        fc.property(props, fc.constantFrom(true, false, 'ambient' as const), (one, injection) => {
          outcome(make, one, injection);
        }),
        { numRuns: RUNS },
      );
    },
    3_600_000,
  );
});
