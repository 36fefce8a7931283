import { expect, test } from '@jest/globals';
import { judge } from '../judge/judge';

const said = (kind: string, spec: object, apiVersion = 'networking.istio.io/v1') =>
  judge([{ place: 'a.yaml:1', object: { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, spec } }])
    .filter(({ problem }) => !/^IST01(01|34)$/.test(problem.code))
    .map(({ problem: { code, fact }, severity }) => `${severity} ${code} ${fact}`);

test.each<[string, object, object]>([
  [
    'warning MESH338 a.example.com has endpoints to resolve',
    { resolution: 'STATIC' },
    { resolution: 'STATIC', endpoints: [{ address: '192.0.2.1' }] },
  ],
  ['warning MESH338', { resolution: 'STATIC' }, { resolution: 'STATIC', workloadSelector: { labels: { app: 'a' } } }],
  ['warning MESH308 a.example.com has no port', { ports: [] }, {}],
])('a ServiceEntry that anybody wrote leads somewhere: %s', (says, wrong, right) => {
  const entry = { hosts: ['a.example.com'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] };
  expect(said('ServiceEntry', { ...entry, ...wrong })).toEqual([expect.stringContaining(says)]);
  expect(said('ServiceEntry', { ...entry, ...right })).toEqual([]);
});

test('a port has one policy in a DestinationRule that anybody wrote, and in each of its subsets', () => {
  const level = (...ports: readonly number[]) => ({
    portLevelSettings: ports.map((number) => ({ port: { number }, loadBalancer: { simple: 'RANDOM' } })),
  });
  const rule = (trafficPolicy: object, own: object = {}) =>
    said('DestinationRule', { host: 'a.example.com', trafficPolicy, subsets: [{ name: 'v1', ...own }] });
  const says = ['error MESH359 port 80 has two policies, of which one counts'];
  expect(rule(level(80, 80))).toEqual(says);
  expect(rule(level(80), { trafficPolicy: level(80, 81, 80) })).toEqual(says);
  expect(rule(level(80, 81), { trafficPolicy: level(80) })).toEqual([]);
});

test.each<[kind: string, spec: (module: object) => object]>([
  ['WasmPlugin', (module) => module],
  ['TrafficExtension', (module) => ({ wasm: module })],
])('the module of a %s that anybody wrote has a digest', (kind, spec) => {
  const module = (more: object) => said(kind, spec(more), 'extensions.istio.io/v1alpha1');
  const says = [expect.stringContaining('warning MESH458')];
  expect(module({ url: 'oci://registry.example/plugin:1' })).toEqual(says);
  expect(module({ url: 'registry.example/plugin:1' })).toEqual(says);
  expect(module({ url: `oci://registry.example/plugin@sha256:${'a'.repeat(64)}` })).toEqual([]);
  expect(module({ url: 'https://example.com/p.wasm', sha256: 'b'.repeat(64) })).toEqual([]);
  expect(module({ url: 'file:///opt/p.wasm' })).toEqual([]);
});
