import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { transformSync } from 'esbuild';
import { readSources, textSources } from '../../files/sources';
import * as library from '../../index';
import { message } from '../../kit/problems';
import { groupKind, type KubeObject } from '../../model/object';
import { type ImportedResources, importResources } from './index';

const root = join(__dirname, '..', '..', '..');
const from = (yaml: string): ImportedResources => importResources(textSources('shop.yaml', yaml, true).objects);

/** The objects that the program writes when it runs. */
function run({ program }: ImportedResources): readonly KubeObject[] {
  const module: { exports: { imported?: library.App } } = { exports: {} };
  const find = (name: string): unknown => {
    if (name === 'cdk8s-istio') return library;
    return name.startsWith('cdk8s-istio/imports/')
      ? require(join(root, name.replace('cdk8s-istio/', '')))
      : require(name);
  };
  const { code } = transformSync(program, { loader: 'ts', format: 'cjs' });
  new Function('require', 'module', code)(find, module);
  const chart = new Chart(new library.MeshApp(), 'test', { disableResourceNameHashes: true });
  module.exports.imported?.(chart as never);
  return chart.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .map((one) => one.toJson());
}

/** By what an object is to the server: its version is none of it. */
const byKey = (objects: readonly KubeObject[], home = 'default') =>
  Object.fromEntries(
    objects.map(({ apiVersion, ...object }) => {
      const { namespace, name } = object.metadata ?? {};
      const key = `${groupKind({ apiVersion, kind: object.kind })} ${namespace ?? home}/${name}`;
      return [key, JSON.parse(JSON.stringify(object))];
    }),
  );

describe('nothing is lost', () => {
  test.each(['demo', 'secure', 'ambient', 'production'])(
    'the objects of dist/%s come back as they are',
    (environment) => {
      const { objects } = readSources([join(root, 'dist', environment)], () => '');
      const imported = importResources(objects);
      expect(imported.untaken).toEqual([]);
      expect(byKey(run(imported))).toEqual(byKey(objects.map(({ object }) => object)));
      expect(objects.length).toBeGreaterThan(5);
    },
  );

  /** A sample names no namespace; the program says where that is. */
  const atHome = ({ metadata, ...object }: KubeObject): KubeObject => {
    const { namespace, ...rest } = metadata ?? {};
    return { ...object, metadata: { ...rest, ...(namespace !== 'default' && { namespace }) } };
  };
  // Istio's own samples, where they are at hand.
  const samples = join(process.env['REFERENCE'] ?? join(root, '..', 'shared', 'reference'), 'bookinfo');
  const files = existsSync(samples) ? readdirSync(samples, { recursive: true, encoding: 'utf8' }) : [];
  (files.length > 0 ? test : test.skip)('the objects of every sample come back as they are', () => {
    for (const file of files.filter((name) => name.endsWith('.yaml'))) {
      const { objects } = readSources([join(samples, file)], () => '');
      const imported = importResources(objects);
      expect([file, imported.untaken]).toEqual([file, []]);
      expect([file, byKey(run(imported).map(atHome))]).toEqual([file, byKey(objects.map(({ object }) => object))]);
    }
  });

  test('an object that cdk8s would change comes back all the same; one that is written twice is said', () => {
    const imported = from(`
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: shop }
data: { x: null, z: "1" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, namespace: shop }
data: { z: "1" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b, namespace: shop }
data: { z: "2" }
`);
    expect(imported.untaken.map(({ place, problem }) => message(problem, place))).toEqual([
      'MESH999 [shop.yaml:7] ConfigMap shop/b was left out: it is written again at shop.yaml:12; keep one of the two; kubectl would keep the last, too',
    ]);
    expect(byKey(run(imported))).toMatchObject({
      '/ConfigMap shop/a': { data: { x: null, z: '1' } },
      '/ConfigMap shop/b': { data: { z: '2' } },
    });
    expect([...imported.counts.keys()]).toEqual(['Verbatim', 'ApiObject']);
  });

  const same = (yaml: string) => {
    const imported = from(yaml);
    const { objects } = textSources('shop.yaml', yaml, true);
    expect(imported.untaken).toEqual([]);
    expect(byKey(run(imported))).toEqual(byKey(objects.map(({ object }) => object)));
    return imported.program;
  };
  const object = (apiVersion: string, kind: string, name: string, spec: string, namespace = 'shop') =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
  const service = (name: string, namespace = 'shop') =>
    object('v1', 'Service', name, `{ selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }`, namespace);
  const policy = (name: string, namespace = 'shop') =>
    object('networking.istio.io/v1', 'DestinationRule', name, `{ host: ${name} }`, namespace);

  test('kinds of one name, of the API of Istio and of the Gateway API', () => {
    same(
      object(
        'networking.istio.io/v1',
        'Gateway',
        'edge',
        '{ servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }',
      ) +
        object(
          'gateway.networking.k8s.io/v1',
          'Gateway',
          'edge',
          '{ gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }',
        ),
    );
  });

  test('a service that is only spoken of in texts has no constant', () => {
    const program = same(
      service('cart') +
        object(
          'networking.istio.io/v1',
          'VirtualService',
          'cart',
          '{ hosts: [cart], tcp: [{ route: [{ destination: { host: cart } }] }] }',
        ),
    );
    expect(program).not.toContain('ExistingService');
  });

  test.each([
    ['like a word of the language', ['if', 'shop'], ['delete', 'shop']],
    ['like a module', ['telemetry', 'shop'], ['networking', 'shop']],
    ['like what the program exports', ['imported', 'shop'], ['mesh', 'shop']],
    ['like the constant of a namespace', ['shop-namespace', 'shop'], ['cart', 'shop']],
    ['that differ in a sign alone', ['a-b', 'shop'], ['a--b', 'shop']],
    ['that make one of two', ['x', 'y-z'], ['x', 'shop'], ['x-y', 'z'], ['x-y', 'shop']],
  ] as const)('services with names %s', (_, ...names) => {
    const program = same(
      names.map(([name = '', namespace = '']) => service(name, namespace) + policy(name, namespace)).join(''),
    );
    expect(program.match(/^const .* = ExistingService/gm)).toHaveLength(names.length);
  });
});

