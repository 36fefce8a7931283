import { describe, expect, test } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import type { Printed } from '../../../test/synth';
import { render } from '../../delivery/render';
import { defaultEnvironment } from '../../environments/default';
import { production } from '../../environments/production';
import type { StringMap } from '../../kit/formats/labels';
import type { Block } from '../../kit/json';
import { override, type Patch } from '../../kit/override';
import type { Environment } from '../environment';
import type { ObjectPatch } from './patches';

const files = (base: Environment, patch: Patch<Environment>) => render([override(base, patch)]);
const objects = (
  patch: Patch<Environment>,
  base: Environment = defaultEnvironment,
): Readonly<Record<string, Printed>> =>
  Object.fromEntries(
    [...files(base, { gatewayApi: 'present', ...patch })]
      // CRDs are the cluster's.
      .flatMap(([path, text]) => (path.startsWith('crds/') ? [] : (loadAll(text) as Printed[])))
      .map((object) => [`${object.kind}/${object.metadata.name}`, object]),
  );
const ISTIOD = 'apps/Deployment/istio-system/istiod';

describe('patches', () => {
  test('change any field of one object, in their order, as the files have it', () => {
    const args = '/spec/template/spec/containers/0/args';
    const patches: readonly ObjectPatch[] = [
      { object: ISTIOD, json: [{ op: 'add', path: `${args}/-`, value: '--caCertTTL=1h' }] },
      { object: ISTIOD, merge: { spec: { revisionHistoryLimit: 3, strategy: null } } },
      { object: 'Service/istio-system/istiod', merge: { spec: { publishNotReadyAddresses: true } } },
    ];
    const { 'Deployment/istiod': istiod, 'Service/istiod': service } = objects({ patches });
    expect(istiod.spec.template.spec.containers[0].args).toContain('--caCertTTL=1h');
    expect(istiod.spec.revisionHistoryLimit).toBe(3);
    expect(istiod.spec.strategy).toBeUndefined();
    expect(service.spec.publishNotReadyAddresses).toBe(true);
  });

  test('reach objects of generated classes, and are what checks see', () => {
    const object = 'security.istio.io/PeerAuthentication/istio-system/default';
    const patched = (merge: Block) => objects({ patches: [{ object, merge }] }, production);
    const finalizers = ['acme.example/keep'];
    expect(patched({ metadata: { finalizers } })['PeerAuthentication/default'].metadata.finalizers).toEqual(finalizers);
    expect(() => patched({ spec: { mtls: { mode: 'PERMISSIVE' } } })).toThrow(
      'MESH650 [production] not for production',
    );
    expect(() => patched({ spec: { mtls: { mode: 'LAX' } } })).toThrow('IST0106');
  });

  test('may leave an object to others', () => {
    const object = 'admissionregistration.k8s.io/MutatingWebhookConfiguration/istio-sidecar-injector';
    expect(objects({})).toHaveProperty('MutatingWebhookConfiguration/istio-sidecar-injector');
    expect(objects({ patches: [{ object, remove: true }] })).not.toHaveProperty(
      'MutatingWebhookConfiguration/istio-sidecar-injector',
    );
  });

  test.each<[string, (map: StringMap) => Patch<Environment>]>([
    ['annotations', (annotations) => ({ annotations })],
    ['a selector', (selector) => ({ gates: 'answered', gateways: { ingress: { selector } } })],
  ])('nor gates nor metadata stumble over an object that cannot be written: %s', (_what, having) => {
    const patches: readonly ObjectPatch[] = [
      { object: 'Service/istio-system/istiod', merge: { spec: { publishNotReadyAddresses: true } } },
    ];
    const written = (map: StringMap) => () => objects({ patches, ...having(map) });
    expect(written({ constructor: 'a' })).toThrow(/^(MESH361 .*\n?)+$/);
    expect(written({ owner: 'a' })).not.toThrow();
  });

  const replicas = { spec: { minReadySeconds: 5 } };
  test.each<[string, ObjectPatch, string, ObjectPatch]>([
    [
      'that hit nothing, with what was meant',
      { object: 'Deployment/istio-system/istiod', merge: replicas },
      'MESH908 [default] patches: no object has the address "Deployment/istio-system/istiod"; write "apps/Deployment/istio-system/istiod"',
      { object: ISTIOD, merge: replicas },
    ],
    [
      'of a path that is not there',
      { object: ISTIOD, json: [{ op: 'replace', path: '/spec/paused', value: true }] },
      'MESH910',
      { object: ISTIOD, json: [{ op: 'add', path: '/spec/paused', value: true }] },
    ],
    [
      'whose test fails',
      {
        object: ISTIOD,
        json: [
          { op: 'test', path: '/kind', value: 'DaemonSet' },
          { op: 'add', path: '/spec/paused', value: true },
        ],
      },
      'MESH910',
      {
        object: ISTIOD,
        json: [
          { op: 'test', path: '/kind', value: 'Deployment' },
          { op: 'add', path: '/spec/paused', value: true },
        ],
      },
    ],
    [
      'without effect',
      { object: 'Service/istio-system/istiod', merge: { spec: { selector: { app: 'istiod' } } } },
      'MESH911',
      { object: 'Service/istio-system/istiod', merge: { spec: { selector: { tier: 'one' } } } },
    ],
    [
      'of a name',
      { object: ISTIOD, merge: { metadata: { name: 'pilot' } } },
      'MESH912',
      { object: ISTIOD, merge: { metadata: { labels: { a: 'b' } } } },
    ],
    [
      'after which the API server would refuse the object',
      { object: ISTIOD, merge: { spec: { template: { spec: { volumes: [] } } } } },
      'MESH900',
      { object: ISTIOD, merge: { spec: { template: { spec: { hostNetwork: true } } } } },
    ],
  ])('are refused: %s', (_what, wrong, message, right) => {
    expect(() => objects({ patches: [wrong] })).toThrow(message);
    expect(() => objects({ patches: [right] })).not.toThrow();
  });
});

