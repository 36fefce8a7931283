import { expect, test } from '@jest/globals';
import { defaultEnvironment } from '../../environments/default';
import { minimal } from '../../environments/minimal';
import { NEWEST, releaseOf } from '../../istio/versions';
import { override } from '../../kit/override';
import { printManifests } from '../../kit/yaml';
import { render } from '../render';
import { summarize } from './summary';

const file = (...objects: readonly object[]) => new Map([['demo/30-istiod.k8s.yaml', printManifests(objects)]]);
const deployment = (image: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: {
    selector: { matchLabels: { app: 'istiod' } },
    template: { spec: { containers: [{ name: 'discovery', image }] } },
    ...more,
  },
});
const TAG = releaseOf(NEWEST).tag;
const object = (kind: string, name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...more,
});

test('says when nothing changes', () => {
  expect(summarize(file(deployment('pilot:1')), file(deployment('pilot:1')))).toBe('Nothing changes in any cluster.\n');
});

test('a new version of Istio: what restarts, and that running sidecars stay', () => {
  const next = TAG.replace(/\d+$/, (patch) => String(Number(patch) + 1));
  const environments = [minimal, defaultEnvironment];
  const upgraded = environments.map((one) => override(one, { istio: { image: { tag: next } } }));
  const text = summarize(render(environments), render(upgraded));
  expect(text).toContain(
    `Deployment istio-system/istiod restarts: containers[discovery].image registry.istio.io/release/pilot:${TAG} → registry.istio.io/release/pilot:${next}`,
  );
  expect(text).toContain(
    'ConfigMap istio-system/istio-sidecar-injector changes: new pods get the new sidecar, running pods keep theirs until they restart (every environment)',
  );
  expect(text).toMatch(/### Restarts/);
});

test.each([
  [
    'a selector',
    deployment('p', { selector: { matchLabels: { app: 'other' } } }),
    'its selector changes, which the server refuses',
  ],
  ['fewer replicas', deployment('p', { replicas: 1 }), 'replicas nothing → 1'],
])('calls risky: %s', (_, after, said) => {
  const text = summarize(file(deployment('p')), file(after));
  expect(text).toContain('### Look closely');
  expect(text).toContain(said);
  expect(summarize(file(deployment('p')), file(deployment('q')))).not.toContain('### Look closely');
});

test('a CRD: which fields change, and a version that is served no more', () => {
  const crd = (versions: readonly object[]) => object('CustomResourceDefinition', 'routes', { spec: { versions } });
  const [old, fresh] = [
    { name: 'v1beta1', served: true },
    { name: 'v1', served: true, schema: { maxLength: 9 } },
  ];
  const narrower = { ...fresh, schema: { maxLength: 5 } };
  expect(summarize(file(crd([old, fresh])), file(crd([old, narrower])))).toBe(
    '### Look closely\n\n- CustomResourceDefinition routes: its schema changes: versions[v1].schema.maxLength 9 → 5; apply the CRDs before istiod (the stages do) (demo)\n',
  );
  const gone = 'CustomResourceDefinition routes: v1beta1 is served no more; who still writes it is refused (demo)';
  expect(summarize(file(crd([old, fresh])), file(crd([fresh])))).toContain(gone);
  expect(summarize(file(crd([old, fresh])), file(crd([{ ...old, served: false }, fresh])))).toContain(gone);
});

test('a ztunnel that restarts ends connections', () => {
  const ztunnel = (image: string) => ({ ...deployment(image), kind: 'DaemonSet', metadata: { name: 'ztunnel' } });
  const text = summarize(file(ztunnel('a')), file(ztunnel('b')));
  expect(text).toContain('long connections of the ambient pods on a node end with its ztunnel');
  expect(text).toContain('DaemonSet ztunnel restarts: containers[discovery].image a → b');
});

test.each([
  ['CustomResourceDefinition', 'the cluster keeps it'],
  ['Namespace', 'would delete all that is in it'],
  ['PeerAuthentication', 'check who may still call whom'],
  ['ClusterRole', 'somebody loses rights'],
  ['Deployment', 'goes, and its pods with it'],
  ['MutatingWebhookConfiguration', 'is removed'],
])('calls the loss of a %s risky, but not that of a ConfigMap', (kind, said) => {
  const both = file(object(kind, 'gone'), object('ConfigMap', 'gone'));
  const text = summarize(both, file());
  expect(text.split('### Also')[0]).toContain(said);
  expect(text.split('### Also')[1]).toContain('ConfigMap gone is removed (demo)');
});

test('what an upgrade moves: a webhook that leads elsewhere, and roles that keep their rights', () => {
  const webhook = (kind: string, service: string, more: object = {}) =>
    object(kind, 'tag', { webhooks: [{ name: 'a', clientConfig: { service: { name: service } }, ...more }] });
  const moved = (kind: string) => summarize(file(webhook(kind, 'old')), file(webhook(kind, 'new')));
  expect(moved('MutatingWebhookConfiguration')).toBe(
    '### Restarts\n\n- MutatingWebhookConfiguration tag moves from old to new: pods that follow it move when they restart (demo)\n',
  );
  expect(moved('ValidatingWebhookConfiguration')).toContain('which judges Istio resources from now on');
  const both = webhook('MutatingWebhookConfiguration', 'new', { failurePolicy: 'Ignore' });
  expect(summarize(file(webhook('MutatingWebhookConfiguration', 'old')), file(both))).toContain(
    'a wrong webhook stops',
  );
  const role = (rev: string, verb: string) =>
    object('Role', 'r', { metadata: { name: 'r', labels: { rev } }, rules: [{ verbs: [verb] }] });
  expect(summarize(file(role('a', 'get')), file(role('b', 'get')))).toMatch(/^### Also\n\n- Role r is changed: labels/);
  expect(summarize(file(role('a', 'get')), file(role('a', '*')))).toContain("somebody's rights are not what they were");
});

test('routes are traffic, with the fields that change', () => {
  const route = (weight: number) => object('VirtualService', 'reviews', { spec: { http: [{ route: [{ weight }] }] } });
  expect(summarize(file(route(90)), file(route(80)))).toBe(
    '### Traffic\n\n- VirtualService reviews is changed: http[0].route[0].weight 90 → 80 (demo)\n',
  );
});

test('what happens alike is said once', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => object('ConfigMap', name));
  expect(summarize(file(), file(...many))).toBe(
    '### Also\n\n- 5 times ConfigMap, such as ConfigMap a is added (demo)\n',
  );
  expect(summarize(new Map(), file(...many))).toBe('Environment demo is new.\n');
  expect(summarize(file(...many), new Map())).toBe('Environment demo is gone.\n');
});

