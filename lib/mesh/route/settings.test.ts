import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { routeMatchers } from '../../simulator/matchers';
import { route } from '../../simulator/routes/route';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http } from '../services/ports';
import { prefix, present } from './match';
import { type Api, Route } from './route';
import { type HttpRule, share } from './rules';

expect.extend(routeMatchers);

function shop(api: Api, rule: (s: { cart: Microservice; web: Microservice }) => HttpRule) {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const versions = { v1: { image: 'a:1' } };
  const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions });
  const web = new Microservice(namespace, 'web', { ports: [http(80)], versions });
  new Route(namespace, 'r', { service: cart, api, http: [rule({ cart, web })] });
  const objects = () => [...app.objects().values()].flat().map((object) => object.toJson());
  const written = () => objects().find(({ kind }) => /^(VirtualService|HTTPRoute)$/.test(kind))?.spec;
  return { chart, cart, web, written };
}

test('retries wait, and may go back to hosts that failed', () => {
  const retries = { attempts: 2, backoff: '50ms', ignorePreviousHosts: false };
  const { written } = shop('istio', ({ cart }) => ({ to: cart, retries }));
  expect(written().http[0].retries).toEqual({ attempts: 2, backoff: '50ms', retryIgnorePreviousHosts: false });
  const wrong = shop('istio', ({ cart }) => ({ to: cart, retries: { ...retries, backoff: '50' } }));
  expect(wrong.written).toThrow('IST0106 [test/shop/r] spec.http[0].retries.backoff is "50"');
});

test('a match has a name, statistics and a scheme of its own', () => {
  const match = { path: prefix('/'), name: 'all', statPrefix: 'cart', scheme: 'https' } as const;
  const { written } = shop('istio', ({ cart }) => ({ match, to: cart }));
  const scheme = { exact: 'https' };
  expect(written().http[0].match).toEqual([{ uri: { prefix: '/' }, name: 'all', statPrefix: 'cart', scheme }]);
  expect(() => shop('gateway-api', ({ cart }) => ({ match, to: cart }))).toThrow('MESH326');
});

test('preflights of other origins may be left unanswered', () => {
  const cors = { allowOrigins: ['https://a.example.com'], unmatchedPreflights: 'IGNORE' } as const;
  const { written } = shop('istio', ({ cart }) => ({ to: cart, cors }));
  expect(written().http[0].corsPolicy).toEqual({
    allowOrigins: [{ exact: 'https://a.example.com' }],
    unmatchedPreflights: 'IGNORE',
  });
  expect(() => shop('gateway-api', ({ cart }) => ({ to: cart, cors }))).toThrow('MESH326');
});

test('each share has headers of its own with the Gateway API, too', () => {
  const { written } = shop('gateway-api', ({ cart, web }) => ({
    to: [share(90, cart), { ...share(10, web), headers: { request: { set: { canary: 'yes' } } } }],
  }));
  expect(written().rules[0].backendRefs).toEqual([
    { name: 'cart', port: 80, weight: 90 },
    {
      name: 'web',
      port: 80,
      weight: 10,
      filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'canary', value: 'yes' }] } }],
    },
  ]);
});

test.each([
  ['1.5s', '1s500ms'],
  ['100000ms', '100s'],
  ['90m', '90m'],
])('the Gateway API takes a timeout of %s as %s', (timeout, as) => {
  const { written } = shop('gateway-api', ({ cart }) => ({ to: cart, timeout }));
  expect(written().rules[0].timeouts).toEqual({ request: as });
});

const ALWAYS = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'] as const;

test('retries of the Gateway API say how often, after which wait and status, and the time of each', () => {
  const retries = { attempts: 3, perTryTimeout: '1s', backoff: '0.1s', on: [...ALWAYS, 503] };
  const { written, chart, cart } = shop('gateway-api', ({ cart }) => ({ to: cart, timeout: '4s', retries }));
  expect(written().rules[0]).toMatchObject({
    retry: { attempts: 3, backoff: '100ms', codes: [503] },
    timeouts: { request: '4s', backendRequest: '1s' },
  });
  expect(route(chart, { host: cart })).toMatchObject({ retries: 3, timeout: '4s' });
});

test('retries of the Gateway API try again where those of Istio do by themselves', () => {
  const { written } = shop('gateway-api', ({ cart }) => ({ to: cart, retries: { attempts: 2 } }));
  expect(written().rules[0]).toMatchObject({ retry: { attempts: 2 } });
  expect(written().rules[0].timeouts).toBeUndefined();
});

test.each([
  [{ attempts: 1, on: ['5xx'] }, 'retry on 5xx'],
  [{ attempts: 1, on: [503] }, 'list of `retries.on` without connect-failure'],
  [{ attempts: 1, on: [...ALWAYS, 302] }, 'retry on status 302'],
  [{ attempts: 1, remoteLocalities: true }, '`retries.remoteLocalities`'],
  [{ attempts: 1, ignorePreviousHosts: false }, '`retries.ignorePreviousHosts`'],
] as const)('the Gateway API cannot say %j', (retries, what) => {
  expect(() => shop('gateway-api', ({ cart }) => ({ to: cart, retries }))).toThrow(
    `MESH326 [test/shop/r] the Gateway API has no ${what};`,
  );
  expect(() => shop('istio', ({ cart }) => ({ to: cart, retries }))).not.toThrow();
});

test.each(['istio', 'gateway-api'] as const)('a parameter without a value is there, with %s', (api) => {
  const { chart, cart } = shop(api, ({ cart }) => ({ match: { query: { debug: present } }, to: cart }));
  expect(route(chart, { host: cart, path: '/?debug' })).toReach(cart);
  expect(route(chart, { host: cart, path: '/' })).toBeAnswered(404);
});
