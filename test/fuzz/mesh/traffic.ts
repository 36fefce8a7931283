import fc from 'fast-check';
import { Route, type RouteProps } from '../../../lib/mesh/route/route';
import { DestinationPolicy } from '../../../lib/mesh/traffic/destination-policy';
import { SidecarScope } from '../../../lib/mesh/traffic/sidecar-scope';
import { credential, fields, map, match, metadata, number, optional, some, text, texts } from '../values';
import { aimed, target } from './aims';
import type { Family, Wild } from './family';

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

/** Where requests go. */
export const TRAFFIC: readonly Family[] = [
  {
    of: ['Route'],
    props: optional({
      ...metadata,
      hosts: texts,
      http: some(httpRule),
      api: fc.constantFrom('istio', 'gateway-api'),
      tls: some(fc.record({ match: fc.record({ sni: texts, destinationSubnets: texts }), to: target })),
      tcp: some(fc.record({ match: optional({ destinationSubnets: texts, port: number }), to: target })),
    }),
    make: (shop, { http: all, tls, tcp, ...props }) =>
      new Route(shop.scope, 'it', {
        service: shop.web,
        ...props,
        ...(all && { http: all.map((one: Wild) => aimed(shop, one)) }),
        ...(tls && { tls: tls.map((one: Wild) => aimed(shop, one)) }),
        ...(tcp && { tcp: tcp.map((one: Wild) => aimed(shop, one)) }),
      } as RouteProps),
  },
  {
    of: ['DestinationPolicy'],
    props: fc.tuple(policy, optional({ ...metadata, perVersion: fc.dictionary(fc.constantFrom('v1', 'v9'), policy) })),
    make: ({ scope, web }, [one, more]) => new DestinationPolicy(scope, 'it', { service: web, ...one, ...more }),
  },
  {
    of: ['SidecarScope'],
    props: optional({
      ...metadata,
      alsoReach: texts,
      outbound: text,
      inbound: pool,
      ingress: some(fc.record({ port: fc.record({ number, protocol: text }), defaultEndpoint: text, bind: text })),
      egress: some(fc.record({ port: fc.record({ number, protocol: text }), hosts: texts, bind: text })),
    }),
    make: ({ scope, web }, props) => new SidecarScope(scope, 'it', { service: web, ...props }),
  },
];
