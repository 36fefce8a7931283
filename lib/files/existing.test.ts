import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../checks/judge/mesh-app';
import { filesOf } from '../delivery/render';
import { minimal } from '../environments/minimal';
import type { App } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { override } from '../kit/override';
import { readManifests } from '../kit/read-yaml';
import { Route } from '../mesh/route/route';
import { Allow } from '../mesh/security/authorization';
import { Microservice } from '../mesh/services/microservice';
import { http } from '../mesh/services/ports';
import { Existing } from './existing';
import { readSources } from './sources';

const root = mkdtempSync(join(tmpdir(), 'existing-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
/** A folder with one file. */
function folder(yaml: string): string {
  const path = mkdtempSync(join(root, `${count++}-`));
  writeFileSync(join(path, 'shop.yaml'), yaml);
  return path;
}

/** The files of an environment with the app, by stage. */
function written(app: App): ReadonlyMap<string, string> {
  const made = new MeshApp();
  const mesh = new MeshEnvironment(made, override(minimal, { name: 'test', apps: [app] }));
  return filesOf({ name: 'test' }, made.objects().get(mesh) ?? []);
}

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled, team: checkout } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  selector: { app: cart }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart-v1, namespace: shop }
spec:
  selector: { matchLabels: { app: cart, version: v1 } }
  template:
    metadata: { labels: { app: cart, version: v1 } }
    spec:
      serviceAccountName: cart
      containers: [{ name: cart, image: "cart:1", ports: [{ containerPort: 8080 }] }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com] }]
`;

describe('what it reads is written as it was', () => {
  const VALUES = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: values
  namespace: shop
  annotations: { since: "2001-01-01", mode: "0400", empty: "" }
data:
  date: "2001-12-14t21:59:43.10-05:00"
  octal: "0o14"
  long: "12345678901234567890"
  yes: "no"
  text: |
    one
      two
---
apiVersion: example.com/v1
kind: Thing
metadata: { name: thing, namespace: shop }
spec: { big: 1234567890123, mode: 256, nothing: null, list: [], block: {}, share: 1.50 }
`;

  test('dates, octal-looking texts, long numbers, nulls and empty blocks stay', () => {
    const path = folder(VALUES.replace('  yes: "no"\n', ''));
    const files = written((mesh) => new Existing(mesh, 'old', { folder: path }));
    const objects = [...files.values()].flatMap((text) => readManifests(text)) as {
      kind: string;
      data?: object;
      spec?: object;
      metadata: object;
    }[];
    expect(
      objects.find(({ kind, metadata }) => kind === 'ConfigMap' && (metadata as { name: string }).name === 'values'),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'values', namespace: 'shop', annotations: { since: '2001-01-01', mode: '0400', empty: '' } },
      data: { date: '2001-12-14t21:59:43.10-05:00', octal: '0o14', long: '12345678901234567890', text: 'one\n  two\n' },
    });
    expect(objects.find(({ kind }) => kind === 'Thing')?.spec).toEqual({
      big: 1234567890123,
      mode: 256,
      nothing: null,
      list: [],
      block: {},
      share: 1.5,
    });
  });

  test('each object is in the stage where it belongs', () => {
    const path = folder(SHOP);
    const files = written((mesh) => new Existing(mesh, 'old', { folder: path }));
    const stage = (kind: string) =>
      [...files].flatMap(([name, text]) =>
        new RegExp(`^kind: ${kind}\n(.*\n)*?  name: (cart|cart-v1|public|shop)\n`, 'm').test(text) ? [name] : [],
      );
    expect(stage('Gateway')).toEqual(['70-mesh.k8s.yaml']);
    expect(files.get('10-namespaces.k8s.yaml')).toContain('team: checkout');
    expect(files.get('60-workloads.k8s.yaml')).toMatch(/kind: Deployment\nmetadata:\n(.*\n)*? {2}name: cart-v1/);
  });

  test('what reads otherwise than it looks is refused, and so is what cannot be read', () => {
    const make = (yaml: string) => () =>
      new Existing(new Chart(new MeshApp(), 'test'), 'old', { folder: folder(yaml) });
    expect(make(VALUES)).toThrow('kubectl takes the key yes for "true"');
    expect(make('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { mode: 0400 }')).toThrow('MESH861');
    expect(make('apiVersion: v1\nkind: [')).toThrow('MESH860');
    expect(make(SHOP)).not.toThrow();
    expect(() => new Existing(new Chart(new MeshApp(), 'test'), 'old', { folder: join(root, 'nowhere') })).toThrow(
      'MESH980',
    );
  });
});

