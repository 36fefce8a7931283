import { describe, expect, test } from '@jest/globals';
import type { StringMap } from '../../kit/formats/labels';
import { type Candidate, type Injector, webhookFor } from './policy';

const injection = { policy: 'enabled', alwaysInject: [], neverInject: [] } as const;
const DEFAULT: Injector = { revision: 'default', isDefault: true, injection };
const CANARY: Injector = { revision: 'canary', isDefault: false, injection };
const EVERY: Injector = { ...DEFAULT, everyNamespace: true };

const pod = (namespace: StringMap, labels: StringMap = {}, more: Partial<Candidate> = {}): Candidate => ({
  namespace: { name: 'shop', labels: namespace },
  labels,
  ...more,
});
const [ENABLED, DISABLED, CANARY_NS] = [
  { 'istio-injection': 'enabled' },
  { 'istio-injection': 'disabled' },
  { 'istio.io/rev': 'canary' },
];
const [YES, NO] = [{ 'sidecar.istio.io/inject': 'true' }, { 'sidecar.istio.io/inject': 'false' }];
const CANARY_POD = { 'istio.io/rev': 'canary' };

describe('who injects a pod, with a default and a canary control plane', () => {
  test.each<[string, StringMap, StringMap, string | undefined]>([
    ['a silent namespace and a silent pod', {}, {}, undefined],
    ['a silent namespace, a pod that asks', {}, YES, 'object'],
    ['a silent namespace, a pod that refuses', {}, NO, undefined],
    ['a silent namespace, a pod of the canary', {}, CANARY_POD, 'rev.object'],
    ['a silent namespace, a pod of the canary that asks', {}, { ...YES, ...CANARY_POD }, 'rev.object'],
    ['an enabled namespace', ENABLED, {}, 'namespace'],
    ['an enabled namespace, a pod that refuses', ENABLED, NO, undefined],
    ['an enabled namespace, a pod of the canary', ENABLED, CANARY_POD, 'namespace'],
    ['a disabled namespace, a pod that asks', DISABLED, YES, undefined],
    ['a disabled namespace, a pod of the canary', DISABLED, CANARY_POD, undefined],
    ['a namespace of the canary', CANARY_NS, {}, 'rev.namespace'],
    ['a namespace of the canary, a pod that refuses', CANARY_NS, NO, undefined],
    ['a namespace with both labels', { ...ENABLED, ...CANARY_NS }, {}, 'namespace'],
    ['a namespace of a revision that nobody has', { 'istio.io/rev': 'old' }, YES, undefined],
  ])('%s', (_, namespace, labels, webhook) => {
    const decision = webhookFor(pod(namespace, labels), [DEFAULT, CANARY]);
    expect(decision.injected ? decision.webhook : undefined).toBe(webhook && `${webhook}.sidecar-injector.istio.io`);
  });

  test('the revision that injects is named', () => {
    expect(webhookFor(pod(CANARY_NS), [DEFAULT, CANARY])).toMatchObject({ injected: true, revision: 'canary' });
    expect(webhookFor(pod(ENABLED), [DEFAULT, CANARY])).toMatchObject({ injected: true, revision: 'default' });
  });

  test.each<[Candidate, readonly Injector[], string]>([
    [pod({}), [DEFAULT], 'neither namespace shop nor the pod asks for it'],
    [pod(ENABLED, NO), [DEFAULT], 'its label sidecar.istio.io/inject says false'],
    [pod(DISABLED), [DEFAULT], 'namespace shop says istio-injection: disabled'],
    [pod({ 'istio.io/rev': 'old' }), [DEFAULT], 'no control plane or tag is called old'],
    [pod(ENABLED), [CANARY], 'no control plane serves istio-injection: enabled'],
    [pod(ENABLED, {}, { hostNetwork: true }), [DEFAULT], 'the pod uses the network of its node'],
    [pod(ENABLED, {}, { annotations: NO }), [DEFAULT], 'its annotation sidecar.istio.io/inject says false'],
  ])('why none does: %#', (candidate, injectors, because) => {
    expect(webhookFor(candidate, injectors)).toEqual({ injected: false, because });
  });
});

describe('enableNamespacesByDefault', () => {
  test('injects silent namespaces, but none of Kubernetes own, and no pod that refuses', () => {
    expect(webhookFor(pod({}), [EVERY])).toMatchObject({ webhook: 'auto.sidecar-injector.istio.io' });
    expect(webhookFor(pod({}, NO), [EVERY]).injected).toBe(false);
    expect(webhookFor(pod(DISABLED), [EVERY]).injected).toBe(false);
    expect(webhookFor({ namespace: { name: 'kube-system' } }, [EVERY]).injected).toBe(false);
  });
});

describe('what istiod decides about a pod that a webhook hands to it', () => {
  const never = [{ matchLabels: { job: 'build' } }];
  const always = [{ matchExpressions: [{ key: 'team', operator: 'Exists' as const }] }];
  test.each<[string, StringMap, StringMap, Injector['injection'], boolean]>([
    ['enabled', {}, {}, injection, true],
    ['disabled', {}, {}, { ...injection, policy: 'disabled' }, false],
    ['disabled, the pod asks', YES, {}, { ...injection, policy: 'disabled' }, true],
    ['disabled, the annotation asks', {}, YES, { ...injection, policy: 'disabled' }, true],
    ['the label goes before the annotation', YES, NO, injection, true],
    ['an odd wish counts as none', {}, { 'sidecar.istio.io/inject': 'maybe' }, injection, true],
    ['never goes before the policy', { job: 'build' }, {}, { ...injection, neverInject: never }, false],
    ['a wish goes before never', { job: 'build', ...YES }, {}, { ...injection, neverInject: never }, true],
    [
      'never goes before always',
      { job: 'build', team: 'a' },
      {},
      { ...injection, neverInject: never, alwaysInject: always },
      false,
    ],
    [
      'always goes before the policy',
      { team: 'a' },
      {},
      { policy: 'disabled', neverInject: [], alwaysInject: always },
      true,
    ],
    ['an empty selector selects nothing', {}, {}, { ...injection, neverInject: [{}] }, true],
  ])('%s', (_, labels, annotations, policy, injected) => {
    const decision = webhookFor(pod(ENABLED, labels, { annotations }), [{ ...DEFAULT, injection: policy }]);
    expect(decision.injected).toBe(injected);
  });
});
