import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { App, Environment } from '../installation/environment';
import { PROFILES } from '../istio/profiles';
import { Refused } from '../kit/problems';
import { Route } from '../mesh/route/route';
import { Microservice } from '../mesh/services/microservice';
import { MeshNamespace } from '../mesh/services/namespace';
import { http } from '../mesh/services/ports';
import { DEBUG, refusalLines } from './program/pipes';
import { render } from './render';

const versions = { v1: { image: 'a:1' } };
const web = (namespace: string, build: (service: Microservice, home: MeshNamespace) => unknown): App =>
  function app(mesh) {
    const home = new MeshNamespace(mesh, namespace, { injection: mesh.controlPlanes.main.revision });
    return build(new Microservice(home, 'web', { ports: [http(80)], versions }), home);
  };
const env = (name: string, ...apps: readonly App[]): Environment => ({
  name,
  purpose: 'A sample.',
  istio: PROFILES.minimal,
  gatewayApi: 'present',
  gateways: {},
  apps,
});
function said(...environments: readonly Environment[]): readonly string[] {
  try {
    render(environments);
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.messages;
  }
}

const good = web('good', (to, home) => new Route(home, 'route', { service: to, http: [{ to }] }));
const thrown = web('thrown', (service) => service.version('v9'));
const alsoThrown = web(
  'also',
  (to, home) => new Route(home, 'route', { service: to, http: [{ to, timeout: 'soon' }] }),
);
const related = web('related', (to, home) => {
  for (const id of ['one', 'two']) new Route(home, id, { service: to, http: [{ to }] });
});

test('every app and every environment says its mistakes, those of relations with them', () => {
  expect(said(env('a', good), env('b', good))).toEqual([]);
  const lines = said(env('a', thrown, good, alsoThrown, related), env('b', good), env('c', thrown));
  expect(lines.map((line) => line.replace(/ \(.*/, '').split(';')[0])).toEqual([
    expect.stringMatching(/^MESH305 \[a\] web has no version/),
    expect.stringMatching(/^\w+ \[a\/also\/route\] .*"soon"/),
    expect.stringMatching(/^IST0109 \[a\/related\/two\] related\/one also routes/),
    expect.stringMatching(/^MESH305 \[c\] web has no version/),
  ]);
});

test('a line names the place in the code of the user', () => {
  const lines = readFileSync(__filename, 'utf8').split('\n');
  const at = (text: string) => `(lib/delivery/collected.test.ts:${lines.findIndex((line) => line.includes(text)) + 1})`;
  expect(said(env('a', related, thrown))).toEqual([
    expect.stringContaining(at("service.version('v9')")),
    expect.stringContaining(at("of ['one', 'two']")),
  ]);
});

/** Only props are held to their types: a scope is not. */
const mistyped: App = () => new MeshNamespace(undefined as never, 'shop', { injection: true });

test('what has another type than its own is refused, and what the user throws is his', () => {
  expect(said(env('a', mistyped))).toEqual([
    expect.stringMatching(/^MESH470 \[a\] something here has another type .*; check the types/),
  ]);
  const throws: App = () => {
    throw new Error('mine');
  };
  expect(() => said(env('a', throws))).toThrow('mine');
});

test('what stops a construct is said once, at the innermost place and the line of the user', () => {
  const app: App = (mesh) => {
    const home = new MeshNamespace(mesh, 'shop', { injection: true });
    new Route(home, 'route', { service: 'web' as never, http: [{ to: 'web' as never }] });
  };
  expect(said(env('a', app)).map((line) => line.replace(/\(\D*collected\.test\.ts:\d+\)$/, 'here'))).toEqual([
    'MESH627 [a/shop/route] service is "web"; give it a handle: ServiceHandle here',
    'MESH627 [a/shop/route] http[0].to is "web"; give it a handle: PortHandle, ServiceHandle, VersionHandle, or a list here',
  ]);
  expect(said(env('a', (mesh) => mesh.gateway('edge')))).toEqual([
    expect.stringMatching(/^MESH866 \[a\] .* \(lib\/delivery\/collected\.test\.ts:\d+\)$/),
  ]);
  expect(said(env('a', 'no function' as never))).toEqual(['MESH627 [a] apps[0] is "no function"; give it a function']);
});

test('the stack of what the library threw is kept, and printed for those who ask', () => {
  const lines = (environment: NodeJS.ProcessEnv, ...apps: readonly App[]) => {
    try {
      render([env('a', ...apps)]);
      return [];
    } catch (error) {
      return refusalLines(error as Refused, environment);
    }
  };
  expect(lines({}, mistyped)).toEqual([expect.stringMatching(/^MESH470/)]);
  expect(lines({ [DEBUG]: '1' }, mistyped)).toEqual([
    expect.stringMatching(/^MESH470/),
    expect.stringMatching(/^Error: cannot find a parent chart.*\n( +at .*\n)+? +at .*namespace\.ts/),
  ]);
  expect(lines({ [DEBUG]: '1' }, thrown)).toEqual([expect.stringMatching(/^MESH305/)]);
});

test('two things of one id, or one without', () => {
  const twice: App = (mesh) => [new MeshNamespace(mesh, 'shop', { injection: true }), new Chart(mesh, 'shop')];
  const line =
    readFileSync(__filename, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('new Chart(mesh, ')) + 1;
  expect(said(env('a', twice))).toEqual([
    'MESH473 [a] two constructs have the id "shop" here; give one of them another: the second argument of `new` ' +
      `(lib/delivery/collected.test.ts:${line})`,
  ]);
  const unnamed: App = (mesh) => new MeshNamespace(mesh, '', { name: 'shop', injection: true });
  expect(said(env('a', unnamed))).toEqual([
    expect.stringMatching(/^MESH474 \[a\] a construct has an empty id; .*test\.ts:\d+\)$/),
  ]);
  const named: App = (mesh) => [new MeshNamespace(mesh, 'shop', { injection: true }), new Chart(mesh, 'other')];
  expect(said(env('a', named))).toEqual([]);
});

test('an app that waits for one that was refused says nothing of its own', () => {
  const waits: App = (mesh) => mesh.made(thrown);
  expect(said(env('a', thrown, waits))).toHaveLength(1);
});
