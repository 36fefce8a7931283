import { describe, expect, jest, test } from '@jest/globals';
import type * as Testing from '../../../test/synth';
import { type Printed, synth } from '../../../test/synth';
import type { StringMap } from '../../kit/formats/labels';
import { override, type Patch } from '../../kit/override';
import { injectorConfig, preview, templateText } from '../injection';
import type * as IstiodModule from '../istiod/istiod';
import { Istiod } from '../istiod/istiod';
import { ZTUNNEL } from '../nodes/ztunnel/props';
import { Ztunnel } from '../nodes/ztunnel/ztunnel';
import { PROFILES } from '../profiles';
import { behavesLike } from '../profiles/compatibility';
import type { IstioProps } from '../props';
import { MINORS, type Minor, releaseOf } from '.';
import { RELEASES } from './releases';
import type { Release } from './types';

const at = (version: Minor, patch: Patch<IstioProps> = {}): IstioProps =>
  override(override(PROFILES.default, { version }), patch);
const istiod = (istio: IstioProps) => synth((chart) => new Istiod(chart, 'Istiod', istio));
const variablesOf = (object: Printed): StringMap =>
  Object.fromEntries(
    object.spec.template.spec.containers[0].env.map(({ name, value }: Printed) => [name, String(value)]),
  );
const pod = (annotations: StringMap) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', annotations },
  spec: { containers: [{ name: 'web', image: 'web:1' }] },
});
const fips = { istiod: { env: { COMPLIANCE_POLICY: 'fips-140-3' } } };
const ztunnel = (istio: IstioProps) => synth((chart) => new Ztunnel(chart, 'Ztunnel', { ...ZTUNNEL, istio }));
const annotationsOf = (istio: IstioProps, annotations: StringMap) =>
  (preview(istio, pod(annotations)).object as Printed).metadata.annotations;

/** What 1.31 changed, each where it shows. */
test.each<[string, (version: Minor) => unknown, unknown, unknown]>([
  ['templates', (version) => /agentgateway-waypoint:/.test(injectorConfig(at(version))), false, true],
  [
    'image of the init container',
    (version) => templateText(at(version), 'sidecar').includes('.ProxyInitImage'),
    false,
    true,
  ],
  [
    "protocol of a Gateway's ports",
    (version) =>
      /protocol: "?TCP/.test(templateText(at(version), 'kube-gateway').split('appProtocol')[0]?.slice(-200) ?? ''),
    true,
    false,
  ],
  [
    'socket of workload identities in a waypoint',
    (version) => /name: workload-socket, emptyDir: \{\}/.test(templateText(at(version), 'waypoint')),
    true,
    false,
  ],
  [
    'FIPS in istiod',
    (version) => variablesOf(istiod(at(version, fips))['Deployment/istiod'])['GODEBUG'],
    undefined,
    'fips140=only',
  ],
  ['FIPS in sidecars', (version) => /GODEBUG/.test(templateText(at(version, fips), 'sidecar')), false, true],
  [
    'CPU of ztunnel',
    (version) => 'ZTUNNEL_RESOURCE_CPU_REQUEST' in variablesOf(ztunnel(at(version))['DaemonSet/ztunnel']),
    false,
    true,
  ],
  [
    'last words on OpenShift',
    (version) =>
      istiod(at(version, { platform: 'openshift' }))['Deployment/istiod'].spec.template.spec.containers[0]
        .terminationMessagePolicy,
    undefined,
    'FallbackToLogsOnError',
  ],
  [
    'scrape targets',
    (version) =>
      annotationsOf(at(version), { 'prometheus.istio.io/scrape-targets': '8080' })[
        'prometheus.istio.io/scrape-targets'
      ],
    '8080',
    undefined,
  ],
  [
    'images',
    (version) => istiod(at(version))['Deployment/istiod'].spec.template.spec.containers[0].image.split(':')[1],
    '1.30.3',
    '1.31.1',
  ],
])('%s', (_what, look, before, after) => {
  expect([look('1.30'), look('1.31')]).toEqual([before, after]);
});

