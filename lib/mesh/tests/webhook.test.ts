import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { ExternalService, type ExternalServiceProps } from '../edge/external-service';
import { Listeners } from '../edge/listeners';
import { httpServer, type ServerProps } from '../edge/servers';
import { WorkloadEntry } from '../edge/virtual-machine';
import { prefix, regex } from '../route/match';
import { Route, type RouteProps } from '../route/route';
import type { HttpRule } from '../route/rules';
import { Allow, type AuthorizationProps, ExternalAuthorization } from '../security/authorization';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http, tls } from '../services/ports';
import { DestinationPolicy } from '../traffic/destination-policy';
import { SidecarScope } from '../traffic/sidecar-scope';
import type { TrafficPolicy } from '../traffic/traffic-policy';

function shop() {
  const app = new MeshApp();
  const namespace = new MeshNamespace(new Chart(app, 'test'), 'shop', { injection: true });
  const versions = { v1: { image: 'a:1' } };
  const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions });
  const secure = new Microservice(namespace, 'secure', { ports: [tls(443)], versions, calls: [cart] });
  return { app, namespace, cart, secure };
}
type Shop = ReturnType<typeof shop>;
type Build = (made: Shop) => unknown;

/** The mesh with one thing more. */
function synth(build: Build): void {
  const made = shop();
  build(made);
  made.app.objects();
}

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
    'MESH965 [test/shop/it] locality has both distribute and failover',
    policy({ loadBalancer: { locality: { distribute: { a: { a: 100 } }, failover } }, outlierDetection }),
    policy({ loadBalancer: { locality: { failover } }, outlierDetection }),
  ],
  [
    'MESH966 [test/shop/it] trafficPolicy balances by locality and by zone at once',
    policy({ loadBalancer: { locality: {}, zoneAware: {} } }),
    policy({ loadBalancer: { zoneAware: { failover } }, outlierDetection }),
  ],
  [
    'MESH965 [test/shop/it] locality is by zone, and has topology.istio.io/subzone in failoverPriority, which zones are',
    policy({ loadBalancer: { zoneAware: { failoverPriority: ['topology.istio.io/subzone'] } }, outlierDetection }),
    policy({ loadBalancer: { zoneAware: { failoverPriority: ['rack'] } }, outlierDetection }),
  ],
  [
    "MESH966 [test/shop/it] trafficPolicy upgrades to HTTP/2 and keeps the client's protocol",
    policy({ connectionPool: { http: { http2: 'UPGRADE', useClientProtocol: true } } }),
    policy({ connectionPool: { http: { http2: 'UPGRADE' } } }),
  ],
  [
    'MESH966 [test/shop/it] trafficPolicy has a credential, and certificates of files',
    policy({ tls: { mode: 'SIMPLE', credential, caFile: '/ca' } }),
    policy({ tls: { mode: 'SIMPLE', credential } }),
  ],
  [
    'MESH915 [test/shop/it] http[0] says how to try again, but not to (attempts: 0)',
    rule({ retries: { attempts: 0, on: ['5xx'] } }),
    rule({ retries: { attempts: 1, on: ['5xx', 503] } }),
  ],
  [
    'MESH958 [test/shop/it] http[0] has both fault and redirect',
    rule({ redirect: { path: '/x' }, fault: { abort: { percent: 1, status: 500 } } }),
    rule({ redirect: { path: '/x' } }),
  ],
  [
    'MESH915 [test/shop/it] http[0] redirects a prefix that it does not match',
    rule({ match: { path: '/a' }, redirect: { prefix: '/b' } }),
    rule({ match: { path: prefix('/a') }, redirect: { prefix: '/b' } }),
  ],
  [
    'MESH915 [test/shop/it] http[0] redirects to a path and to a prefix',
    rule({ redirect: { path: '/a', prefix: '/b' } }),
    rule({ redirect: { prefix: '/b' } }),
  ],
  [
    'MESH915 [test/shop/it] http[0] rewrites by a text and by an expression',
    rule({ rewrite: { path: '/', regex: { match: '/x', rewrite: '/y' } } }),
    rule({ rewrite: { regex: { match: '/x', rewrite: '/y' } } }),
  ],
  [
    'MESH950 [test/shop/it] exportTo has * beside others',
    rule({}, { exportTo: ['.', '*'] }),
    rule({}, { exportTo: ['.'] }),
  ],
  [
    'MESH976 [test/shop/it] the server on port 80 has TLS settings, but speaks HTTP',
    server({ tls: { mode: 'ISTIO_MUTUAL' } }),
    server({ protocol: 'HTTPS', tls: { mode: 'ISTIO_MUTUAL' } }),
  ],
  [
    'MESH955 [test/shop/it] http[0].redirect is empty',
    rule({ redirect: { status: 302 } }),
    rule({ redirect: { port: 81 } }),
  ],
  ['MESH955 [test/shop/it] http[0].rewrite is empty', rule({ rewrite: {} }), rule({ rewrite: { path: '/' } })],
  [
    'MESH915 [test/shop/it] http[0] has a fault that does nothing',
    rule({ fault: {} }),
    rule({ fault: { delay: { percent: 1, fixed: '1s' } } }),
  ],
  [
    'MESH955 [test/shop/it] the prefix of http[0].match.a is empty',
    rule({ match: { headers: { a: prefix('') } } }),
    rule({ match: { headers: { a: prefix('x') } } }),
  ],
  [
    'MESH966 [test/shop/it] trafficPolicy has a connectionPool that says nothing',
    policy({ connectionPool: {} }),
    policy({ connectionPool: { maxConnections: 1 } }),
  ],
  [
    'MESH347 [test/shop/it] http[0].match.uri "/(?=a)" is no regular expression of RE2',
    rule({ match: { path: regex('/(?=a)') } }),
    rule({ match: { path: regex('/(?:a)') } }),
  ],
  [
    'MESH347 [test/shop/it] http[0].rewrite "/(" is no regular expression of RE2',
    rule({ rewrite: { regex: { match: '/(', rewrite: '/' } } }),
    rule({ rewrite: { regex: { match: '/(.*)', rewrite: '/\\1' } } }),
  ],
  [
    'MESH948 [test/shop/it] a route without hosts has rules of TCP',
    delegate(({ cart }) => [{ to: cart }], { tcp: [{ to: shop().cart }] }),
    delegate(({ cart }) => [{ to: cart }]),
  ],
  [
    'MESH958 [test/shop/it] http[0] is delegated, and delegates again',
    delegate((s) => [{ delegate: new Route(s.namespace, 'more', { delegated: true, http: [{ to: s.cart }] }) }]),
    delegate(({ cart }) => [{ to: cart }]),
  ],
  [
    'MESH916 [test/shop/it] tls[0] matches the SNI b.example.com, which is within none of the hosts',
    routed((s) => ({ hosts: ['a.example.com'], tls: [{ match: { sni: ['b.example.com'] }, to: s.secure }] })),
    routed((s) => ({ hosts: ['*.example.com'], tls: [{ match: { sni: ['b.example.com'] }, to: s.secure }] })),
  ],
  [
    'MESH948 [test/shop/it] a route inside the mesh is for every host',
    rule({}, { hosts: ['*'] }),
    rule({}, { hosts: ['cart'] }),
  ],
  [
    'MESH965 [test/shop/it] locality has no share for eu/b/*',
    policy({ loadBalancer: { locality: { distribute: { 'eu/a/*': { 'eu/a/*': 100, 'eu/b/*': 0 } } } } }),
    policy({ loadBalancer: { locality: { distribute: { 'eu/a/*': { 'eu/a/*': 99, 'eu/b/*': 1 } } } } }),
  ],
  [
    'MESH965 [test/shop/it] locality fails over from eu/a to us, which are no whole regions',
    policy({ loadBalancer: { locality: { failover: { 'eu/a': 'us' } } }, outlierDetection }),
    policy({ loadBalancer: { locality: { failover } }, outlierDetection }),
  ],
  [
    'MESH966 [test/shop/it] trafficPolicy has no certificate of the caller, or no key of it',
    policy({ tls: { mode: 'MUTUAL' } }),
    policy({ tls: { mode: 'MUTUAL', credential } }),
  ],
  [
    'MESH961 [test/shop/it] no DNS answers for the wildcard *.example.com',
    outside({ hosts: ['*.example.com'] }),
    outside({ hosts: ['*.example.com'], resolution: 'DYNAMIC_DNS' }),
  ],
  [
    'MESH962 [test/shop/it]',
    outside({ resolution: 'STATIC', endpoints: [{ address: 'a.example.com' }] }),
    outside({ resolution: 'STATIC', endpoints: [{ address: '192.0.2.1' }] }),
  ],
  [
    'MESH962 [test/shop/it] the endpoint "a.example.com https:443" is not one of the ports',
    outside({ endpoints: [{ address: 'a.example.com', ports: { https: 443 } }] }),
    outside({ endpoints: [{ address: 'a.example.com', ports: { http: 8080 } }] }),
  ],
  [
    'MESH967 [test/shop/it] "stock" is no host of a Sidecar',
    (s) => new SidecarScope(s.namespace, 'it', { service: s.secure, alsoReach: ['stock'] }),
    (s) => new SidecarScope(s.namespace, 'it', { service: s.secure, alsoReach: ['./stock.shop.svc.cluster.local'] }),
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
    'MESH917 [test/shop/it] the address "not an address" is neither',
    (s) => new WorkloadEntry(s.namespace, 'it', { address: 'not an address', labels: {} }),
    (s) => new WorkloadEntry(s.namespace, 'it', { address: '2001:db8::1', labels: {} }),
  ],
  [
    'MESH976 [test/shop/it] the server on port 80 has the host "a"',
    server({ hosts: ['a'] }),
    server({ hosts: ['./a.example.com', '*'] }),
  ],
  [
    'MESH956 [test/shop/it] cors of http[0] has the age 1.5s, which is no whole seconds',
    rule({ cors: { allowOrigins: ['*'], maxAge: '1.5s' } }),
    rule({ cors: { allowOrigins: ['*'], maxAge: '1m' } }),
  ],
  [
    'MESH966 [test/shop/it] trafficPolicy has maxRetries: -1',
    policy({ connectionPool: { http: { maxRetries: -1 } } }),
    policy({ connectionPool: { http: { maxRetries: 0 } } }),
  ],
  [
    'MESH957 [test/shop/it] http[0] names the header "a b", which is none or not to be changed',
    rule({ match: { headers: { 'a b': '1' } } }),
    rule({ match: { headers: { a: '1' } } }),
  ],
  [
    'MESH916 [test/shop/it] tcp[0] matches "10.0.0.0/33", which is neither an address nor a CIDR',
    routed((s) => ({ service: s.cart, tcp: [{ match: { destinationSubnets: ['10.0.0.0/33'] }, to: s.cart }] })),
    routed((s) => ({ service: s.cart, tcp: [{ match: { destinationSubnets: ['10.0.0.0/8'] }, to: s.cart }] })),
  ],
  [
    'MESH970 [test/shop/it] the condition source.ip has "here", which is neither an address nor a CIDR',
    allow({ rules: [{ when: [{ key: 'source.ip', values: ['here'] }] }] }),
    allow({ rules: [{ when: [{ key: 'source.ip', values: ['10.0.0.0/8'] }] }] }),
  ],
  [
    'MESH972 [test/shop/it] CUSTOM is asked before Istio knows who calls, but a rule has principals',
    asked(({ secure }) => [{ from: secure }]),
    asked(() => [{ from: { ipBlocks: ['10.0.0.0/8'] }, to: { ports: [80] } }]),
  ],
])('%s', (says, wrong, right) => {
  expect(() => synth(wrong)).toThrow(says);
  expect(() => synth(right)).not.toThrow();
});
