import { expect, test } from '@jest/globals';
import { synth } from '../../../test/synth';
import { override } from '../../kit/override';
import { PROFILES } from '../profiles';
import { ControlPlanes, type ControlPlanesProps } from './control-planes';

const canary = override(PROFILES.default, { revision: 'canary' });
const stable = override(PROFILES.default, { revision: 'stable' });
const planes = (props: ControlPlanesProps) => synth((chart) => new ControlPlanes(chart, 'ControlPlanes', props));
const validators = (objects: ReturnType<typeof planes>) =>
  Object.keys(objects).filter((address) => address.startsWith('ValidatingWebhookConfiguration/'));

test('revisions stand side by side, each with webhooks of its own, and one validator judges the rest', () => {
  const objects = planes({ istio: PROFILES.default, revisions: [canary] });
  expect(validators(objects).sort()).toEqual([
    'ValidatingWebhookConfiguration/istio-validator-canary-istio-system',
    'ValidatingWebhookConfiguration/istio-validator-istio-system',
    'ValidatingWebhookConfiguration/istiod-default-validator',
  ]);
  const [first] = objects['ValidatingWebhookConfiguration/istiod-default-validator'].webhooks;
  expect(first.clientConfig.service.name).toBe('istiod');
});

test("the Service of the control plane without a name does not find another's pods", () => {
  const objects = planes({ istio: PROFILES.default, revisions: [canary] });
  const { selector } = objects['Service/istiod'].spec;
  const { labels } = objects['Deployment/istiod-canary'].spec.template.metadata;
  expect(Object.entries(selector).every(([key, value]) => labels[key] === value)).toBe(false);
});

test('a tag leads to the istiod of its revision, by Service and by webhook', () => {
  const objects = planes({ istio: stable, revisions: [canary], tags: { prod: 'canary' } });
  const webhook = objects['MutatingWebhookConfiguration/istio-revision-tag-prod'];
  expect(webhook.metadata.labels).toMatchObject({ 'istio.io/rev': 'canary', 'istio.io/tag': 'prod' });
  expect(webhook.webhooks[0].clientConfig.service.name).toBe('istiod-canary');
  expect(webhook.webhooks[0].namespaceSelector.matchExpressions).toContainEqual({
    key: 'istio.io/rev',
    operator: 'In',
    values: ['prod'],
  });
  expect(objects['Service/istiod-revision-tag-prod'].spec.selector).toEqual({
    app: 'istiod',
    'istio.io/rev': 'canary',
  });
});

test('the tag `default` serves istio-injection and judges what no revision claims', () => {
  const objects = planes({ istio: stable, revisions: [canary], tags: { default: 'canary' } });
  expect(objects['MutatingWebhookConfiguration/istio-revision-tag-default'].webhooks).toHaveLength(4);
  const [validator] = objects['ValidatingWebhookConfiguration/istiod-default-validator'].webhooks;
  expect(validator.clientConfig.service.name).toBe('istiod-canary');
});

test.each([
  [{ istio: canary, revisions: [canary] }, 'MESH605 [test/ControlPlanes] two control planes have the name "canary"'],
  [
    { istio: canary, tags: { canary: 'canary' } },
    'MESH606 [test/ControlPlanes] tag "canary" has the name of a revision',
  ],
  [
    { istio: canary, tags: { prod: 'old' } },
    'MESH607 [test/ControlPlanes] tag "prod" stands for "old", which is no rev',
  ],
  [
    { istio: PROFILES.default, revisions: [canary], tags: { default: 'canary' } },
    'MESH608 [test/ControlPlanes] the con',
  ],
  [{ istio: canary, tags: { Prod: 'canary' } }, 'MESH600'],
] satisfies [ControlPlanesProps, string][])(
  'webhooks that would overlap or lead nowhere are refused: %#',
  (props, message) => {
    expect(() => planes(props)).toThrow(message);
  },
);

test('what is followed must be there', () => {
  const follow = (name: string) =>
    synth((chart) => {
      new ControlPlanes(chart, 'ControlPlanes', { istio: canary, tags: { prod: 'canary' } }).follow(name);
    });
  expect(() => follow('old')).toThrow('MESH609 [test/ControlPlanes] "old" is followed but is no revision or tag here');
  expect(() => follow('prod')).not.toThrow();
  expect(() => follow('canary')).not.toThrow();
});

test('a remote control plane is found under the names of a local one', () => {
  const remote = (address: string) => planes({ istio: override(PROFILES.remote, { remote: { istiod: { address } } }) });
  const byIp = remote('192.0.2.10');
  expect(byIp['EndpointSlice/istiod']).toMatchObject({
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.10'] }],
  });
  expect(byIp['Service/istiod'].spec.type).toBeUndefined();
  expect(remote('2001:db8::1')['EndpointSlice/istiod'].addressType).toBe('IPv6');
  const byHost = remote('istiod.primary.example.com');
  expect(byHost['Service/istiod'].spec).toMatchObject({
    type: 'ExternalName',
    externalName: 'istiod.primary.example.com',
  });
  expect(Object.keys(byHost)).not.toContain('Deployment/istiod');
  expect(validators(byHost)).toEqual([]);
});
