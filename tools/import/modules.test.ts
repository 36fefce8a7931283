import { expect, test } from '@jest/globals';
import { RELEASES } from '../../lib/istio/versions/releases';
import { VERSIONS } from '../../lib/kit/versions';
import checksums from './checksums.json';
import { pinned } from './modules';

test('a new version takes the place of the old one, and leaves the other modules', () => {
  const pins = { 'example.com/b@v1.0.0': 'h1:b', 'example.com/a@v1.0.0': 'h1:a', 'example.com/a/v2@v2.0.0': 'h1:a2' };
  expect(Object.entries(pinned(pins, 'example.com/a', { version: '1.0.1', sum: 'h1:new', wanted: ['1.0.1'] }))).toEqual(
    [
      ['example.com/a/v2@v2.0.0', 'h1:a2'],
      ['example.com/a@v1.0.1', 'h1:new'],
      ['example.com/b@v1.0.0', 'h1:b'],
    ],
  );
});

test('a version that is wanted beside the new one stays', () => {
  const pins = { 'example.com/a@v1.0.0': 'h1:a', 'example.com/a@v1.1.0': 'h1:b' };
  const pin = { version: '1.2.0', sum: 'h1:new', wanted: ['1.0.0', '1.2.0'] };
  expect(Object.keys(pinned(pins, 'example.com/a', pin))).toEqual(['example.com/a@v1.0.0', 'example.com/a@v1.2.0']);
});

test('what is imported is pinned', () => {
  expect(Object.keys(checksums)).toEqual([
    `github.com/argoproj/argo-cd/v3@v${VERSIONS.argoCd}`,
    `github.com/fluxcd/kustomize-controller@v${VERSIONS.fluxKustomize}`,
    `github.com/fluxcd/source-controller@v${VERSIONS.fluxSource}`,
    ...[...RELEASES.map(({ api }) => api), VERSIONS.istioApi].map((api) => `istio.io/api@v${api}`),
    `sigs.k8s.io/gateway-api@v${VERSIONS.gatewayApi}`,
  ]);
});
