import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { ENVIRONMENTS } from '../../environments';
import { minimal } from '../../environments/minimal';
import { override } from '../../kit/override';
import { fleet } from '../../topology/fleet';
import { neededBy } from '../dist/crds';
import { CRD_STAGE, STAGES } from '../order/stages';
import { DELIVERY } from '../program/props';
import { render } from '../render';

/** Every sample as if Flux brought it. */
const files = render(
  ENVIRONMENTS.map((one) => override(one, { delivery: { by: 'flux' } })),
  DELIVERY,
);

interface Kustomization {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly path: string;
    readonly prune: boolean;
    readonly wait: boolean;
    readonly timeout: string;
    readonly sourceRef: { readonly name: string };
    readonly dependsOn?: readonly { readonly name: string }[];
    readonly healthCheckExprs?: readonly { readonly kind: string }[];
    readonly kubeConfig?: object;
    readonly url?: string;
    readonly ref?: object;
  };
}

const objects = (environment: string, of = files) =>
  loadAll(of.get(`flux/${environment}/flux.k8s.yaml`) ?? '') as Kustomization[];
const kustomizations = (environment: string, of = files) =>
  objects(environment, of).filter(({ kind }) => kind === 'Kustomization');

/** Files that a Kustomization brings, by their path in dist/. */
function bringsOf({ spec }: Kustomization): readonly string[] {
  const folder = spec.path.replace(/^\.\/dist\//, '');
  const { resources, sortOptions } = load(files.get(`${folder}/kustomization.yaml`) ?? '') as {
    readonly resources: readonly string[];
    readonly sortOptions: unknown;
  };
  // Left to itself, kustomize sorts webhooks behind Deployments.
  expect(sortOptions).toEqual({ order: 'fifo' });
  return resources.map((path) => join(folder, path));
}

describe.each(ENVIRONMENTS.map(({ name }) => name))('%s', (environment) => {
  const made = kustomizations(environment);
  const stageOf = ({ metadata }: Kustomization) =>
    [CRD_STAGE, ...STAGES].find(({ name }) => metadata.name === `mesh-${environment}-${name}`);

  test('every file of it is brought by one Kustomization', () => {
    const own = [...files.keys()].filter((path) => dirname(path) === environment);
    const crds = neededBy(files.get(own[0] ?? '') ?? '').map((name) => `crds/${name}.k8s.yaml`);
    expect(crds).toHaveLength(2);
    const wanted = [...crds, ...own];
    expect(made.flatMap(bringsOf)).toEqual(wanted);
  });

  test('a stage begins when all stages of earlier waves are ready', () => {
    const byName = new Map(made.map((one) => [one.metadata.name, one] as const));
    const allBefore = (one: Kustomization): readonly string[] =>
      (one.spec.dependsOn ?? []).flatMap(({ name }) => {
        const other = byName.get(name);
        return other === undefined ? [`${name} is missing`] : [name, ...allBefore(other)];
      });
    for (const one of made) {
      const earlier = made.filter((other) => (stageOf(other)?.wave ?? 0) < (stageOf(one)?.wave ?? 0));
      expect([...new Set(allBefore(one))].sort()).toEqual(earlier.map(({ metadata }) => metadata.name).sort());
      expect(one.spec.wait).toBe(true);
    }
  });

  test('CRDs and namespaces are never pruned, and webhooks are waited for', () => {
    for (const one of made) {
      expect(one.spec.prune).toBe(!['crds', 'namespaces'].includes(stageOf(one)?.name ?? ''));
      const text = bringsOf(one).map((path) => files.get(path) ?? '');
      const kinds = (loadAll(text.join('---\n')) as Kustomization[]).map(({ kind }) => kind);
      expect((one.spec.healthCheckExprs ?? []).map(({ kind }) => kind)).toEqual(
        ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].filter((kind) => kinds.includes(kind)),
      );
    }
  });
});

test('only an environment that Flux brings is delivered, and it has no sync waves', () => {
  const made = render([minimal, override(minimal, { name: 'fleet/kept', delivery: { by: 'flux' } })], DELIVERY);
  expect([...made.keys()].filter((path) => path.endsWith('flux.k8s.yaml'))).toEqual(['flux/fleet/kept/flux.k8s.yaml']);
  expect([...made.values()].join('')).not.toContain('sync-wave');
  expect(kustomizations('fleet/kept', made).map(({ metadata }) => metadata.name)).toContain('mesh-fleet-kept-istiod');
  expect(made.get('flux/fleet/kept/30-istiod/kustomization.yaml')).toContain(
    '- ../../../../fleet/kept/30-istiod.k8s.yaml',
  );
});

test('the source is the repository, or one that is there', () => {
  const sample = [override(minimal, { delivery: { by: 'flux' } })];
  const [source] = objects('minimal', render(sample, DELIVERY));
  expect(source?.kind).toBe('GitRepository');
  expect(source?.spec.url).toBe(DELIVERY.repository);
  expect(source?.spec.ref).toEqual({ branch: 'main' });
  const commit = 'a'.repeat(40);
  const [pinned] = objects('minimal', render(sample, { ...DELIVERY, revision: commit }));
  expect(pinned?.spec.ref).toEqual({ commit });
  const there = render(sample, { ...DELIVERY, flux: { ...DELIVERY.flux, source: 'flux-system' } });
  expect(objects('minimal', there).map(({ kind }) => kind)).not.toContain('GitRepository');
  expect(new Set(kustomizations('minimal', there).map(({ spec }) => spec.sourceRef.name))).toEqual(
    new Set(['flux-system']),
  );
});

test('a hub brings clusters by their kubeconfigs, each by one of its own', () => {
  const cluster = (name: string, kubeconfig?: string) =>
    override(minimal, { name, delivery: { by: 'flux', ...(kubeconfig === undefined ? {} : { kubeconfig }) } });
  const made = render([cluster('east', 'east-kubeconfig'), cluster('west', 'west-kubeconfig')], DELIVERY);
  for (const { spec } of kustomizations('east', made))
    expect(spec.kubeConfig).toEqual({ secretRef: { name: 'east-kubeconfig' } });
  expect(() => render([cluster('one', 'same'), cluster('two', 'same')], DELIVERY)).toThrow(
    'MESH843 [two] environment one is delivered to the same cluster, same,',
  );
  expect(render([cluster('one'), cluster('two')], DELIVERY).size).toBeGreaterThan(0);
});

test('each cluster of a fleet has Kustomizations of its own', () => {
  const clusters = fleet('acme', override(minimal, { delivery: { by: 'flux' } }), {
    meshId: 'acme',
    trustDomain: 'acme.example',
    networks: [{ name: 'flat' }],
    clusters: { east: { network: 'flat' }, west: { network: 'flat' } },
  });
  const made = render(clusters, DELIVERY);
  for (const name of ['east', 'west'])
    expect(kustomizations(`acme/${name}`, made)[0]?.spec.path).toBe(`./dist/flux/acme/${name}/00-crds`);
});

test('a name that is too long for the label that Flux makes of it is refused', () => {
  const named = (name: string) => render([override(minimal, { name, delivery: { by: 'flux' } })], DELIVERY);
  expect(() => named('a'.repeat(46))).toThrow(/^MESH842 /);
  for (const { metadata } of kustomizations('a'.repeat(45), named('a'.repeat(45))))
    expect(metadata.name.length).toBeLessThan(64);
  expect(() => named('flux')).toThrow(/^MESH840 /);
});
