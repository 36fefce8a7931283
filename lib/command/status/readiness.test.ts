import { expect, test } from '@jest/globals';
import type { Live } from '../../delivery/dist/manifest';
import { lingers, unready } from './readiness';

const crd = (status?: object): Live =>
  ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gateways.networking.istio.io', finalizers: ['customresourcecleanup.apiextensions.k8s.io'] },
    ...(status && { status }),
  }) as Live;

test.each([
  ['nobody has looked at it', undefined],
  ['it has just been made, with the null of a fresh status', { conditions: null, storedVersions: ['v1'] }],
  ['its names are taken', { conditions: [{ type: 'Established', status: 'False' }] }],
])('a CRD is not served while %s', (_what, status) => {
  expect(unready(crd(status), 'CustomResourceDefinition')).toBe('not served yet');
  expect(lingers(crd(status))).toBe('held by customresourcecleanup.apiextensions.k8s.io');
});

test('a CRD is served once it is established', () => {
  const established = crd({ conditions: [{ type: 'Established', status: 'True' }] });
  expect(unready(established, 'CustomResourceDefinition')).toBeUndefined();
});
