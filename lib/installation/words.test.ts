import { expect, test } from '@jest/globals';
import { render } from '../delivery/render';
import { PROFILES } from '../istio/profiles';
import { override, type Patch } from '../kit/override';
import { Refused } from '../kit/problems';
import type { Environment } from './environment';

const base: Environment = {
  name: 'env',
  purpose: 'A sample.',
  istio: PROFILES.remote,
  gatewayApi: 'present',
  gateways: {},
};
function said(patch: object): readonly string[] {
  try {
    render([override(base, patch as Patch<Environment>)]);
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.messages;
  }
}

const CASES: readonly (readonly [wrong: object, line: string, right: object])[] = [
  [
    { delivery: { by: 'argocd' } },
    'MESH625 [env] delivery.by is "argocd", which is none of its words; write one of argo-cd, flux',
    { delivery: { by: 'argo-cd' } },
  ],
  [
    { istio: { version: '1.13' } },
    'MESH625 [env] istio.version is "1.13", which is none of its words; write one of 1.30, 1.31',
    { istio: { version: '1.30' } },
  ],
  [
    { authority: { by: 'cert-manager' } },
    'MESH625 [env] authority.by is "cert-manager", which is none of its words; write one of istiod, plugged-in, istio-csr, spire',
    { authority: { by: 'plugged-in' } },
  ],
  [
    { istio: { remote: { istiod: '192.0.2.1' } } },
    'MESH625 [env] istio.remote.istiod is "192.0.2.1", which is none of its words; write one of present',
    { istio: { remote: { istiod: { address: '192.0.2.1' } } } },
  ],
  [
    { gatewayApi: 'installed' },
    'MESH625 [env] gatewayApi is "installed", which is none of its words; write one of install, present',
    { gatewayApi: 'install' },
  ],
];

test.each(CASES)('a word that is none of a list: %j', (wrong, line, right) => {
  expect(said(wrong)).toEqual([line]);
  expect(said(right)).toEqual([]);
});

test('of each of several, all at once', () => {
  const gateway = { name: 'edge', selector: { istio: 'edge' }, resources: {} };
  const ports = [{ name: 'http', port: 80 }];
  const patch = {
    gateways: {
      one: { ...gateway, form: 'auto', service: { type: 'LoadBalancer', ports } },
      two: { ...gateway, form: 'injected', service: { type: 'loadbalancer', ports } },
    },
    bookinfo: { tasks: ['all-v1', 'all-v2'] },
  };
  expect(said(patch).map((line) => line.split(',')[0])).toEqual([
    'MESH625 [env] gateways.one.form is "auto"',
    'MESH625 [env] gateways.two.service.type is "loadbalancer"',
    'MESH625 [env] bookinfo.tasks[1] is "all-v2"',
  ]);
});
