import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ENVIRONMENTS } from '../environments';
import { minimal } from '../environments/minimal';
import { GATEWAY_API_CRDS, ISTIO_CRDS } from '../istio/base/crds';
import { override } from '../kit/override';
import { readManifests } from '../kit/read-yaml';
import { neededBy } from './dist/crds';
import { STAGES, stageOfFile } from './order/stages';
import { DELIVERY } from './program/props';
import { runRender, runSynth } from './program/synth';
import { type Files, render } from './render';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: { readonly type?: string };
}

/** Kinds without a namespace; every other object must name one. */
const CLUSTER_KINDS = [
  ...['Namespace', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding', 'GatewayClass', 'PriorityClass'],
  ...[
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
  ],
];

const files: Files = render(ENVIRONMENTS);
const parsed = [...files].map(([path, text]) => ({ path, objects: readManifests(text) as Manifest[] }));
const inEnvironment = (name: string) => parsed.filter(({ path }) => path.startsWith(`${name}/`));

test('CRDs are written once, whatever needs them, and each environment says what it needs', () => {
  const paths = [...files.keys()].filter((path) => path.startsWith('crds/'));
  expect(paths).toEqual(
    ['crds/istio', 'crds/gateway-api', 'crds/guard/gateway-api'].map((name) => expect.stringContaining(name)),
  );
  const owned = override(minimal, { gatewayApi: 'present' });
  expect([...render([owned]).keys()].filter((path) => path.startsWith('crds/'))).toEqual(paths.slice(0, 1));
  expect(neededBy(render([owned]).get('minimal/10-namespaces.k8s.yaml') ?? '')).toEqual([ISTIO_CRDS.name]);
  expect(neededBy(files.get('demo/10-namespaces.k8s.yaml') ?? '')).toEqual([ISTIO_CRDS.name, GATEWAY_API_CRDS.name]);
});

test('the same input gives the same bytes', () => {
  expect(render(ENVIRONMENTS)).toEqual(files);
});

test('an environment alone is the same as among others', () => {
  const alone = render(ENVIRONMENTS.slice(0, 1));
  expect([...alone].filter(([path, text]) => files.get(path) !== text)).toEqual([]);
});

describe.each(ENVIRONMENTS.map(({ name }) => name))('%s', (name) => {
  const objects = inEnvironment(name).flatMap((file) => file.objects);

  test('has an inventory that changes only on purpose', () => {
    const lines = inEnvironment(name).flatMap(({ path, objects }) => [
      path,
      ...objects.map(
        ({ kind, metadata }) => `  ${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`,
      ),
    ]);
    expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
  });

  test('gives every object a name and, where it has one, a namespace', () => {
    const wrong = objects.filter(
      ({ kind, metadata }) => !metadata.name || (metadata.namespace === undefined) !== CLUSTER_KINDS.includes(kind),
    );
    expect(wrong).toEqual([]);
  });

  test('has no two objects of one address, and none that kubectl could not annotate', () => {
    const addresses = objects.map(
      ({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace}/${metadata.name}`,
    );
    expect(addresses.filter((address, i) => addresses.indexOf(address) !== i)).toEqual([]);
    // kubectl keeps what it applied as JSON in an annotation, which the server limits.
    expect(objects.filter((object) => JSON.stringify(object).length > 262_144)).toEqual([]);
  });
});

/** Every sample as if Argo CD brought it. */
const inWaves = [...render(ENVIRONMENTS.map((one) => override(one, { delivery: { by: 'argo-cd' } })))].map(
  ([path, text]) => ({ path, objects: readManifests(text) as Manifest[] }),
);
const stages = [...STAGES].sort((one, other) => one.number - other.number);
const WAVE = 'argocd.argoproj.io/sync-wave';

test('all of dist can be read', () => {
  const sizes = [...files].map(([, text]) => Buffer.byteLength(text));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2.5 * 1024 ** 2);
});

test('file names sort in the order of the stages, and each object has the wave of its stage where Argo CD brings it', () => {
  expect(new Set(stages.map(({ number }) => number)).size).toBe(stages.length);
  for (const { path, objects } of inWaves) {
    if (path.startsWith('crds/')) continue;
    const wave = String(stageOfFile(path)?.wave);
    expect(objects.filter(({ metadata }) => metadata.annotations?.[WAVE] !== wave)).toEqual([]);
  }
});

test('Argo CD waits for nothing that may never be healthy, and for nothing in the wave of what istiod may refuse', () => {
  const last = Math.max(...STAGES.map(({ wave }) => wave));
  const at = (name: (typeof STAGES)[number]['name']) => STAGES.find((stage) => stage.name === name)?.wave ?? Number.NaN;
  // Namespaces, istiod; then its webhooks; then what they judge; then all the rest.
  const order = (['namespaces', 'base', 'istiod', 'validation', 'mesh'] as const).map(at);
  expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
  expect(at('mesh')).toBeLessThan(last);
  const awaited = inWaves.flatMap(({ objects }) =>
    objects.filter(({ metadata }) => Number(metadata.annotations?.[WAVE]) < last),
  );
  const mayNeverBe = ({ kind, spec }: Manifest) =>
    spec?.type === 'LoadBalancer' ||
    ['HorizontalPodAutoscaler', 'DaemonSet', 'PersistentVolumeClaim', 'Certificate', 'HTTPRoute'].includes(kind);
  expect(inWaves.flatMap(({ objects }) => objects).filter(mayNeverBe).length).toBeGreaterThan(9);
  expect(awaited.filter(mayNeverBe)).toEqual([]);
  expect(new Set(awaited.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name))).toEqual(
    new Set(['istiod']),
  );
  // Argo CD has no opinion of Istio's own resources, so nothing in their wave runs on when one of them is refused.
  const refusable = awaited.filter(({ metadata }) => Number(metadata.annotations?.[WAVE]) === at('mesh'));
  expect(refusable.filter(({ apiVersion }) => !apiVersion.includes('istio.io/'))).toEqual([]);
});

test('every file says what wrote it, and the apply command and kubectl read past it', () => {
  const delivered = render([minimal, override(minimal, { name: 'a/b', delivery: { by: 'argo-cd' } })], DELIVERY);
  for (const [, text] of delivered) {
    expect(text).toMatch(
      /^# Written by cdk8s-istio from .*\. Do not edit: change the sources and synthesize again\.\n(# needs crds\/\S+\n)*[^#\n]/,
    );
    expect(text.match(/^#(?! needs)/gm)).toEqual(['#']);
  }
  expect(delivered.get('a/b/30-istiod.k8s.yaml')).toMatch(/^# .* from environment a\/b, stage istiod\./);
});

test('dist/ is what the sources say', () => {
  const dist = join(__dirname, '..', '..', 'dist');
  const wanted = render(ENVIRONMENTS, DELIVERY);
  const there = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(there.map((entry) => relative(dist, join(entry.parentPath, entry.name))).sort()).toEqual(
    [...wanted.keys()].sort(),
  );
  const stale = [...wanted]
    .filter(([path, text]) => readFileSync(join(dist, path), 'utf8') !== text)
    .map(([path]) => path);
  expect(stale).toEqual([]);
});

test('dist/ can be read: all of it is under 2.5 MB', () => {
  const sizes = [...render(ENVIRONMENTS, DELIVERY).values()].map((text) => Buffer.byteLength(text));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2.5e6);
});

describe('runSynth', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'synth-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('writes a folder whole, leaves it as it was when the input is bad, and drops what is no longer made', () => {
    const out = join(folder, 'dist');
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    runSynth([minimal], out);
    const before = readdirSync(join(out, 'minimal'));
    expect(before).toContain('30-istiod.k8s.yaml');

    runSynth([override(minimal, { istio: { image: { tag: 'not a tag' } } })], out);
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    expect(error.mock.calls.flat().join('\n')).toContain(
      'MESH101 [minimal/ControlPlanes/Istiod] image.tag "not a tag" is no image tag;',
    );
    expect(readdirSync(join(out, 'minimal'))).toEqual(before);
    expect(readdirSync(folder)).toEqual(['dist']);

    runSynth([override(minimal, { name: 'other' })], out);
    expect(readdirSync(out)).toEqual(['crds', 'other']);

    runRender(minimal, join(folder, 'alone'));
    expect(readdirSync(join(folder, 'alone'))).toEqual([...before, 'crds']);
    error.mockRestore();
  });

  test('touches nothing where nothing changes, and makes good what somebody edited, took away or added', () => {
    const out = join(folder, 'same');
    runRender(minimal, out);
    const [first = '', second = ''] = readdirSync(out);
    const whole = () => readdirSync(out).map((name) => [name, statSync(join(out, name)).isFile() && text(name)]);
    const text = (name: string) => readFileSync(join(out, name), 'utf8');
    const [made, since] = [whole(), statSync(join(out, first)).ctimeMs];
    runRender(minimal, out);
    expect(statSync(join(out, first)).ctimeMs).toBe(since);
    for (const damage of [
      () => writeFileSync(join(out, first), `${text(first)}#`),
      () => rmSync(join(out, second)),
      () => writeFileSync(join(out, '99-more.k8s.yaml'), ''),
    ]) {
      damage();
      runRender(minimal, out);
      expect(whole()).toEqual(made);
    }
  });

  test('refuses a folder that holds what it did not write', () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const out = join(folder, 'mine');
    mkdirSync(out);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    runRender(minimal, out);
    expect(error.mock.calls.flat().join('')).toMatch(/^MESH790 .* the folder holds notes.txt/);
    expect(readdirSync(out)).toEqual(['notes.txt']);
    process.exitCode = 0;
    rmSync(join(out, 'notes.txt'));
    runRender(minimal, out);
    expect(readdirSync(out)).toContain('30-istiod.k8s.yaml');
    error.mockRestore();
  });
});

test('fields with one owner are complete, so that two appliers never conflict over them', () => {
  const text = [...files.values()];
  const bare = text.flatMap((yaml) => yaml.match(/fieldRef:\n\s+fieldPath/g) ?? []);
  expect(bare).toEqual([]);
  expect(text.join('')).toMatch(/fieldRef:\n\s+apiVersion: v1\n\s+fieldPath/);
});
