import { expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { shop } from '../../../../test/mesh/routed-shop';
import { problemsOf } from '../../../kit/problems';

const API = 'gateway.networking.k8s.io';
const backendRefs = [{ name: 'cart', port: 80 }];
const adding = [{ matches: [{ method: { service: 'shop.Cart', method: 'Add' } }], backendRefs }];
const added = [{ matches: [{ path: { type: 'Exact', value: '/shop.Cart/Add' } }], backendRefs }];

function written() {
  const made = shop();
  const write = (kind: string, name: string, spec: object, namespace = 'shop') =>
    new ApiObject(made.chart, name, { apiVersion: `${API}/v1`, kind, metadata: { name, namespace }, spec });
  const found = (code: string) => problemsOf(made.app).filter((one) => one.startsWith(code));
  return { ...made, write, found };
}

test.each([
  ['in the mesh', [{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: 80 }]],
  ['at a gateway', [{ name: 'front' }]],
])('an HTTPRoute and a GRPCRoute that match the same clash %s', (_where, parentRefs) => {
  const { listen, write, found } = written();
  listen(['*'], 'gateway-api');
  write('HTTPRoute', 'pages', { parentRefs, rules: added });
  write('GRPCRoute', 'calls', { parentRefs, rules: adding });
  expect(found('MESH330')).toEqual([expect.stringMatching(/^MESH330 \[test\/calls\] .* in shop\/pages/)]);
});

test.each([
  ['the namespace of the callers', 'other', 80, 'Add'],
  ['what they match', 'shop', 80, 'Drop'],
])('routes for a service may differ in %s', (_in, namespace, port, method) => {
  const { write, found } = written();
  const parentRefs = [{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port }];
  const rules = [
    {
      matches: [{ method: { service: 'shop.Cart', method } }],
      backendRefs: [{ ...backendRefs[0], namespace: 'shop' }],
    },
  ];
  write('HTTPRoute', 'pages', { parentRefs, rules: added });
  write('GRPCRoute', 'calls', { parentRefs, rules }, namespace);
  expect(found('MESH330')).toEqual([]);
});

test('a VirtualService and a GRPCRoute for one service are not put together', () => {
  const { routed, v1, write, found } = written();
  routed([{ to: v1 }]);
  write('GRPCRoute', 'calls', { parentRefs: [{ group: '', kind: 'Service', name: 'cart' }], rules: adding });
  expect(found('IST0109')).toEqual([
    expect.stringMatching(/^IST0109 \[test\/calls\] shop\/cart-route also routes cart/),
  ]);
});

test('a GRPCRoute for another service stands beside a VirtualService', () => {
  const { routed, v1, write, found } = written();
  routed([{ to: v1 }]);
  write(
    'GRPCRoute',
    'calls',
    { parentRefs: [{ group: '', kind: 'Service', name: 'web', namespace: 'other' }], rules: adding },
    'other',
  );
  expect(found('IST0109')).toEqual([]);
});

test.each([
  ['HTTPRoute', added, 'answer 500 in its place'],
  ['GRPCRoute', adding, 'answer 500 in its place'],
  ['TCPRoute', [{}], 'close such connections'],
])('what gateways do without a ReferenceGrant is said of a %s', (kind, rules, effect) => {
  const { listen, write, found } = written();
  listen(['*'], 'gateway-api');
  const backend = [{ name: 'web', namespace: 'other', port: 80 }];
  write(kind, 'r', {
    parentRefs: [{ name: 'front' }],
    rules: rules.map((rule) => ({ ...rule, backendRefs: backend })),
  });
  expect(found('MESH897')).toEqual([
    expect.stringContaining(`${kind}s of the namespace "shop" send to other/web, and gateways ${effect}`),
  ]);
});

test('a mirror without a ReferenceGrant has gateways lose a whole GRPCRoute', () => {
  const { listen, write, found } = written();
  listen(['*'], 'gateway-api');
  const filters = [
    { type: 'RequestMirror', requestMirror: { backendRef: { name: 'web', namespace: 'other', port: 80 } } },
  ];
  write('GRPCRoute', 'r', { parentRefs: [{ name: 'front' }], rules: [{ backendRefs, filters }] });
  expect(found('MESH897')).toEqual([expect.stringContaining('gateways do not know the route')]);
});

test('no ReferenceGrant is needed inside the mesh', () => {
  const { write, found } = written();
  const parentRefs = [{ group: '', kind: 'Service', name: 'cart' }];
  write('HTTPRoute', 'r', { parentRefs, rules: [{ backendRefs: [{ name: 'web', namespace: 'other', port: 80 }] }] });
  expect(found('MESH897')).toEqual([]);
});