test('labels and annotations are on every object, and its own win', () => {
  const note = 'argocd.argoproj.io/compare-options';
  const all = objects({
    labels: { team: 'edge', 'app.kubernetes.io/name': 'mine' },
    annotations: { [note]: 'ServerSideDiff=true' },
  });
  for (const { metadata } of Object.values(all)) {
    expect(metadata.labels.team).toBe('edge');
    expect(metadata.annotations[note]).toBe('ServerSideDiff=true');
  }
  expect(all['Deployment/istiod'].metadata.labels['app.kubernetes.io/name']).toBe('istiod');
  expect(Object.keys(all).length).toBeGreaterThan(20);
});

test('one team writes what belongs to the cluster, another what lies in namespaces', () => {
  const [whole, cluster, namespaced] = (['all', 'cluster', 'namespace'] as const).map((resourceScope) =>
    objects({ resourceScope }),
  );
  const [cl = {}, ns = {}] = [cluster, namespaced];
  expect(Object.keys({ ...cl, ...ns }).sort()).toEqual(Object.keys(whole ?? {}).sort());
  expect(Object.values(cl).every(({ metadata }) => metadata.namespace === undefined)).toBe(true);
  expect(Object.values(ns).every(({ metadata }) => metadata.namespace !== undefined)).toBe(true);
  expect(cl).toHaveProperty('ClusterRole/istiod-clusterrole-istio-system');
  expect(ns).toHaveProperty('Deployment/istiod');
});

test('a collector that others deploy may be the default of tracing', () => {
  const host = 'otel.obs.svc.cluster.local';
  const mesh = {
    extensionProviders: [{ name: 'otel', opentelemetry: { service: host, port: 4317 } }],
    defaultProviders: { tracing: ['otel'] },
  };
  expect(() => objects({ istio: { mesh } })).toThrow('MESH503');
  const { 'ConfigMap/istio': map } = objects({ istio: { mesh }, servicesOfOthers: [host] });
  expect(load(map.data.mesh)).toMatchObject(mesh);
});
