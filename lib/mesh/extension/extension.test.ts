import { describe, expect, test } from '@jest/globals';
import { type Printed, synth } from '../../../test/synth';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http } from '../services/ports';
import { EnvoyFilter, type EnvoyFilterProps, type EnvoyPatch } from './envoy-filter';
import { ProxyConfig } from './proxy-config';
import { TrafficExtension } from './traffic-extension';
import type { WasmModule } from './wasm';
import { WasmPlugin, type WasmPluginProps } from './wasm-plugin';

const shop = (more: (namespace: MeshNamespace, web: Microservice) => void): Readonly<Record<string, Printed>> =>
  synth((chart) => {
    const namespace = new MeshNamespace(chart, 'shop', { injection: true });
    more(
      namespace,
      new Microservice(namespace, 'web', { ports: [http(80)], versions: { v1: { image: 'shop/web:1' } } }),
    );
  });

describe('EnvoyFilter', () => {
  const patch: EnvoyPatch = {
    applyTo: 'CLUSTER',
    match: { context: 'SIDECAR_OUTBOUND' },
    patch: { operation: 'MERGE', value: {} },
  };
  const filter = (change: Partial<EnvoyFilterProps> = {}): Printed =>
    shop((namespace, workload) => {
      const props = {
        reason: 'Istio cannot say it.',
        reviewedFor: ['1.31', '1.32'],
        workload,
        patches: [patch],
        ...change,
      };
      new EnvoyFilter(namespace, 'filter', props);
    })['EnvoyFilter/filter'];

  test('says in dist why it is there, and for which versions it was read', () => {
    expect(filter().metadata.annotations).toEqual({
      'cdk8s-istio/reason': 'Istio cannot say it.',
      'cdk8s-istio/reviewed-for': '1.31, 1.32',
    });
    expect(filter().spec).toEqual({ workloadSelector: { labels: { app: 'web' } }, configPatches: [patch] });
  });

  test('is refused without a reason or a review', () => {
    expect(() => filter({ reason: ' ' })).toThrow('MESH450 [test/shop/filter] it has no reason;');
    expect(() => filter({ reviewedFor: [] })).toThrow('MESH451 [test/shop/filter] it was reviewed for Istio ');
  });

  const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua';
  const change = (operation: string, applyTo: string, proxyVersion: string) => ({
    applyTo,
    match: { ...(proxyVersion && { proxy: { proxyVersion } }) },
    patch: { operation, value: { name: 'my.filter', typed_config: { '@type': TYPE } } },
  });
  test.each<[string, string, string, string]>([
    ['IST0151', 'INSERT_BEFORE', 'HTTP_FILTER', ''],
    ['IST0151', 'REMOVE', 'CLUSTER', ''],
    ['IST0152', 'REPLACE', 'CLUSTER', ''],
    ['IST0153', 'ADD', 'HTTP_ROUTE', ''],
    ['IST0154', 'REMOVE', 'ROUTE_CONFIGURATION', ''],
    ['IST0155', 'INSERT_AFTER', 'HTTP_FILTER', '1\\.31.*'],
  ])('%s for %s of %s', (code, operation, applyTo, version) => {
    // A filter of one version of the proxy counts for the patches after it.
    const wrong = [
      change(operation, applyTo, version),
      ...(version === '' ? [] : [change(operation, applyTo, '')]),
    ] as readonly EnvoyPatch[];
    expect(() => filter({ patches: wrong })).toThrow(`${code} [test/shop/filter]`);
    const right = [
      change('INSERT_BEFORE', 'HTTP_FILTER', version),
      change('MERGE', 'HTTP_ROUTE', ''),
    ] as readonly EnvoyPatch[];
    expect(filter({ patches: right, priority: 5 }).spec.priority).toBe(5);
  });
});

test('ProxyConfig says what proxies start with', () => {
  const made = (concurrency: number) =>
    shop((namespace, workload) => {
      new ProxyConfig(namespace, 'proxy', { workload, concurrency, env: { A: 'b' }, imageType: 'distroless' });
    })['ProxyConfig/proxy'].spec;
  expect(made(2)).toEqual({
    selector: { matchLabels: { app: 'web' } },
    concurrency: 2,
    environmentVariables: { A: 'b' },
    image: { imageType: 'distroless' },
  });
  expect(() => made(-1)).toThrow('IST0106 [test/shop/proxy]');
});

describe('WasmPlugin', () => {
  const url = `oci://registry.example/plugin@sha256:${'a'.repeat(64)}`;
  const plugin = (change: Partial<WasmPluginProps> = {}): Printed =>
    shop((namespace, workload) => {
      new WasmPlugin(namespace, 'plugin', {
        workload,
        url,
        phase: 'AUTHN',
        config: { deep: { list: [1] } },
        ...change,
      });
    })['WasmPlugin/plugin'].spec;

  test('runs a module for some traffic, with any configuration', () => {
    expect(plugin({ match: [{ mode: 'SERVER', ports: [80] }], onFailure: 'FAIL_OPEN', env: { A: 'b' } })).toEqual({
      selector: { matchLabels: { app: 'web' } },
      url,
      phase: 'AUTHN',
      pluginConfig: { deep: { list: [1] } },
      failStrategy: 'FAIL_OPEN',
      match: [{ mode: 'SERVER', ports: [{ number: 80 }] }],
      vmConfig: { env: [{ name: 'A', value: 'b' }] },
    });
  });

  test('refuses what is no module', () => {
    expect(() => plugin({ url: 'ftp://example.com/p.wasm' })).toThrow('IST0106 [test/shop/plugin]');
    expect(plugin({ url: 'https://example.com/p.wasm', sha256: 'b'.repeat(64) }).sha256).toHaveLength(64);
    expect(plugin({ url: 'file:///opt/p.wasm' }).url).toBe('file:///opt/p.wasm');
  });
});

test('TrafficExtension runs a few lines of Lua, or a module, and not both', () => {
  const lua = 'function envoy_on_request(handle) handle:headers():add("x-a", "b") end';
  const made = (more: { readonly lua: string } | { readonly wasm: WasmModule }) =>
    shop((namespace, workload) => void new TrafficExtension(namespace, 'lua', { workload, ...more }))[
      'TrafficExtension/lua'
    ];
  expect(made({ lua }).spec).toEqual({ selector: { matchLabels: { app: 'web' } }, lua: { inlineCode: lua } });
  expect(made({ wasm: { url: 'file:///p.wasm' } }).spec.wasm).toEqual({ url: 'file:///p.wasm' });
  expect(() => made({ lua, wasm: { url: 'file:///p.wasm' } })).toThrow('MESH626 [test/shop/lua] nothing reads wasm');
  // @ts-expect-error one of them is there
  expect(() => made({})).toThrow('MESH628 [test/shop/lua] lua is missing, or wasm is missing; give one of them');
});
