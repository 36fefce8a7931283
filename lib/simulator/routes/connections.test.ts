import { describe, expect, test } from '@jest/globals';
import { edge, shop } from '../../../test/mesh/routed-shop';
import type { MeshApp } from '../../checks/judge/mesh-app';
import { problemsOf } from '../../kit/problems';
import { ExternalService } from '../../mesh/edge/external-service';
import { Listeners } from '../../mesh/edge/listeners';
import { httpsServer, passthroughServer } from '../../mesh/edge/servers';
import { type Api, Route } from '../../mesh/route/route';
import { Microservice } from '../../mesh/services/microservice';
import { https, tcp } from '../../mesh/services/ports';
import { route } from './route';

const here = { ...edge, namespace: 'shop' };
const credential = { name: 'cert', namespace: 'shop' };

/** A vault behind gateways that pass TLS on. */
function vault(api: Api) {
  const made = shop();
  const { chart, namespace } = made;
  const ports = [https(443), tcp(9000)];
  const version = { image: 'a:1' };
  const box = new Microservice(namespace, 'vault', {
    ports,
    versions: { v1: version, v2: version },
    serviceForEachVersion: true,
  });
  const passing = (id: string, hosts: readonly string[]) =>
    new Listeners(namespace, id, { gateway: here, servers: [passthroughServer(443, hosts)], api });
  const pass = (id: string, gateways: Listeners, hosts: readonly string[], sni = hosts) =>
    new Route(namespace, id, { gateways, hosts, api, tls: [{ match: { sni }, to: box.port(443) }] });
  const ask = (host: string, gateway: Listeners) => route(chart, { host, port: 443, protocol: 'tls', gateway });
  return { ...made, box, passing, pass, ask };
}

const warned = (app: MeshApp): string => {
  expect(problemsOf(app)).toEqual([]);
  return app.warnings().join();
};

describe.each<Api>(['istio', 'gateway-api'])('a name in TLS, with %s', (api) => {
  test('is taken in once: Envoy would refuse the whole port', () => {
    const { app, namespace, passing, pass } = vault(api);
    new Listeners(namespace, 'ending', {
      gateway: here,
      servers: [httpsServer(443, ['a.example.com'], credential)],
      api,
    });
    const front = passing('front', ['*.example.com']);
    pass('b', front, ['b.example.com']);
    expect(problemsOf(app).join()).not.toContain('MESH890');
    pass('a', front, ['a.example.com']);
    expect(problemsOf(app).join()).toMatch(/MESH890 .*TLS for "a.example.com" on port 443/);
  });
});

test('two Gateways of the Gateway API with one name are told apart by nothing', () => {
  const { app, namespace } = vault('istio');
  const servers = [httpsServer(443, ['*.example.com'], credential)];
  new Listeners(namespace, 'one', { gateway: here, servers, api: 'gateway-api' });
  expect(problemsOf(app).join()).not.toContain('MESH890');
  new Listeners(namespace, 'two', { gateway: here, servers, api: 'gateway-api', allowRoutesFrom: 'All' });
  expect(problemsOf(app).join()).toContain('MESH890');
});

test("of a TLSRoute, names count that are the listener's, too", () => {
  const { passing, pass, ask, box } = vault('gateway-api');
  const front = passing('front', ['b.example.com']);
  pass('wide', front, ['*.example.com']);
  expect(ask('b.example.com', front)).toReach(box.port(443));
  expect(ask('a.example.com', front)).toBeAnswered(404);
});

test('a rule of TLS with a name that an earlier one has is left out, with all of its names', () => {
  const { app, passing, namespace, ask, box } = vault('istio');
  const front = passing('front', ['*.example.com']);
  const hosts = ['*.example.com'];
  new Route(namespace, 'r', {
    gateways: front,
    hosts,
    tls: [
      { match: { sni: ['a.example.com'] }, to: box.port(443) },
      { match: { sni: ['a.example.com', 'b.example.com'] }, to: box.port(443) },
    ],
  });
  expect(ask('a.example.com', front)).toReach(box.port(443));
  expect(ask('b.example.com', front)).toBeAnswered(404);
  expect(warned(app)).toMatch(/MESH898 .*has "a.example.com" in common with another match of it/);
});