const shop = (...more: readonly object[]) =>
  file(
    object('Namespace', 'shop', { metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } }),
    ...['cart', 'web'].flatMap((name) => [
      object('Service', name, {
        metadata: { name, namespace: 'shop' },
        spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }] },
      }),
      ...['v1', 'v2'].map((version) => ({
        ...deployment('shop:1'),
        metadata: { name: `${name}-${version}`, namespace: 'shop' },
        spec: {
          selector: { matchLabels: { app: name, version } },
          template: {
            metadata: { labels: { app: name, version } },
            spec: { serviceAccountName: name, containers: [{ name, image: 'shop:1' }] },
          },
        },
      })),
    ]),
    ...more,
  );
const route = (first: number) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    hosts: ['cart'],
    http: [
      {
        route: [
          ['v1', first],
          ['v2', 100 - first],
        ].map(([subset, weight]) => ({ destination: { host: 'cart', subset }, weight })),
      },
    ],
  },
});
const versions = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { host: 'cart', subsets: ['v1', 'v2'].map((name) => ({ name, labels: { version: name } })) },
};
const callers = (...principals: readonly string[]) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'cart' } },
    rules: [{ from: [{ source: { principals: principals.map((name) => `cluster.local/ns/shop/sa/${name}`) } }] }],
  },
});

test('a canary moves: the shares, not only the weights', () => {
  const text = summarize(shop(versions, route(90)), shop(versions, route(50)));
  expect(text).toBe('### Traffic\n\n- requests to shop/cart: v1 90% → 50%, v2 10% → 50% (demo)\n');
  const named = { ...route(50), metadata: { name: 'cart', namespace: 'shop', labels: { a: 'b' } } };
  expect(summarize(shop(versions, route(90)), shop(versions, named))).toContain('VirtualService shop/cart is changed');
  expect(summarize(shop(versions, route(90)), shop(versions, route(90)))).toBe('Nothing changes in any cluster.\n');
});

