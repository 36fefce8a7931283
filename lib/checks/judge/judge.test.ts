import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { DestinationRule, VirtualService } from '../../../imports/networking.istio.io';
import type { StringMap } from '../../kit/formats/labels';
import { message } from '../../kit/problems';
import type { KubeObject, WrittenObject } from '../../model/object';
import { judge } from './judge';
import { MeshApp } from './mesh-app';

/** Objects as a file holds them, one a line. */
const file = (...objects: readonly unknown[]): readonly WrittenObject[] =>
  objects.map((object, i) => ({ place: `mesh.yaml:${i + 1}`, object: object as KubeObject }));
const said = (written: readonly WrittenObject[], strict = false): readonly string[] =>
  judge(written, [], { strict }).map(({ severity, place, problem }) => `${severity} ${message(problem, place)}`);

const object = (apiVersion: string, kind: string, name: string, spec: unknown, annotations = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', annotations },
  spec,
});
const route = (name: string, spec: object, annotations = {}) =>
  object('networking.istio.io/v1', 'VirtualService', name, { hosts: ['cart'], ...spec }, annotations);
const to = (subset?: string) => ({ http: [{ route: [{ destination: { host: 'cart', ...(subset && { subset }) } }] }] });
const destination = (subsets: unknown) =>
  object('networking.istio.io/v1', 'DestinationRule', 'cart', { host: 'cart', subsets });

describe('objects of a file are judged as those of constructs are', () => {
  test('what relates them is held', () => {
    expect(said(file(route('cart', to('v2')), destination([{ name: 'v1' }])))).toEqual([
      expect.stringContaining('error IST0101 [mesh.yaml:1] there is no subset v2 of cart'),
    ]);
    expect(said(file(route('cart', to('v1')), destination([{ name: 'v1' }])))).toEqual([]);
  });

  test('what the API server asks of a pod is held', () => {
    const mounting = (name: string) =>
      object('apps/v1', 'Deployment', 'cart', {
        selector: { matchLabels: { app: 'cart' } },
        template: {
          metadata: { labels: { app: 'cart' } },
          spec: {
            volumes: [{ name: 'data', emptyDir: {} }],
            containers: [{ name: 'cart', image: 'a', volumeMounts: [{ name, mountPath: '/data' }] }],
          },
        },
      });
    expect(said(file(mounting('dat')))).toEqual([
      expect.stringContaining('error MESH900 [mesh.yaml:1] spec.template.spec.containers[0].volumeMounts[0] is of the'),
    ]);
    expect(said(file(mounting('data')))).toEqual([]);
  });

  test('a List is what is in it', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [route('cart', to('v2'))] };
    expect(said(file(list))).toEqual([expect.stringContaining('error IST0101 [mesh.yaml:1]')]);
  });

  test('what ztunnel cannot hold is no policy for pods of an ambient namespace', () => {
    const labels = { 'istio.io/dataplane-mode': 'ambient' };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } };
    const policy = (operation: object) =>
      object('security.istio.io/v1', 'AuthorizationPolicy', 'read', { rules: [{ to: [{ operation }] }] });
    expect(said(file(namespace, policy({ methods: ['GET'] })))).toEqual([
      expect.stringContaining('error MESH671 [mesh.yaml:2] policy read of ambient namespace "shop" reads requests'),
    ]);
    expect(said(file(namespace, policy({ ports: ['80'] })))).toEqual([]);
  });

  test('kinds that nobody knows are left alone, but for their names', () => {
    const other = object('acme.example/v1', 'Thing', 'a', 7);
    expect(said(file(other))).toEqual([]);
    expect(said(file(other, other))).toEqual([
      expect.stringContaining('error MESH003 [mesh.yaml:2] Thing "a" in namespace "shop" is made by mesh.yaml:1 too'),
    ]);
  });
});

