import { expect, test } from '@jest/globals';
import { CNI } from '../istio/cni/props';
import { override, type Patch } from '../kit/override';
import { synth } from '../kit/testing';
import { defaultEnvironment } from './default';
import { MeshEnvironment } from './mesh-environment';
import { PROFILE_ENVIRONMENTS } from './profiles';
import type { Environment } from './types';

const { ambient } = PROFILE_ENVIRONMENTS;
const build = (base: Environment, patch: Patch<Environment> = {}) =>
  synth((chart) => new MeshEnvironment(chart, override(base, patch)));

test('ambient mode is istiod, the CNI agent and ztunnel together', () => {
  expect(() => build(ambient, { ztunnel: null })).toThrow(/MESH610 \[test\/ambient\] .*but ztunnel is missing/);
  expect(() => build(ambient, { cni: { ambient: { enabled: false } } })).toThrow(/MESH610 .*cni.ambient.enabled/);
  expect(() => build(ambient, { istio: { istiod: { env: { PILOT_ENABLE_AMBIENT: 'false' } } } })).toThrow('MESH610');
  expect(() => build(ambient)).not.toThrow();
});

test('pods that rely on the CNI agent have one, made for the same provider', () => {
  const reliant: Patch<Environment> = { istio: { cni: { provider: 'default' } } };
  expect(() => build(defaultEnvironment, reliant)).toThrow(
    'MESH611 [test/default] injected pods rely on the CNI agent',
  );
  expect(() => build(override(defaultEnvironment, reliant), { cni: CNI })).not.toThrow();
  expect(() =>
    build(override(defaultEnvironment, reliant), { cni: override(CNI, { provider: 'multus', chained: false }) }),
  ).toThrow('MESH612');
});

test('a gateway follows a tag, and a revision that is followed cannot be removed', () => {
  const canary = override(defaultEnvironment.istio, { revision: 'canary' });
  const follows: Patch<Environment> = { gateways: { ingress: { follows: 'edge', form: 'injected' } } };
  const objects = build(defaultEnvironment, { ...follows, revisions: [canary], tags: { edge: 'canary' } });
  expect(objects['Deployment/istio-ingressgateway'].spec.template.metadata.labels['istio.io/rev']).toBe('edge');
  expect(() => build(defaultEnvironment, follows)).toThrow('MESH609 [test/default/ControlPlanes] "edge" is followed');
});
