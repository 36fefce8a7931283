import { expect, test } from '@jest/globals';
import { Revision } from './revision';

test('the control plane without a name is "default" and followed by istio-injection', () => {
  const revision = new Revision({ namespace: 'istio-system' });
  expect(revision.name).toBe('default');
  expect(revision.injectionLabel).toEqual({ key: 'istio-injection', value: 'enabled' });
  expect(revision.xdsAddress).toBe('istiod.istio-system.svc:15012');
});

test('a named revision ends the name of each of its objects', () => {
  const revision = new Revision({ namespace: 'mesh', revision: '1-31' });
  expect(revision.injectionLabel).toEqual({ key: 'istio.io/rev', value: '1-31' });
  expect(revision.of('istio-sidecar-injector')).toBe('istio-sidecar-injector-1-31');
  expect(revision.host).toBe('istiod-1-31.mesh.svc');
});

test('a name that Kubernetes or Istio would not take is refused', () => {
  const named = (revision: string) => () => new Revision({ namespace: 'istio-system', revision });
  expect(named('1.31')).toThrow('MESH600 [1.31] "1.31" is no name for a revision');
  expect(named('r'.repeat(57))).toThrow('MESH600');
  expect(named('default')).toThrow('leave it out');
  expect(named('r'.repeat(56))).not.toThrow();
});