describe('what is malformed is said, and stops nothing else from being said', () => {
  const service = (spec: unknown) => object('v1', 'Service', 'cart', spec);
  test.each<[string, unknown, string]>([
    ['no block', 'text', 'error MESH802 [mesh.yaml:1] is no Kubernetes object, for it has no apiVersion'],
    ['nothing', null, 'error MESH802 [mesh.yaml:1] is no Kubernetes object, for it has no apiVersion'],
    ['no kind', { apiVersion: 'v1' }, 'error MESH802 [mesh.yaml:1] is no Kubernetes object, for it has no kind'],
    ['no name', { apiVersion: 'v1', kind: 'Pod', metadata: 7 }, 'for it has no metadata.name'],
    ['a list with holes', { apiVersion: 'v1', kind: 'List', items: [null] }, 'error MESH802 [mesh.yaml:1]'],
    ['labels', { ...service({}), metadata: { name: 'a', labels: { a: 1 } } }, 'metadata.labels.a is 1; give a string'],
    ['ports that are no list', service({ ports: 80 }), 'error IST0106 [mesh.yaml:1] spec.ports is 80; give a list'],
    ['a port without a number', service({ ports: [{}] }), 'spec.ports[0] has no port; add it'],
    ['a selector that is no block', service({ selector: 'app' }), 'spec.selector is "app"; give a block of fields'],
    ['a spec that is no block', route('cart', {}) && { ...route('a', {}), spec: [] }, 'error IST0106 [mesh.yaml:1]'],
    [
      'a version that is not served',
      { ...route('cart', to()), apiVersion: 'networking.istio.io/v9' },
      'error MESH803 [mesh.yaml:1] VirtualService has no version networking.istio.io/v9; write networking.istio.io/v1',
    ],
  ])('%s', (_what, wrong, says) => {
    const found = said(file(wrong, route('other', to('v2'))));
    expect(found).toEqual([expect.stringContaining(says), expect.stringContaining('error IST0101 [mesh.yaml:2]')]);
  });

  test('null is nothing in what is of Kubernetes itself: charts print `annotations:` with nothing below', () => {
    const metadata = { name: 'cart', namespace: 'shop', labels: null, annotations: null };
    expect(
      said(file({ ...service({ selector: null, ports: [{ port: 80, name: null, appProtocol: 'http' }] }), metadata })),
    ).toEqual([]);
    expect(said(file(route('cart', { http: null })))).toEqual([expect.stringContaining('spec.http is null')]);
  });

  test('what is malformed is still there, and so not missing', () => {
    const gateway = object('networking.istio.io/v1', 'Gateway', 'web', { selector: { a: 'b' }, servers: 7 });
    expect(said(file(gateway, route('cart', { ...to(), gateways: ['web'] })))).toEqual([
      expect.stringContaining('error IST0106 [mesh.yaml:1] spec.servers is 7'),
    ]);
  });
});

describe('an object says what of it is on purpose', () => {
  const waiving = (reason: string, subset = 'v2') =>
    file(route('cart', to(subset), { 'cdk8s-istio/waived-IST0101': reason }), destination([{ name: 'v1' }]));

  test('with a reason', () => {
    expect(said(waiving('the team deploys v2 by hand until March'))).toEqual([]);
    expect(said(waiving('so'))).toEqual([
      'error MESH800 [mesh.yaml:1] cdk8s-istio/waived-IST0101 gives no reason; write why it is so and until when, in a few words at least; it stays in the output',
    ]);
  });

  test('a waiver of what is not found is a warning, and an error where one is strict', () => {
    const needless = waiving('the team deploys v2 by hand until March', 'v1');
    const says = 'MESH801 [mesh.yaml:1] cdk8s-istio/waived-IST0101 waives what is not found';
    expect(said(needless)).toEqual([expect.stringContaining(`warning ${says}`)]);
    expect(said(needless, true)).toEqual([expect.stringContaining(`error ${says}`)]);
  });

  test('what its schema refuses cannot be waived', () => {
    const wrong = route('cart', { http: 7 }, { 'cdk8s-istio/waived-IST0106': 'because we like it like that' });
    expect(said(file(wrong))).toContainEqual(expect.stringContaining('error IST0106'));
  });
});

describe('a synth', () => {
  const app = (annotations: StringMap, exact?: string) => {
    const made = new MeshApp();
    const chart = new Chart(made, 'acme');
    new VirtualService(chart, 'Route', {
      metadata: { name: 'cart', namespace: 'shop', annotations: { ...annotations } },
      spec: {
        hosts: ['cart'],
        http: [
          { match: [{ uri: { prefix: '/', ...(exact && { exact }) } }], route: [{ destination: { host: 'cart' } }] },
        ],
      },
    });
    new DestinationRule(chart, 'Rule', { metadata: { name: 'cart', namespace: 'shop' }, spec: { host: 'cart' } });
    return made;
  };

  test('names the construct whose object is wrong, whatever class it is of', () => {
    expect(() => app({}, '/').objects()).toThrow(
      'IST0106 [acme/Route] spec.http[0].match[0].uri has exact and prefix; keep one of them',
    );
    expect(() => app({}).objects()).not.toThrow();
  });

  test('goes on with warnings, and has them ready', () => {
    const made = app({ 'cdk8s-istio/waived-IST0109': 'there was another route once' });
    expect([...made.objects().values()].flat()).toHaveLength(2);
    expect(made.warnings()).toEqual([expect.stringContaining('MESH801 [acme/Route]')]);
  });
});