test('who may newly call whom, and who no longer', () => {
  const text = summarize(shop(callers('cart')), shop(callers('web')));
  expect(text).toContain(
    'newly allowed: shop/cart:80 from shop/web-v1, shop/web-v2: may not → may, by mutual TLS (AuthorizationPolicy shop/cart rules[0])',
  );
  expect(text).toContain(
    'newly refused: shop/cart:80 from shop/cart-v1, shop/cart-v2: may, by mutual TLS → may not (no rule of the AuthorizationPolicies shop/cart)',
  );
  expect(summarize(shop(callers('web')), shop(callers('web'), object('ConfigMap', 'other')))).not.toContain('newly');
});

test('a new rule is said by its fields', () => {
  const { spec, ...policy } = callers('cart');
  const more = {
    from: [{ source: { principals: ['cluster.local/ns/shop/sa/web', 'cluster.local/ns/shop/sa/pay'] } }],
    to: [{ operation: { methods: ['GET'], paths: ['/a'] } }],
  };
  const text = summarize(shop(callers('cart')), shop({ ...policy, spec: { ...spec, rules: [...spec.rules, more] } }));
  expect(text).toContain(
    'rules[1] nothing → {from.source.principals cluster.local/ns/shop/sa/web, cluster.local/ns/shop/sa/pay; to.operation.methods GET; to.operation.paths /a}',
  );
  const all = { ...policy, spec: { ...spec, rules: [...spec.rules, {}] } };
  expect(summarize(shop(callers('cart')), shop(all))).toContain('rules[1] nothing → {empty}');
  const keys = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key${i}`, 'some text']));
  const long = summarize(file(object('Thing', 'a')), file(object('Thing', 'a', { spec: { keys } })));
  expect(long).toMatch(/spec nothing → \{keys\.key0 some text; .*keys\.key\d some text and 2\d more\}/);
});

test('a Secret that must newly be there', () => {
  const gateway = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'shop' },
    spec: {
      selector: { app: 'web' },
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['a.example'],
          tls: { mode: 'SIMPLE', credentialName: 'edge-cert' },
        },
      ],
    },
  };
  expect(summarize(shop(), shop(gateway))).toContain(
    'Secret shop/edge-cert (tls) must be there before: Gateway shop/edge needs it (demo)',
  );
  expect(summarize(shop(gateway), shop(gateway, object('ConfigMap', 'other')))).not.toContain('must be there');
});

test('the mesh configuration and alert rules, field by field', () => {
  const map = (name: string, data: object) =>
    file({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'istio-system' }, data });
  const mesh = (mode: string) =>
    map('istio', { mesh: `enableTracing: true\noutboundTrafficPolicy:\n  mode: ${mode}\n` });
  expect(summarize(mesh('ALLOW_ANY'), mesh('REGISTRY_ONLY'))).toBe(
    '### Look closely\n\n- ConfigMap istio-system/istio: the mesh configuration changes: outboundTrafficPolicy.mode ALLOW_ANY → REGISTRY_ONLY; istiod takes it up at once, for every proxy (demo)\n',
  );
  const rules = (time: string) =>
    map('prometheus', {
      'alerts.yml': `groups:\n  - name: mesh\n    rules:\n      - alert: Slow\n        for: ${time}\n`,
    });
  expect(summarize(rules('5m'), rules('10m'))).toContain('data.alerts.yml.groups[mesh].rules[Slow].for 5m → 10m');
});

test('more pairs of callers and ports than are compared: it says so where something changes that decides', () => {
  const SERVICES = 201;
  const app = (i: number, image: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app-${i}`, namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: `app-${i}` } },
      template: { metadata: { labels: { app: `app-${i}` } }, spec: { containers: [{ name: 'app', image }] } },
    },
  });
  const service = (i: number) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `app-${i}`, namespace: 'shop' },
    spec: { selector: { app: `app-${i}` }, ports: [{ name: 'http', port: 80 }] },
  });
  const deny = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'none', namespace: 'shop' },
  };
  const shop = (count: number, image: string, ...more: readonly object[]) =>
    file(...Array.from({ length: count }, (_, i) => [app(i, image), service(i)]).flat(), ...more);
  const said = 'who may call whom is not compared: there are 40401 pairs of callers and ports, more than 40000';
  expect(summarize(shop(SERVICES, 'app:1'), shop(SERVICES, 'app:1', deny))).toContain(said);
  // Another image decides nothing, and fewer are compared.
  expect(summarize(shop(SERVICES, 'app:1'), shop(SERVICES, 'app:2'))).not.toContain('not compared');
  const few = summarize(shop(3, 'app:1'), shop(3, 'app:1', { ...deny, spec: {} }));
  expect(few).not.toContain('not compared');
  expect(few).toContain('newly refused: shop/app-0:80 from ');
});
