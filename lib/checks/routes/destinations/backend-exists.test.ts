import { expect, test } from '@jest/globals';
import { message } from '../../../kit/problems';
import type { KubeObject } from '../../../model/object';
import { judge } from '../../judge/judge';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const object = (apiVersion: string, kind: string, name: string, spec: object): KubeObject =>
  ({ apiVersion, kind, metadata: { name, namespace: 'shop' }, spec }) as KubeObject;
const cart = object('v1', 'Service', 'cart', { selector: { app: 'cart' }, ports: [{ name: 'grpc', port: 80 }] });
/** What is said of a route of cart, in files or in a graph that does not hold all. */
const said = (kind: string, backend: object, isWhole = true, parent = 'cart') => {
  const parentRefs = [{ group: '', kind: 'Service', name: parent }];
  const route = object(GATEWAY_API, kind, 'cart', { parentRefs, rules: [{ backendRefs: [backend] }] });
  const found = judge(
    [cart, route].map((one, i) => ({ place: `mesh.yaml:${i + 1}`, object: one })),
    [],
    { isWhole },
  );
  return found.map(({ problem, place }) => message(problem, place)).filter((line) => line.startsWith('IST0101'));
};

test.each(['HTTPRoute', 'GRPCRoute'])('a Service that a %s names is there, where all of the mesh is known', (kind) => {
  expect(said(kind, { name: 'cart', port: 80 })).toEqual([]);
  expect(said(kind, { name: 'stock', port: 80 })).toEqual([
    'IST0101 [mesh.yaml:2] there is no Service shop/stock; correct the name or the namespace, or write the Service down',
  ]);
  expect(said(kind, { name: 'stock', port: 80 }, false)).toEqual([]);
  expect(said(kind, { name: 'cart', port: 80 }, true, 'carts')).toEqual([expect.stringContaining('shop/carts')]);
});

test('of another kind than a Service, nothing is known', () => {
  expect(said('HTTPRoute', { group: 'networking.istio.io', kind: 'Hostname', name: 'a.example', port: 80 })).toEqual(
    [],
  );
});

test('a version is meant where a Service of its own is missing', () => {
  expect(said('HTTPRoute', { name: 'cart-v2', port: 80 }, false)).toEqual([
    expect.stringContaining('give the microservice cart serviceForEachVersion: true'),
  ]);
});
