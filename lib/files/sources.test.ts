import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkFiles } from './check';
import { readSources } from './sources';

const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: shop }\n`;
const FILES = {
  'app/a.yaml': map('a'),
  'app/kind.yaml': 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{ role: worker }]\n',
  'app/skaffold.yaml': 'apiVersion: skaffold/v4beta11\nkind: Config\nbuild: {}\n',
  'app/kubeconfig.yaml': 'apiVersion: v1\nkind: Config\nclusters: []\n',
  'app/operator.yaml': 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { profile: minimal }\n',
  'app/values.yaml': 'replicas: 2\n',
  'bad/service.yaml': 'kind: Service\nmetadata: { name: cart }\nspec: { ports: [{ port: 80 }] }\n',
  'bad/nameless.yaml': 'apiVersion: v1\nkind: Service\nspec: { ports: [{ port: 80 }] }\n',
  'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'charts/shop/templates/a.yaml': 'metadata: { name: {{ .Values.name }} }\n',
  'charts/shop/templates/b.yaml': '{{- if .Values.b }}\n{{- end }}\n',
  'charts/shop/crds/own.yaml': map('crd'),
};

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(join(root, 'links'));
  symlinkSync('nowhere', join(root, 'links', 'lost.yaml'));
});
afterAll(() => rmSync(root, { recursive: true }));

const read = (...paths: readonly string[]) =>
  readSources(
    paths.map((path) => join(root, path)),
    () => '',
  );
const names = (...paths: readonly string[]) => read(...paths).objects.map(({ object }) => object.metadata?.name);
const piped = (text: string) => checkFiles(readSources(['-'], () => text).objects);

describe('a folder', () => {
  test('may hold configuration of tools, which is no object', () => {
    const { objects, unreadable } = read('app');
    expect(unreadable).toEqual([]);
    expect(objects.map(({ object }) => object.kind)).toEqual(['ConfigMap', 'IstioOperator']);
    expect(checkFiles(objects)).toEqual([]);
  });

  test('but an object that lacks what makes it one is said', () => {
    const { objects, unreadable } = read('bad');
    expect(unreadable).toEqual([expect.stringMatching(/^MESH862 \[.*service\.yaml:1\]/)]);
    expect(checkFiles(objects).map(({ problem }) => problem.code)).toEqual(['MESH802']);
  });

  test('may hold charts of Helm: one line for each, and what needs no Helm is read', () => {
    const { unreadable } = read('charts');
    expect(unreadable).toEqual([expect.stringContaining('MESH925 ')]);
    expect(unreadable[0]).toContain(`give what helm template ${join(root, 'charts', 'shop')} prints`);
    expect(names('charts')).toEqual(['crd']);
  });

  test('may hold a file that cannot be read, which hides no other', () => {
    expect(read('links', 'app/a.yaml')).toMatchObject({
      unreadable: [expect.stringMatching(/^MESH983 \[.*lost\.yaml\] it cannot be read: ENOENT/)],
      objects: [{ object: { kind: 'ConfigMap' } }],
    });
  });

  test('is read once, however often it is named', () => {
    expect(names('app/a.yaml', 'app', 'app/../app/a.yaml')).toEqual(['a', undefined]);
  });
});

describe('what is on one line', () => {
  const pod = (name: string, more = '') =>
    `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}${more},"spec":{"containers":[{"name":"a"}]}}`;

  test.each([
    ['a list', `{"apiVersion":"v1","kind":"List","items":[${pod('a')},${pod('b')}]}`],
    ['a stream', `${pod('a')}${pod('b')}`],
  ])('%s: each object has its own findings', (_, text) => {
    expect(piped(text).map(({ object, line }) => [object, line])).toEqual([
      ['Pod a', 1],
      ['Pod b', 1],
    ]);
  });
});

test('objects whose names the server makes are no two of one name', () => {
  const job = (metadata: string) =>
    `apiVersion: batch/v1\nkind: Job\nmetadata: { ${metadata} }\nspec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } }\n---\n`;
  expect(piped(job('generateName: a-').repeat(2))).toEqual([]);
  expect(piped(job('name: a').repeat(2)).map(({ problem }) => problem.code)).toEqual(['MESH003']);
});
