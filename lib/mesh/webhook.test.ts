import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../checks/mesh-app';
import { ExternalService, type ExternalServiceProps } from './edge/external-service';
import { Listeners } from './edge/listeners';
import { httpServer, type ServerProps } from './edge/servers';
import { WorkloadEntry } from './edge/virtual-machine';
import { prefix, regex } from './route/match';
import { Route, type RouteProps } from './route/route';
import type { HttpRule } from './route/rules';
import { Allow, type AuthorizationProps, ExternalAuthorization } from './security/authorization';
import { Microservice } from './services/microservice';
import { MeshNamespace } from './services/namespace';
import { http, tls } from './services/ports';
import { DestinationPolicy } from './traffic/destination-policy';
import { SidecarScope } from './traffic/sidecar-scope';
import type { TrafficPolicy } from './traffic/traffic-policy';

function shop() {
  const namespace = new MeshNamespace(new Chart(new MeshApp(), 'test'), 'shop', { injection: true });
  const versions = { v1: { image: 'a:1' } };
  const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions });
  const secure = new Microservice(namespace, 'secure', { ports: [tls(443)], versions, calls: [cart] });
  return { namespace, cart, secure };
}
type Shop = ReturnType<typeof shop>;
type Build = (made: Shop) => unknown;

const policy =
  (props: TrafficPolicy): Build =>
  (s) =>
    new DestinationPolicy(s.namespace, 'it', { service: s.cart, ...props });
const rule =
  (one: HttpRule, more: Partial<RouteProps> = {}): Build =>
  (s) =>
    new Route(s.namespace, 'it', {
      service: s.cart,
      http: [one.redirect || one.respond || one.delegate ? one : { to: s.cart, ...one }],
      ...more,
    });
const routed =
  (props: (s: Shop) => RouteProps): Build =>
  (s) =>
    new Route(s.namespace, 'it', props(s));
const outside =
  (props: Partial<ExternalServiceProps>): Build =>
  (s) =>
    new ExternalService(s.namespace, 'it', { hosts: ['e.example.com'], ports: [http(80)], ...props });
const server =
  (one: Partial<ServerProps>): Build =>
  (s) => {
    const gateway = { name: 'edge', namespace: 'shop', selector: { istio: 'edge' }, ports: [] };
    return new Listeners(s.namespace, 'it', { gateway, servers: [{ ...httpServer(80), ...one }] });
  };
const allow =
  (props: AuthorizationProps): Build =>
  (s) =>
    new Allow(s.namespace, 'it', props);
const asked =
  (rules: (s: Shop) => AuthorizationProps['rules']): Build =>
  (s) =>
    new ExternalAuthorization(s.namespace, 'it', { provider: 'opa', rules: rules(s) });
const delegate = (http: (s: Shop) => readonly HttpRule[], more: Partial<RouteProps> = {}): Build =>
  routed((s) => ({ delegated: true, http: http(s), ...more }));

const credential = { name: 'c', namespace: 'shop' };
const outlierDetection = { consecutive5xx: 5 };
const failover = { eu: 'us' };