test('objects that name no namespace are in that which is given, where one is', () => {
  const path = folder(`${SHOP.replaceAll(', namespace: shop', '')}---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { profile: minimal }
`);
  const home = (namespace: string | undefined) => {
    const chart = new Chart(new MeshApp(), 'test');
    const old = new Existing(chart, 'old', { folder: path, ...(namespace !== undefined && { namespace }) });
    return { old, kinds: chart.toJson().map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`) };
  };
  expect(home('shop').kinds).toEqual(['Namespace ', 'Service shop', 'Deployment shop', 'Gateway shop']);
  expect(home('shop').old.service('shop/cart').versions).toEqual(['v1']);
  expect(home(undefined).kinds).toEqual(['Namespace ', 'Service ', 'Deployment ', 'Gateway ']);
});

test('an object that is applied again and again has a name', () => {
  const path = folder(SHOP.replace('name: cart-v1', 'generateName: cart-'));
  expect(() => written((mesh) => new Existing(mesh, 'old', { folder: path }))).toThrow('it has no metadata.name');
});

describe('handles', () => {
  test('new routes and policies refer to old objects', () => {
    const path = folder(SHOP);
    const files = written((mesh) => {
      const old = new Existing(mesh, 'old', { folder: path });
      const cart = old.service('shop/cart');
      const shop = old.namespace('shop');
      new Route(shop, 'cart', { gateways: old.gateway('shop/public'), http: [{ to: cart }] });
      new Allow(shop, 'cart-callers', { workload: cart, rules: [{ from: cart }] });
      expect(cart.versions).toEqual(['v1']);
      expect(old.namespace('shop')).toBe(shop);
    });
    const mesh = files.get('70-mesh.k8s.yaml') ?? '';
    expect(mesh).toContain('cluster.local/ns/shop/sa/cart');
    expect(mesh).toMatch(/hosts:\n\s+- shop.example.com/);
    expect(mesh).toMatch(/gateways:\n\s+- public/);
    // The namespace is the file's, with its labels.
    expect(files.get('10-namespaces.k8s.yaml')?.match(/name: shop\n/g)).toHaveLength(1);
  });

  test('a name that the files do not have is refused with those that they have', () => {
    const old = new Existing(new Chart(new MeshApp(), 'test'), 'old', { folder: folder(SHOP) });
    expect(() => old.service('shop/stock')).toThrow('has no Service shop/stock; choose one of shop/cart');
    expect(() => old.gateway('shop/private')).toThrow('MESH981');
    expect(() => old.namespace('edge')).toThrow('choose one of shop');
    expect(() => old.service('shop/cart')).not.toThrow();
  });
});

test('old objects are replaced one by one: what both write is refused, and says so', () => {
  const path = folder(SHOP);
  const stock = { ports: [http(80)], versions: { v1: { image: 'cart:1' } } };
  const beside =
    (name: string): App =>
    (mesh) =>
      new Microservice(new Existing(mesh, 'old', { folder: path }).namespace('shop'), name, stock);
  expect(() => written(beside('cart'))).toThrow('MESH003');
  expect(() => written(beside('stock'))).not.toThrow();
});

describe('what has no pods of its own', () => {
  const OUTSIDE = `${SHOP}
---
apiVersion: v1
kind: Service
metadata: { name: pay, namespace: shop }
spec: { type: ExternalName, externalName: pay.example.com, ports: [{ name: https, port: 443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, ports: [{ name: tcp, port: 5432 }] }
`;

  test.each(['pay', 'db'])('is not taken for all pods of its namespace: %s', (name) => {
    const chart = new Chart(new MeshApp(), 'test');
    const legacy = new Existing(chart, 'legacy', { folder: folder(OUTSIDE) });
    const service = legacy.service(`shop/${name}`);
    expect([service.podLabels, service.versions, service.serviceAccounts]).toEqual([{}, [], []]);
    expect(() => new Allow(legacy.namespace('shop'), 'all', { workload: service, rules: [{}] })).toThrow('MESH401');
    expect(
      () => new Allow(legacy.namespace('shop'), 'own', { workload: legacy.service('shop/cart'), rules: [{}] }),
    ).not.toThrow();
  });
});

describe('a folder with a kustomization', () => {
  const patch =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: cart, namespace: shop }\nspec: { replicas: 3 }\n';
  const kustomized = (kustomization: string) => {
    const path = folder(SHOP);
    mkdirSync(join(path, 'prod'));
    writeFileSync(join(path, 'prod', 'more.yaml'), patch);
    writeFileSync(
      join(path, 'prod', 'kustomization.yaml'),
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [..]\n${kustomization}`,
    );
    return readSources([path], () => '').objects.filter(({ object }) => object.kind === 'Deployment').length;
  };

  test('is not written as its files have it, where the kustomization changes objects', () => {
    const make = (kustomization: string) => () => {
      const path = folder(SHOP);
      writeFileSync(join(path, 'kustomization.yaml'), `kind: Kustomization\nresources: [shop.yaml]\n${kustomization}`);
      return new Existing(new Chart(new MeshApp(), 'test'), 'old', { folder: path });
    };
    expect(make('')).not.toThrow();
    expect(make('namespace: prod\nimages: [{ name: cart, newTag: v2 }]')).toThrow(
      /^MESH926 \[.*kustomization\.yaml\] the kustomization changes or adds objects \(namespace, images\), which are read as their files have them; give what kubectl kustomize \S+ prints$/,
    );
  });

  test('has objects, and what only changes them is none', () => {
    expect(kustomized('')).toBe(2);
    expect(kustomized('patches: [{ path: more.yaml }]')).toBe(1);
    expect(kustomized('patchesStrategicMerge: [more.yaml]')).toBe(1);
    expect(
      kustomized('patches: [{ patch: "- op: remove" }, { path: ./more.yaml, target: { kind: Deployment } }]'),
    ).toBe(1);
    expect(kustomized('patches: [')).toBe(2);
  });
});
