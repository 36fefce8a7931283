import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../checks/judge/mesh-app';
import { render } from '../delivery/render';
import { minimal } from '../environments/minimal';
import type { App, Environment } from '../installation/environment';
import { override } from '../kit/override';
import { Refused } from '../kit/problems';
import { Route } from './route/route';
import { ExistingService } from './services/existing';
import { Microservice } from './services/microservice';
import { MeshNamespace } from './services/namespace';
import { http } from './services/ports';

const service = (mesh: Chart, namespace = 'shop', calls: readonly Microservice[] = []) =>
  new Microservice(new MeshNamespace(mesh, namespace, { injection: true }), 'web', {
    ports: [http(80)],
    versions: { v1: { image: 'shop/web:1' } },
    calls,
  });

/** Two environments, the second of which is given a service of the first. */
function given(use: (mesh: Chart, of: Microservice) => unknown, more: object = {}): readonly string[] {
  let first: Microservice | undefined;
  const makes: App = (mesh) => {
    first = service(mesh);
  };
  const uses: App = (mesh) => first && use(mesh, first);
  const env = (name: string, app: App): Environment => override(minimal, { name, apps: [app], ...more });
  try {
    render([env('east', makes), env('west', uses)]);
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.messages.map((line) => line.replace(/; .*/, ''));
  }
}

const reached = 'of the environment east, whose cluster west does not reach';

test('a service of another environment is no target, caller or callee here', () => {
  const routes = (to: 'service' | 'version' | 'port') => (mesh: Chart, web: Microservice) => {
    const target = { service: web, version: web.version('v1'), port: web.port(80) }[to];
    new Route(new MeshNamespace(mesh, 'own', { injection: true }), 'route', {
      hosts: ['a.example.com'],
      http: [{ to: target }],
    });
  };
  for (const to of ['service', 'version', 'port'] as const)
    expect(given(routes(to))).toEqual([`MESH363 [west/own/route] east/shop/web is ${reached}`]);
  expect(given((mesh, web) => service(mesh, 'own', [web]))).toEqual([
    `MESH363 [west/own/web] east/shop/web is ${reached}`,
  ]);
  expect(given((mesh, web) => service(mesh, 'own').calls(web))).toEqual([
    `MESH363 [west/own/web] east/shop/web is ${reached}`,
  ]);
});

test('one of a cluster of the same mesh is, and one that is only named', () => {
  const calls = (mesh: Chart, web: Microservice) => service(mesh, 'own', [web]);
  expect(given(calls, { istio: { identity: { meshId: 'acme' } } })).toEqual([]);
  expect(
    given((mesh, { name, namespace, ports }) =>
      service(mesh, 'own').calls(ExistingService.of({ name, namespace, ports })),
    ),
  ).toEqual([]);
});

test('charts that are no environments may be of one cluster', () => {
  const app = new MeshApp();
  const web = service(new Chart(app, 'one'));
  expect(() => service(new Chart(app, 'two'), 'own', [web])).not.toThrow();
});

test('labels of a namespace say the same as its injection, or nothing of it', () => {
  const made = (injection: boolean | 'ambient', labels: Readonly<Record<string, string>>) => () =>
    new MeshNamespace(new Chart(new MeshApp(), 'a'), 'shop', { injection, labels });
  const line = 'MESH366 [a/shop] its labels say';
  expect(made('ambient', { 'istio-injection': 'enabled' })).toThrow(
    `${line} istio-injection=enabled, but its injection is ambient`,
  );
  expect(made(true, { 'istio-injection': 'disabled' })).toThrow(
    `${line} istio-injection=disabled, but its injection is true`,
  );
  expect(made(false, { 'istio.io/dataplane-mode': 'ambient' })).toThrow(line);
  expect(made('ambient', { 'istio.io/rev': 'canary' })).toThrow(line);
  expect(made('ambient', { 'istio-injection': 'disabled', 'istio.io/use-waypoint': 'waypoint' })).not.toThrow();
  expect(made(true, { 'istio-injection': 'enabled', team: 'shop' })).not.toThrow();
  expect(made(false, { 'istio.io/rev': 'canary' })).not.toThrow();
});
