import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { ENVIRONMENTS } from '../environments';
import { minimal } from '../environments/minimal';
import { override } from '../kit/override';
import { type Files, render } from './render';
import { fileName, STAGES } from './stages';
import { runRender, runSynth } from './synth';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
  };
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
const parsed = [...files].map(([path, text]) => ({ path, objects: loadAll(text) as Manifest[] }));
const inEnvironment = (name: string) => parsed.filter(({ path }) => path.startsWith(`${name}/`));

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
    const lines = inEnvironment(name).flatMap(({ path, objects }) =>
      path.includes('00-crds')
        ? [`${path}: ${objects.length} objects`]
        : [
            path,
            ...objects.map(
              ({ kind, metadata }) => `  ${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`,
            ),
          ],
    );
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

test('file names sort in the order of the stages, and every object carries the sync wave of its stage', () => {
  const stages = [...STAGES].sort((one, other) => one.number - other.number);
  expect(new Set(stages.map(({ number }) => number)).size).toBe(stages.length);
  const waves: readonly number[] = stages.filter(({ name }) => name !== 'validation').map(({ wave }) => wave);
  expect(waves).toEqual([...waves].sort((one, other) => one - other));
  for (const { path, objects } of parsed) {
    const stage = stages.find((one) => path.endsWith(`/${fileName(one)}`));
    const wave = String(stage?.wave);
    expect(objects.filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-wave'] !== wave)).toEqual(
      [],
    );
  }
});

test('Argo CD has webhooks that refuse resources after the istiod behind them, and before all that may never get healthy', () => {
  const wave = (name: (typeof STAGES)[number]['name']) =>
    STAGES.find((stage) => stage.name === name)?.wave ?? Number.NaN;
  expect(wave('validation')).toBeGreaterThan(wave('istiod'));
  for (const name of ['cni', 'ztunnel', 'gateways', 'addons', 'workloads', 'mesh'] as const)
    expect(wave(name)).toBeGreaterThan(wave('validation'));
});

test('dist/ is what the sources say', () => {
  const dist = join(__dirname, '..', '..', 'dist');
  const stale = [...files]
    .filter(([path, text]) => readFileSync(join(dist, path), 'utf8') !== text)
    .map(([path]) => path);
  expect(stale).toEqual([]);
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
    expect(readdirSync(out)).toEqual(['other']);

    runRender(minimal, join(folder, 'alone'));
    expect(readdirSync(join(folder, 'alone'))).toEqual(before);
    error.mockRestore();
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
  const text = [...files].filter(([path]) => !path.includes('00-crds')).map(([, yaml]) => yaml);
  const bare = text.flatMap((yaml) => yaml.match(/fieldRef:\n\s+fieldPath/g) ?? []);
  expect(bare).toEqual([]);
  expect(text.join('')).toMatch(/fieldRef:\n\s+apiVersion: v1\n\s+fieldPath/);
});
