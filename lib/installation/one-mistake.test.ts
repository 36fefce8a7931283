import { expect, test } from '@jest/globals';
import { render } from '../delivery/render';
import { demo } from '../environments/demo';
import { override, type Patch } from '../kit/override';
import { Refused } from '../kit/problems';
import type { Environment } from './environment';

function said(environment: Environment): readonly string[] {
  try {
    render([environment]);
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.messages;
    throw error;
  }
}

test.each<[string, Patch<Environment>]>([
  ['MESH106', { istio: { istiod: { autoscaling: null, replicas: -1 } } }],
  ['MESH106', { gateways: { ingress: { autoscaling: null, replicas: 0 } } }],
  ['MESH111', { istio: { identity: { trustDomain: 'Acme Inc' } } }],
  ['MESH115', { istio: { identity: { network: 'a b' } } }],
  ['MESH158', { istio: { mesh: { defaultProviders: { accessLogging: ['nobody'] } } } }],
  ['MESH507', { addons: { jaeger: { sampling: 200 } } }],
  ['MESH900', { istio: { injection: { neverInject: [{ matchExpressions: [{ key: 'a', operator: 'Has' }] }] } } }],
  ['MESH900', { gateways: { ingress: { labels: { team: 'a b' } } } }],
])('one mistake is one line: %s', (code, patch) => {
  expect(said(override(demo, patch)).map((line) => line.split(' ')[0])).toEqual([code]);
});

test('two mistakes of one kind are two lines', () => {
  const lines = said(override(demo, { gateways: { ingress: { labels: { team: 'a b', unit: 'c d' } } } }));
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['MESH900', 'MESH900']);
});
