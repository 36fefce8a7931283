import { describe, expect, test } from '@jest/globals';
import { edge, shop } from '../../../test/mesh/routed-shop';
import { Listeners } from '../../mesh/edge/listeners';
import { httpServer } from '../../mesh/edge/servers';
import { type Api, Route } from '../../mesh/route/route';
import { share } from '../../mesh/route/rules';
import { RequestAuthentication } from '../../mesh/security/tokens/request-authentication';
import type { Request } from '../request';
import { route } from './route';

const APIS: readonly Api[] = ['istio', 'gateway-api'];
const host = (name: string) => ({ request: { set: { [name]: 's.example.com' } } });

describe.each(APIS)('a Host header that a rule sets, with %s', (api) => {
  test.each(['Host', 'host'])('is what the service is asked with: %s', (name) => {
    const { routed, ask, v1 } = shop();
    routed([{ to: v1, headers: host(name) }], { api });
    expect(ask().host).toBe('s.example.com');
  });

  test('does not count beside a rewrite', () => {
    const { routed, ask, v1 } = shop();
    routed([{ to: v1, headers: host('host'), rewrite: { authority: 'new.example.com' } }], { api });
    expect(ask().host).toBe('new.example.com');
  });

  test('may be that of one share', () => {
    const { routed, ask, v1, v2 } = shop();
    routed([{ to: [{ ...share(90, v1), headers: host('host') }, share(10, v2)] }], { api });
    const { host: whole, targets } = ask();
    expect(whole).toBe('cart.shop.svc.cluster.local');
    expect(targets.map(({ asHost }) => asHost)).toEqual(['s.example.com', undefined]);
  });

  test('is the only target its own, unless the rule has one', () => {
    const { routed, ask, v1 } = shop();
    routed([{ match: { path: '/a' }, to: [{ ...share(100, v1), headers: host('host') }] }], { api });
    expect(ask({ path: '/a' })).toMatchObject({ host: 's.example.com' });
    expect(ask({ path: '/a' }).targets[0]).not.toHaveProperty('asHost');
  });
});

describe.each(APIS)('a preflight of CORS, with %s', (api) => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
  });
  const cors = { allowOrigins: ['https://a.example'] };

  test('is answered by the proxy in place of the service, but not of a redirect', () => {
    const { routed, ask, v1 } = shop();
    routed(
      [
        { match: { path: '/old' }, redirect: { path: '/new' }, cors },
        { to: v1, cors },
      ],
      { api },
    );
    expect(ask(preflight('https://a.example'))).toBeAnswered(200);
    expect(ask({ ...preflight('https://a.example'), path: '/old' }).location).toMatch(/new$/);
    expect(ask({ method: 'OPTIONS' })).toReach(v1);
    expect(ask({ ...preflight('https://a.example'), method: 'POST' })).toReach(v1);
  });

  test('of another origin is for the service in Istio, and answered in the Gateway API', () => {
    const { routed, ask, v1 } = shop();
    routed([{ to: v1, cors }], { api });
    const asked = ask(preflight('https://b.example'));
    if (api === 'istio') expect(asked).toReach(v1);
    else expect(asked).toBeAnswered(200);
  });

  test('is none where the rule does not take OPTIONS', () => {
    const { routed, ask, v1 } = shop();
    routed([{ match: { method: 'POST' }, to: v1, cors }], { api });
    expect(ask(preflight('https://a.example'))).toBeAnswered(404);
  });
});

test.each([
  [100, undefined],
  [20, 200],
])('a preflight is aborted as other requests are: %d percent', (percent, status) => {
  const { routed, ask, v1 } = shop();
  const fault = { abort: { percent, status: 503 } };
  routed([{ to: v1, fault, cors: { allowOrigins: ['https://a.example'] } }]);
  const headers = { origin: 'https://a.example', 'access-control-request-method': 'POST' };
  const said = ask({ method: 'OPTIONS', headers });
  expect(said).toMatchObject({ targets: [], abort: { percent, status: 503 } });
  expect(said.status).toBe(status);
});

test('a preflight of another origin may be told not to be for the service', () => {
  const { routed, ask, v1 } = shop();
  routed([{ to: v1, cors: { allowOrigins: ['https://a.example'], unmatchedPreflights: 'IGNORE' } }]);
  const headers = { origin: 'https://b.example', 'access-control-request-method': 'POST' };
  expect(ask({ method: 'OPTIONS', headers })).toBeAnswered(200);
});

describe('claims of a token', () => {
  const claims = { iss: 'us', 'realm.role': 'boss' };
  const jwt = [{ issuer: 'us', jwksUri: 'https://us.example/jwks' }];

  function entered(verifies: boolean) {
    const made = shop();
    const { chart, namespace, v1, v2 } = made;
    const pods = { ...edge, namespace: 'shop' };
    const gateway = new Listeners(namespace, 'front', { gateway: pods, servers: [httpServer(80)] });
    const bosses = { match: { claims: { 'realm.role': 'boss' } }, to: v2 };
    new Route(namespace, 'r', { gateways: gateway, hosts: ['a.example.com'], http: [bosses, { to: v1 }] });
    if (verifies) new RequestAuthentication(namespace, 'jwt', { workload: pods, jwt });
    const ask = (given?: Request['claims'], more: Partial<Request> = {}) =>
      route(chart, { host: 'a.example.com', gateway, ...(given && { claims: given }), ...more });
    return { ...made, ask };
  }

  test('are seen where the pods of the gateway verify them', () => {
    const { ask, v1, v2 } = entered(true);
    expect(ask(claims)).toReach(v2);
    expect(ask({ 'realm.role': 'boss' })).toReach(v2);
    expect(ask({ ...claims, 'realm.role': 'clerk' })).toReach(v1);
    expect(ask()).toReach(v1);
  });

  test('of an issuer that nobody knows are refused, but of preflights, of which nobody reads them', () => {
    const { ask, v1 } = entered(true);
    expect(ask({ ...claims, iss: 'them' })).toBeAnswered(401);
    const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
    expect(ask({ ...claims, iss: 'them' }, { method: 'OPTIONS', headers })).toReach(v1);
  });

  test('are nothing where nobody verifies them, and inside the mesh', () => {
    const { ask, v1, v2, cart, chart, routed } = entered(false);
    routed([{ match: { claims: { 'realm.role': 'boss' } }, to: v2 }, { to: v1 }]);
    expect(ask(claims)).toReach(v1);
    expect(route(chart, { host: cart, claims })).toReach(v1);
  });

  test('are seen by pods that Istio makes for a Gateway, where a RequestAuthentication names it', () => {
    const { chart, namespace, v1 } = shop();
    const gateway = new Listeners(namespace, 'front', { api: 'gateway-api', servers: [httpServer(80)] });
    new Route(namespace, 'r', { gateways: gateway, api: 'gateway-api', http: [{ to: v1 }] });
    const ask = () => route(chart, { host: 'a.example.com', gateway, claims: { iss: 'them' } });
    expect(ask()).toReach(v1);
    new RequestAuthentication(namespace, 'jwt', { workload: gateway, jwt });
    expect(ask()).toBeAnswered(401);
  });
});
