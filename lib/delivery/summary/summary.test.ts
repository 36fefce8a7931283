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