describe('typed constructs', () => {
  const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 8080 }] }
---
apiVersion: networking.istio.io/v1beta1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec: { host: cart, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }] }
---
`;
  const route = (spec: string) => `${SHOP}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec: ${spec}
`;

  test('say what they say exactly, with handles for what resources name', () => {
    const imported = from(`${SHOP}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop, labels: { team: checkout } }
spec:
  hosts: [cart]
  http:
  - match: [{ headers: { end-user: { exact: jason } }, uri: { prefix: /cart } }]
    fault: { delay: { percentage: { value: 100 }, fixedDelay: 7s } }
    timeout: 3s
    retries: { attempts: 2, perTryTimeout: 1s, retryOn: '5xx,reset' }
    route: [{ destination: { host: cart, subset: v1, port: { number: 8080 } } }]
  - route:
    - { destination: { host: cart, subset: v1, port: { number: 8080 } }, weight: 90 }
    - { destination: { host: cart, subset: v2, port: { number: 8080 } }, weight: 10 }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart, version: v2 } }
  action: DENY
  rules:
  - from: [{ source: { namespaces: [legacy] } }]
    to: [{ operation: { methods: [GET], ports: ["8080"] } }]
    when: [{ key: "request.headers[x-team]", values: [a] }]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
`);
    expect(imported.untaken).toEqual([]);
    expect([...imported.counts.keys()].sort()).toEqual([
      'ApiObject',
      'Deny',
      'DestinationPolicy',
      'MeshNamespace',
      'PeerAuthentication',
      'Route',
    ]);
    expect(imported.program).toContain('const cart = ExistingService.of({');
    expect(imported.program).toContain("{ to: [share(90, cart.version('v1')), share(10, cart.version('v2'))] }");
    expect(imported.program).toContain("workload: cart.version('v2')");
    expect(imported.program).toContain("new MeshNamespace(mesh, 'shop', { injection: true });");
    run(imported);
  });

  test.each([
    [
      'a field that no construct has',
      '{ hosts: [cart], http: [{ route: [{ destination: { host: cart } }], corsPolicy: { maxAge: 1h } }] }',
    ],
    [
      'a gateway',
      '{ hosts: [cart.example.com], gateways: [public], http: [{ route: [{ destination: { host: cart } }] }] }',
    ],
    ['a host of nobody', '{ hosts: [other], http: [{ route: [{ destination: { host: other } }] }] }'],
    ['what a construct refuses', '{ hosts: [cart], http: [{ route: [{ destination: { host: cart, subset: v9 } }] }] }'],
  ])('%s is written by the generated class, with the literal spec', (_, spec) => {
    const imported = from(route(spec));
    expect(imported.untaken).toEqual([]);
    expect(imported.program).toContain('resource(shopNamespace, networking.VirtualService, {');
    expect(Object.keys(byKey(run(imported)))).toContain('networking.istio.io/VirtualService shop/cart');
  });

  test.each([
    [
      'a method that is none',
      'security.istio.io/v1',
      'AuthorizationPolicy',
      '{ action: DENY, rules: [{ to: [{ operation: { methods: ["*"] } }] }] }',
    ],
    [
      'an attribute of an extension',
      'security.istio.io/v1',
      'AuthorizationPolicy',
      '{ rules: [{ when: [{ key: "experimental.envoy.filters.a[b]", values: [c] }] }] }',
    ],
    ['a mode that says nothing', 'security.istio.io/v1', 'PeerAuthentication', '{ mtls: { mode: UNSET } }'],
    [
      'an algorithm of the past',
      'networking.istio.io/v1',
      'DestinationRule',
      '{ host: cart, trafficPolicy: { loadBalancer: { simple: LEAST_CONN } } }',
    ],
    [
      'a method by its beginning',
      'networking.istio.io/v1',
      'VirtualService',
      '{ hosts: [cart], http: [{ match: [{ method: { prefix: G } }], route: [{ destination: { host: cart } }] }] }',
    ],
    [
      'a condition of nobody',
      'networking.istio.io/v1',
      'VirtualService',
      '{ hosts: [cart], http: [{ retries: { attempts: 1, retryOn: whenever }, route: [{ destination: { host: cart } }] }] }',
    ],
  ])('%s is no word of a construct, and the generated class has it', (_, apiVersion, kind, spec) => {
    const imported = from(
      `${SHOP}apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: other, namespace: shop }\nspec: ${spec}\n`,
    );
    expect(imported.counts.get('resource')).toBe(1);
    run(imported);
  });

  test('objects that name no namespace are where kubectl would put them', () => {
    const yaml =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: {}\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: edge }\n';
    const imported = importResources(textSources('c.yaml', yaml, true).objects, 'shop');
    expect(Object.keys(byKey(run(imported)))).toEqual(['/ConfigMap shop/c', '/Namespace default/edge']);
  });
});