/** What istiod's webhook refuses, each with a twin that it takes. */
test.each<[says: string, wrong: Build, right: Build]>([
  [
    'MESH345 [test/shop/it] distribute and failover exclude each other; keep one of them',
    policy({ loadBalancer: { locality: { distribute: { a: { a: 100 } }, failover } }, outlierDetection }),
    policy({ loadBalancer: { locality: { failover } }, outlierDetection }),
  ],
  [
    'MESH345 [test/shop/it] locality and zoneAware',
    policy({ loadBalancer: { locality: {}, zoneAware: {} } }),
    policy({ loadBalancer: { zoneAware: { failover } }, outlierDetection }),
  ],
  [
    'MESH345 [test/shop/it] zoneAware and topology.istio.io/subzone',
    policy({ loadBalancer: { zoneAware: { failoverPriority: ['topology.istio.io/subzone'] } }, outlierDetection }),
    policy({ loadBalancer: { zoneAware: { failoverPriority: ['rack'] } }, outlierDetection }),
  ],
  [
    "MESH345 [test/shop/it] http2: 'UPGRADE' and useClientProtocol",
    policy({ connectionPool: { http: { http2: 'UPGRADE', useClientProtocol: true } } }),
    policy({ connectionPool: { http: { http2: 'UPGRADE' } } }),
  ],
  [
    'MESH345 [test/shop/it] tls.credential and tls.caFile',
    policy({ tls: { mode: 'SIMPLE', credential, caFile: '/ca' } }),
    policy({ tls: { mode: 'SIMPLE', credential } }),
  ],
  [
    'MESH345 [test/shop/it] http[0].retries.attempts: 0 and retries.on',
    rule({ retries: { attempts: 0, on: ['5xx'] } }),
    rule({ retries: { attempts: 1, on: ['5xx', 503] } }),
  ],
  [
    'MESH345 [test/shop/it] http[0].redirect and fault',
    rule({ redirect: { path: '/x' }, fault: { abort: { percent: 1, status: 500 } } }),
    rule({ redirect: { path: '/x' } }),
  ],
  [
    'MESH345 [test/shop/it] http[0].redirect.prefix and a match of no prefix',
    rule({ match: { path: '/a' }, redirect: { prefix: '/b' } }),
    rule({ match: { path: prefix('/a') }, redirect: { prefix: '/b' } }),
  ],
  [
    'MESH345 [test/shop/it] http[0].redirect.path and redirect.prefix',
    rule({ redirect: { path: '/a', prefix: '/b' } }),
    rule({ redirect: { prefix: '/b' } }),
  ],
  [
    'MESH345 [test/shop/it] http[0].rewrite.path and rewrite.regex',
    rule({ rewrite: { path: '/', regex: { match: '/x', rewrite: '/y' } } }),
    rule({ rewrite: { regex: { match: '/x', rewrite: '/y' } } }),
  ],
  ["MESH345 [test/shop/it] exportTo '*' and names", rule({}, { exportTo: ['.', '*'] }), rule({}, { exportTo: ['.'] })],
  [
    'MESH345 [test/shop/it] protocol HTTP and tls',
    server({ tls: { mode: 'ISTIO_MUTUAL' } }),
    server({ protocol: 'HTTPS', tls: { mode: 'ISTIO_MUTUAL' } }),
  ],
  [
    'MESH346 [test/shop/it] http[0].redirect says nothing',
    rule({ redirect: { status: 302 } }),
    rule({ redirect: { port: 81 } }),
  ],
  ['MESH346 [test/shop/it] http[0].rewrite says nothing', rule({ rewrite: {} }), rule({ rewrite: { path: '/' } })],
  [
    'MESH346 [test/shop/it] http[0].fault says nothing',
    rule({ fault: {} }),
    rule({ fault: { delay: { percent: 1, fixed: '1s' } } }),
  ],
  [
    'MESH346 [test/shop/it] http[0].match.headers.a with an empty prefix',
    rule({ match: { headers: { a: prefix('') } } }),
    rule({ match: { headers: { a: prefix('x') } } }),
  ],
  [
    'MESH346 [test/shop/it] connectionPool says nothing',
    policy({ connectionPool: {} }),
    policy({ connectionPool: { maxConnections: 1 } }),
  ],
  [
    'MESH347 [test/shop/it] http[0].match.path "/(?=a)" is no regular expression of RE2',
    rule({ match: { path: regex('/(?=a)') } }),
    rule({ match: { path: regex('/(?:a)') } }),
  ],
  [
    'MESH347 [test/shop/it] http[0].rewrite.regex "/("',
    rule({ rewrite: { regex: { match: '/(', rewrite: '/' } } }),
    rule({ rewrite: { regex: { match: '/(.*)', rewrite: '/\\1' } } }),
  ],
  [
    'MESH348 [test/shop/it] a delegated route has rules of TLS or TCP',
    delegate(({ cart }) => [{ to: cart }], { tcp: [{ to: shop().cart }] }),
    delegate(({ cart }) => [{ to: cart }]),
  ],
  [
    'MESH348 [test/shop/it] a delegated route has a delegate',
    delegate((s) => [{ delegate: new Route(s.namespace, 'more', { delegated: true, http: [{ to: s.cart }] }) }]),
    delegate(({ cart }) => [{ to: cart }]),
  ],
  [
    'MESH349 [test/shop/it] the SNI b.example.com is none of the hosts of the route, a.example.com',
    routed((s) => ({ hosts: ['a.example.com'], tls: [{ match: { sni: ['b.example.com'] }, to: s.secure }] })),
    routed((s) => ({ hosts: ['*.example.com'], tls: [{ match: { sni: ['b.example.com'] }, to: s.secure }] })),
  ],
  [
    'MESH350 [test/shop/it] a route inside the mesh cannot be for every host',
    rule({}, { hosts: ['*'] }),
    rule({}, { hosts: ['cart'] }),
  ],
  [
    'MESH351 [test/shop/it] the share of eu/b/* is 0',
    policy({ loadBalancer: { locality: { distribute: { 'eu/a/*': { 'eu/a/*': 100, 'eu/b/*': 0 } } } } }),
    policy({ loadBalancer: { locality: { distribute: { 'eu/a/*': { 'eu/a/*': 99, 'eu/b/*': 1 } } } } }),
  ],
  [
    'MESH352 [test/shop/it] failover from eu/a to us',
    policy({ loadBalancer: { locality: { failover: { 'eu/a': 'us' } } }, outlierDetection }),
    policy({ loadBalancer: { locality: { failover } }, outlierDetection }),
  ],
  [
    'MESH353 [test/shop/it] TLS mode MUTUAL has no certificate',
    policy({ tls: { mode: 'MUTUAL' } }),
    policy({ tls: { mode: 'MUTUAL', credential } }),
  ],
  [
    'MESH354 [test/shop/it] no DNS answers for the wildcard *.example.com',
    outside({ hosts: ['*.example.com'] }),
    outside({ hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS' }),
  ],
  [
    'MESH355 [test/shop/it] the endpoint a.example.com is neither an IP address',
    outside({ resolution: 'STATIC', endpoints: [{ address: 'a.example.com' }] }),
    outside({ resolution: 'STATIC', endpoints: [{ address: '192.0.2.1' }] }),
  ],
  [
    'MESH310 [test/shop/it] e.example.com has no port https',
    outside({ endpoints: [{ address: 'a.example.com', ports: { https: 443 } }] }),
    outside({ endpoints: [{ address: 'a.example.com', ports: { http: 8080 } }] }),
  ],
  [
    'MESH356 [test/shop/it] "stock" does not say whose host it is',
    (s) => new SidecarScope(s.namespace, 'it', { service: s.secure, alsoReach: ['stock'] }),
    (s) => new SidecarScope(s.namespace, 'it', { service: s.secure, alsoReach: ['./stock'] }),
  ],
  [
    'MESH400 [test/other/it] the policy is in other, but the pods that it is for are in shop',
    (s) =>
      new SidecarScope(new MeshNamespace(s.namespace.node.scope ?? s.namespace, 'other', { injection: true }), 'it', {
        service: s.secure,
      }),
    (s) => new SidecarScope(s.namespace, 'it', { service: s.secure }),
  ],
  [
    'MESH315 [test/shop/it] "not an address" is no host',
    (s) => new WorkloadEntry(s.namespace, 'it', { address: 'not an address', labels: {} }),
    (s) => new WorkloadEntry(s.namespace, 'it', { address: '2001:db8::1', labels: {} }),
  ],
  ['MESH315 [test/shop/it] "a" is no host', server({ hosts: ['a'] }), server({ hosts: ['./a.example.com', '*'] })],
  [
    'MESH331 [test/shop/it] seconds of http[0].cors.maxAge is 1.5',
    rule({ cors: { allowOrigins: ['*'], maxAge: '1.5s' } }),
    rule({ cors: { allowOrigins: ['*'], maxAge: '1m' } }),
  ],
  [
    'MESH331 [test/shop/it] connectionPool.maxRetries is -1',
    policy({ connectionPool: { http: { maxRetries: -1 } } }),
    policy({ connectionPool: { http: { maxRetries: 0 } } }),
  ],
  [
    'MESH410 [test/shop/it] "a b" is no name of a header',
    rule({ match: { headers: { 'a b': '1' } } }),
    rule({ match: { headers: { a: '1' } } }),
  ],
  [
    'MESH411 [test/shop/it] "10.0.0.0/33"',
    routed((s) => ({ service: s.cart, tcp: [{ match: { destinationSubnets: ['10.0.0.0/33'] }, to: s.cart }] })),
    routed((s) => ({ service: s.cart, tcp: [{ match: { destinationSubnets: ['10.0.0.0/8'] }, to: s.cart }] })),
  ],
  [
    'MESH411 [test/shop/it] "here"',
    allow({ rules: [{ when: [{ key: 'source.ip', values: ['here'] }] }] }),
    allow({ rules: [{ when: [{ key: 'source.ip', values: ['10.0.0.0/8'] }] }] }),
  ],
  [
    'MESH414 [test/shop/it] an external authorizer is asked before Istio knows who calls, but a rule has principals',
    asked(({ secure }) => [{ from: secure }]),
    asked(() => [{ from: { ipBlocks: ['10.0.0.0/8'] }, to: { methods: ['GET'] } }]),
  ],
])('%s', (says, wrong, right) => {
  expect(() => wrong(shop())).toThrow(says);
  expect(() => right(shop())).not.toThrow();
});