describe('a control plane is written as its minor', () => {
  test.each<[string, Minor, Patch<IstioProps>, string]>([
    [
      'tag',
      '1.31',
      { image: { tag: '1.32.0' } },
      'MESH920 [test/Istiod] image.tag "1.32.0" is of Istio 1.32, but this control plane is written as 1.31',
    ],
    [
      'image',
      '1.30',
      { proxy: { image: 'acme.example/proxyv2:1.31.1' } },
      'MESH920 [test/Istiod] proxy.image "1.31.1" is of Istio 1.31',
    ],
    [
      'newer variable',
      '1.30',
      { istiod: { env: { PILOT_ENABLE_STRICT_GATEWAY_MERGING: 'false' } } },
      'MESH921 [test/Istiod] istiod.env.PILOT_ENABLE_STRICT_GATEWAY_MERGING is read by Istio 1.31, not by 1.30',
    ],
    [
      'gone variable',
      '1.31',
      { istiod: { env: { PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY: 'false' } } },
      'MESH921 [test/Istiod] istiod.env.PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY is read by Istio 1.30, not by 1.31',
    ],
    [
      'misspelt variable',
      '1.31',
      { istiod: { env: { PILOT_ENABLE_AMBIANT: 'true' } } },
      'MESH922 [test/Istiod] istiod.env.PILOT_ENABLE_AMBIANT is no variable that Istio 1.31 reads; did you mean PILOT_ENABLE_AMBIENT?',
    ],
    [
      'newer template',
      '1.30',
      { injection: { defaultTemplates: ['agentgateway-waypoint'] } },
      'MESH201 [test/Istiod] ',
    ],
  ])('a %s of another is refused', (_what, version, patch, message) => {
    expect(() => istiod(at(version, patch))).toThrow(message);
  });

  test.each<[string, Minor, Patch<IstioProps>]>([
    ['patch release', '1.31', { image: { tag: '1.31.4' } }],
    ['build', '1.31', { image: { tag: '1.31.1-acme.2' } }],
    ['tag without a version', '1.30', { image: { tag: 'latest' } }],
    ['mirrored image', '1.30', { proxy: { image: 'acme.example:5000/proxyv2:1.30.8' } }],
    ['variable', '1.30', { istiod: { env: { PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY: 'false' } } }],
    ["variable of Go's own", '1.31', { istiod: { env: { GOGC: '50' } } }],
  ])('a %s of its own is not', (_what, version, patch) => {
    expect(() => istiod(at(version, patch))).not.toThrow();
  });
});

test('an older behaviour is what each minor before did, without variables that this one does not read', () => {
  const env = (version: Minor) => behavesLike({ istio: at(version) }, '1.27').istio.istiod.env;
  expect(Object.keys(env('1.30'))).toEqual([
    'PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE',
    'DISABLE_TRACK_REMAINING_CB_METRICS',
    'DISABLE_SHADOW_HOST_SUFFIX',
    'PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY',
  ]);
  expect(Object.keys(env('1.31'))).toEqual([
    'PILOT_ENABLE_STRICT_GATEWAY_MERGING',
    'PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS',
    'PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE',
    'DISABLE_TRACK_REMAINING_CB_METRICS',
    'DISABLE_SHADOW_HOST_SUFFIX',
  ]);
  expect(() => behavesLike({ istio: at('1.30') }, '1.30')).toThrow('MESH604 [1.30] Istio 1.30 cannot behave like 1.30');
});

test.each(MINORS)('%s says what changed, and each of its variables once', (minor) => {
  const { notes, variables, tag } = releaseOf(minor);
  if (minor !== MINORS[0]) expect(notes.length).toBeGreaterThan(0);
  expect(tag.startsWith(`${minor}.`)).toBe(true);
  expect([...new Set(variables.added)]).toEqual([...variables.added]);
});

/** The same control plane by the same builders, under another table of releases. */
function under(releases: readonly Release[], istio: IstioProps): string {
  jest.resetModules();
  jest.doMock('./releases', () => ({ RELEASES: releases }));
  const { Istiod: Next } = jest.requireActual<typeof IstiodModule>('../istiod/istiod');
  const { synth: next } = jest.requireActual<typeof Testing>('../../../test/synth');
  jest.dontMock('./releases');
  return JSON.stringify(next((chart) => new Next(chart, 'Istiod', istio)));
}

test('a newer patch release is one changed line: only what names it changes', () => {
  const before = JSON.stringify(istiod(at('1.31')));
  const after = under(
    RELEASES.map((one) => (one.minor === '1.31' ? { ...one, tag: '1.31.4' } : one)),
    at('1.31'),
  );
  expect(after).toContain('1.31.4');
  expect(after.replaceAll('1.31.4', '1.31.1')).toBe(before);
});