test('a match of another route with a name more may be left out, or leave the other out', () => {
  const { app, passing, pass } = vault('istio');
  const front = passing('front', ['*.example.com']);
  pass('wide', front, ['*.example.com'], ['a.example.com', 'b.example.com']);
  pass('c', front, ['c.example.com']);
  expect(warned(app)).not.toContain('MESH898');
  pass('a', front, ['a.example.com']);
  expect(warned(app)).toMatch(/MESH898 \[.*has "a.example.com" in common with/);
});

test("a name that a narrower listener's share of a TLSRoute has takes the rest of the wider listener's with it", () => {
  const { app, namespace, pass, ask, box } = vault('gateway-api');
  const servers = ['b.example.com', '*.example.com'].map((host) => passthroughServer(443, [host]));
  const front = new Listeners(namespace, 'front', { gateway: here, servers, api: 'gateway-api' });
  pass('r', front, ['b.example.com', '*.example.com']);
  expect(ask('b.example.com', front)).toReach(box.port(443));
  expect(ask('a.example.com', front)).toBeAnswered(404);
  expect(warned(app)).toContain('MESH898');
});

test.each([
  ['chosen namespaces', { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }, true],
  ['all namespaces', 'All', false],
] as const)('a listener for %s, beside a Gateway with its name', (_who, allowRoutesFrom, apart) => {
  const { namespace, pass, ask, box } = vault('gateway-api');
  new Listeners(namespace, 'a', { gateway: here, servers: [passthroughServer(443, ['a.example.com'])], api: 'istio' });
  const servers = [{ ...passthroughServer(443, ['a.example.com']), allowRoutesFrom }];
  const front = new Listeners(namespace, 'front', { gateway: here, servers, api: 'gateway-api' });
  pass('r', front, ['a.example.com']);
  if (apart) expect(ask('a.example.com', front)).toReach(box.port(443));
  else expect(ask('a.example.com', front)).toBeAnswered(404);
});

test('a TLSRoute for a wildcard alone has each of its listeners', () => {
  const { app, namespace, pass, ask, box } = vault('gateway-api');
  const servers = ['b.example.com', '*.example.com'].map((host) => passthroughServer(443, [host]));
  const front = new Listeners(namespace, 'front', { gateway: here, servers, api: 'gateway-api' });
  pass('r', front, ['*.example.com']);
  expect(ask('b.example.com', front)).toReach(box.port(443));
  expect(ask('a.example.com', front)).toReach(box.port(443));
  expect(warned(app)).not.toContain('MESH898');
});

test('a TCPRoute of any namespace counts for all callers of a service', () => {
  const { chart, other, cart, box } = vault('gateway-api');
  new Route(other, 'r', { service: box, api: 'gateway-api', tcp: [{ to: box.version('v1').port(9000) }] });
  expect(route(chart, { host: box, port: 9000, from: cart }).targets[0]?.host).toBe('vault-v1.shop.svc');
});

test('of two listeners of a Gateway with one name on a port, the first counts', () => {
  const { namespace, pass, ask, box } = vault('gateway-api');
  const servers = [passthroughServer(443, ['*.example.com']), httpsServer(443, ['*.example.com'], credential)];
  const front = new Listeners(namespace, 'front', { gateway: here, servers, api: 'gateway-api' });
  pass('r', front, ['a.example.com']);
  expect(ask('a.example.com', front)).toReach(box.port(443));
});

test('to a host within a declared wildcard goes there, for a host of its own before that', () => {
  const { chart, namespace, web } = shop();
  const wild = (id: string, host: string) =>
    new ExternalService(namespace, id, { hosts: [host], ports: [https(443)], resolution: 'NONE' });
  wild('wide', '*.example.org');
  wild('near', '*.api.example.org');
  wild('own', 'a.api.example.org');
  const reached = (host: string) => route(chart, { host, port: 443, protocol: 'tls', from: web }).targets[0]?.host;
  expect(reached('x.example.org')).toBe('*.example.org');
  expect(reached('b.api.example.org')).toBe('*.api.example.org');
  expect(reached('a.api.example.org')).toBe('a.api.example.org');
});
