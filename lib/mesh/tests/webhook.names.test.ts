import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { ExternalService } from '../edge/external-service';
import { Listeners } from '../edge/listeners';
import { httpServer, type ServerProps } from '../edge/servers';
import { regex } from '../route/match';
import { Route, type RouteProps } from '../route/route';
import type { HttpRule } from '../route/rules';
import { Allow } from '../security/authorization';
import type { Attribute } from '../security/operations';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { grpc, http, tcp } from '../services/ports';
import { DestinationPolicy, type DestinationPolicyProps } from '../traffic/destination-policy';

function shop() {
  const app = new MeshApp();
  const namespace = new MeshNamespace(new Chart(app, 'test'), 'shop', { injection: true });
  const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions: { v1: { image: 'a:1' } } });
  const stock = new Microservice(namespace, 'stock', {
    ports: [http(80), grpc(90)],
    versions: { v1: { image: 'a:1' } },
  });
  const spec = (kind: string) =>
    [...app.objects().values()]
      .flat()
      .map((object) => object.toJson())
      .find((object) => object.kind === kind)?.spec;
  return { app, namespace, cart, stock, spec };
}
type Shop = ReturnType<typeof shop>;
type Build = (made: Shop) => unknown;

/** The mesh with one thing more. */
function synth(build: Build): void {
  const made = shop();
  build(made);
  made.app.objects();
}

const edge = { name: 'edge', namespace: 'shop', selector: { istio: 'edge' }, ports: [] };
const servers =
  (all: readonly ServerProps[], name = 'it'): Build =>
  ({ namespace }) =>
    new Listeners(namespace, 'it', { name, gateway: edge, servers: all });
const rule =
  (one: HttpRule, more: Partial<RouteProps> = {}): Build =>
  ({ namespace, cart }) =>
    new Route(namespace, 'it', { service: cart, http: [{ to: cart, ...one }], ...more });
const headers = (changes: NonNullable<HttpRule['headers']>) => rule({ headers: changes });
const policy =
  (props: (s: Shop) => Omit<DestinationPolicyProps, 'service'>): Build =>
  (s) =>
    new DestinationPolicy(s.namespace, 'it', { service: s.stock, ...props(s) });
const when =
  (key: Attribute): Build =>
  ({ namespace }) =>
    new Allow(namespace, 'it', { rules: [{ when: [{ key, values: ['a'] }] }] });
const outside =
  (addresses: readonly string[]): Build =>
  ({ namespace }) =>
    new ExternalService(namespace, 'it', {
      hosts: ['e.example.com'],
      ports: [tcp(9000)],
      addresses,
      resolution: 'NONE',
    });
const [a, b] = [httpServer(80, ['a.example.com']), httpServer(80, ['b.example.com'])];

/** Names and lists that istiod's webhook refuses, each with a twin that it takes. */
test.each<[says: string, wrong: Build, right: Build]>([
  [
    'MESH976 [test/shop/it] the port name web is that of two servers',
    servers([
      { ...a, name: 'web' },
      { ...b, name: 'web' },
    ]),
    servers([{ ...a, name: 'web' }, b]),
  ],
  [
    'MESH976 [test/shop/it] the server on port 80 has a port without a name',
    servers([{ ...a, name: '' }]),
    servers([a]),
  ],
  [
    'MESH976 [test/shop/it] the server on port 80 has no host',
    servers([httpServer(80, [])]),
    servers([httpServer(80)]),
  ],
  [
    'MESH948 [test/shop/it] "a_b" is no host of a route',
    rule({}, { hosts: ['a_b'] }),
    rule({}, { hosts: ['A.example.com'] }),
  ],
  [
    'MESH976 [test/shop/it] the Gateway has the name "a.b", which is no DNS label',
    servers([a], 'a.b'),
    servers([a], 'a-b'),
  ],
  [
    'MESH915 [test/shop/it] http[0] has a fault for 0.00001 percent',
    rule({ fault: { delay: { percent: 0.00001, fixed: '1s' } } }),
    rule({ fault: { delay: { percent: 0.0001, fixed: '1s' } } }),
  ],
  ['MESH958 [test/shop/it] http[0] does nothing', rule({ to: [] }), rule({})],
  [
    'MESH915 [test/shop/it] http[0] tries again on "999", which is no reason',
    rule({ retries: { attempts: 1, on: [999] } }),
    rule({ retries: { attempts: 1, on: [503] } }),
  ],
  [
    'MESH916 [test/shop/it] tcp[0] goes nowhere',
    ({ namespace, cart }) => new Route(namespace, 'it', { service: cart, tcp: [{ to: [] }] }),
    ({ namespace, cart }) => new Route(namespace, 'it', { service: cart, tcp: [{ to: cart }] }),
  ],
  [
    'MESH971 [test/shop/it] nobody knows the attribute "request.headers[]"',
    when('request.headers[]'),
    when('request.headers[x-a]'),
  ],
  [
    'MESH359 [test/shop/it] port 90 has two policies',
    policy(({ stock }) => ({
      ports: [
        { port: stock.port(90), policy: { loadBalancer: 'RANDOM' } },
        { port: stock.port(90), policy: { loadBalancer: 'ROUND_ROBIN' } },
      ],
    })),
    policy(({ stock }) => ({
      ports: [
        { port: stock.port(90), policy: { loadBalancer: 'RANDOM' } },
        { port: stock.port(80), policy: { loadBalancer: 'ROUND_ROBIN' } },
      ],
    })),
  ],
  [
    'MESH966 [test/shop/it] subset v1 says nothing',
    policy(() => ({ perVersion: { v1: {} } })),
    policy(() => ({ perVersion: { v1: { loadBalancer: 'RANDOM' } } })),
  ],
  [
    'MESH957 [test/shop/it] http[0] names the header "", which is none or not to be changed',
    headers({ request: { set: { '': 'x' } } }),
    headers({ request: { set: { ':authority': 'a.example.com' } } }),
  ],
  [
    'MESH957 [test/shop/it] http[0] names the header "host", which is none or not to be changed',
    headers({ request: { remove: ['host'] } }),
    headers({ request: { remove: ['x-host'] } }),
  ],
  [
    'MESH957 [test/shop/it] http[0] names the header ":path", which is none or not to be changed',
    headers({ response: { add: { ':path': 'x' } } }),
    rule({ match: { headers: { ':method': regex('GET|POST') } } }),
  ],
  [
    'MESH961 [test/shop/it] "here" is neither an address nor a CIDR',
    outside(['here']),
    outside(['192.0.2.1', '2001:db8::/64']),
  ],
])('%s', (says, wrong, right) => {
  expect(() => synth(wrong)).toThrow(says);
  expect(() => synth(right)).not.toThrow();
});

test('servers without names get names of their own', () => {
  const s = shop();
  servers([a, b, { ...a, port: 8080 }, httpServer(80, ['c.example.com'])])(s);
  expect(s.spec('Gateway').servers.map((one: { port: { name: string } }) => one.port.name)).toEqual([
    'http',
    'http-80',
    'http-8080',
    'http-80-3',
  ]);
});
