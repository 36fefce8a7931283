import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import argocdCrds from '../../../imports/crds/argocd.json';
import fluxCrds from '../../../imports/crds/flux.json';
import { platformCrds } from '../../../tools/cluster/platform-crds';
import { environmentsOf, type Manifest } from '../dist/manifest';

const DIST = join(__dirname, '..', '..', '..', 'dist');
const scratch = mkdtempSync(join(tmpdir(), 'mesh-crds-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const kubectl = (...args: readonly string[]): readonly string[] =>
  execFileSync('kubectl', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .split('\n')
    .filter((line) => line !== '');

/** An API server may lose sight of a CRD that goes, and looks at all of them again every five minutes. */
const GONE_WITHIN = '--timeout=400s';

const established = (file: string) => kubectl('wait', '--for=condition=Established', '--timeout=60s', '-f', file);

/** Applies files in order. One line per object: what the server made of it. */
const apply = (...files: readonly string[]): readonly string[] =>
  files.flatMap((file) => kubectl('apply', '--validate=strict', '-f', file));

/** As docs/guides/apply.md says, and what the server warns of. */
function applyOnServer(...files: readonly string[]): { readonly lines: readonly string[]; readonly warnings: string } {
  const args = ['apply', '--server-side', '--field-manager=cdk8s-istio', '--validate=strict'];
  const { stdout, stderr } = spawnSync('kubectl', [...args, ...files.flatMap((file) => ['-f', file])], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { lines: stdout.split('\n').filter((line) => line !== ''), warnings: stderr };
}

/**
 * kubectl's own patch sends the selector of a PodDisruptionBudget again, whatever it is, and calls that configured; the server stores nothing.
 * Its patch replaces that field (`patchStrategy: replace`), so no manifest changes this; --server-side and the diff tell the truth.
 */
const isBudget = (line: string) => /^poddisruptionbudget\S+ configured$/.test(line);

const CRDS = join(DIST, 'crds');

beforeAll(() => {
  const { lines, warnings } = applyOnServer(CRDS);
  expect([lines.length, warnings]).toEqual([25, '']);
  kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
  expect(applyOnServer(join(CRDS, 'guard')).lines).toHaveLength(2);
});
afterAll(() => {
  for (const folder of [join(CRDS, 'guard'), CRDS]) kubectl('delete', '--ignore-not-found', GONE_WITHIN, '-f', folder);
});

test('kubectl explain answers with prose', () => {
  const explain = (what: string) => kubectl('explain', what).join(' ').replaceAll(/\s+/g, ' ');
  expect(explain('virtualservice.spec.http')).toContain('An ordered list of route rules for HTTP traffic.');
  expect(explain('httproute.spec.rules')).toContain('Rules are a list of HTTP matchers, filters and actions.');
  expect(explain('telemetry.spec.tracing')).toMatch(/DESCRIPTION: \S/);
});

describe.each(environmentsOf(DIST))('dist/%s on a real API server', (environment) => {
  const folder = join(DIST, environment);
  const files = readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
  const platform = platformCrds(files.flatMap((file) => loadAll(readFileSync(file, 'utf8')) as Manifest[]));
  const crds = join(scratch, `${environment.replaceAll('/', '-')}.json`);
  const remove = () => {
    const last = platform.length > 0 ? [...files.toReversed(), crds] : files.toReversed();
    for (const file of last) kubectl('delete', '--ignore-not-found', '--wait=false', '-f', file);
    for (const file of last) kubectl('wait', '--for=delete', GONE_WITHIN, '-f', file);
  };

  beforeAll(() => {
    writeFileSync(crds, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: platform }));
    if (platform.length === 0) return;
    kubectl('apply', '-f', crds);
    established(crds);
  });
  afterAll(() => rmSync(crds));

  test('is accepted stage by stage, with every field known to the server', () => {
    expect(apply(...files).filter((line) => !line.endsWith(' created'))).toEqual([]);
  });

  test('is what the server stores: a second apply changes nothing and the diff is empty', () => {
    const changed = apply(...files).filter((line) => !line.endsWith(' unchanged') && !isBudget(line));
    expect(changed).toEqual([]);
    expect(kubectl('diff', '-f', folder)).toEqual([]);
  });

  test('is taken over by server-side apply, without a conflict or a warning of the server', () => {
    // No istiod runs here, and server-side apply asks its webhook of every resource, also of those that stay as they are.
    kubectl('delete', 'validatingwebhookconfigurations', '--all');
    const { lines, warnings } = applyOnServer(folder);
    expect(lines.filter((line) => !line.endsWith(' serverside-applied'))).toEqual([]);
    // An environment that does not say its Kubernetes is written for the oldest, which knows no other word.
    expect(warnings.split('\n').filter((line) => line !== '' && !line.includes('"PreferSameZone"'))).toEqual([]);
    const others = files.filter((file) => !file.includes('70-mesh'));
    const diff = ['diff', '--server-side', '--field-manager=cdk8s-istio'];
    expect(kubectl(...diff, ...others.flatMap((file) => ['-f', file]))).toEqual([]);
  });

  test('has no conflict with another applier', () => {
    // Istio's resources are left out: their webhook asks an istiod that is not there.
    const others = files.filter((file) => !file.includes('70-mesh'));
    const lines = others.flatMap((file) =>
      kubectl('apply', '--server-side', '--dry-run=server', '--field-manager=another', '-f', file),
    );
    expect(lines.filter((line) => !line.endsWith(' serverside-applied (server dry run)'))).toEqual([]);
  });

  test('goes in reverse order, without a rest', () => {
    remove();
    const rest = kubectl('get', 'crd,mutatingwebhookconfiguration,validatingwebhookconfiguration', '-o', 'name');
    expect(rest.filter((name) => !/\.(istio|gateway\.networking\.k8s)\.io$/.test(name))).toEqual([]);
  });
});

describe("dist/argocd with Argo CD's own CRDs, beside the configuration of a user", () => {
  const crds = join(scratch, 'argocd.json');
  const argocd = join(DIST, 'argocd');
  const theirs = { url: 'https://argocd.example.com', 'oidc.config': 'name: SSO\nissuer: https://sso.example.com' };
  const configuration = (): Record<string, string> =>
    JSON.parse(kubectl('-n', 'argocd', 'get', 'configmap', 'argocd-cm', '-o', 'json').join('\n')).data;

  beforeAll(() => {
    writeFileSync(crds, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: argocdCrds }));
    kubectl('apply', '--server-side', '-f', crds);
    established(crds);
    kubectl('create', 'namespace', 'argocd');
    const literals = Object.entries(theirs).map(([key, value]) => `--from-literal=${key}=${value}`);
    kubectl('-n', 'argocd', 'create', 'configmap', 'argocd-cm', '--save-config', ...literals);
  });
  afterAll(() => {
    kubectl('delete', 'namespace', 'argocd');
    kubectl('delete', '-f', crds);
  });

  test.each(['applications', 'application-set'])('%s are accepted, and change nothing of theirs', (name) => {
    const folder = join(argocd, name);
    const apply = (state: string) =>
      kubectl('apply', '--validate=strict', '-f', folder).filter((line) => !line.endsWith(` ${state}`));
    expect(apply('created')).toEqual([]);
    expect(apply('unchanged')).toEqual([]);
    expect(configuration()).toEqual(theirs);
    kubectl('delete', '-f', folder);
  });

  test('the health checks are no object that an apply of their folder would take, and a patch adds them', () => {
    const health = join(argocd, 'health');
    expect(() => kubectl('apply', '-f', health)).toThrow(/error reading .*recognized file extensions/);
    expect(configuration()).toEqual(theirs);
    kubectl('-n', 'argocd', 'patch', 'configmap', 'argocd-cm', '--patch-file', join(health, 'argocd-cm.patch'));
    const { data } = load(readFileSync(join(health, 'argocd-cm.patch'), 'utf8')) as { readonly data: object };
    expect(configuration()).toEqual({ ...theirs, ...data });
  });
});

test("dist/flux is accepted with Flux's own CRDs, and the server stores it as it is", () => {
  const crds = join(scratch, 'flux.json');
  writeFileSync(crds, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: fluxCrds }));
  kubectl('apply', '--server-side', '-f', crds);
  established(crds);
  kubectl('create', 'namespace', 'flux-system');
  const folder = join(DIST, 'flux', 'ambient');
  for (const state of ['created', 'unchanged'])
    expect(kubectl('apply', '--validate=strict', '-f', folder).filter((line) => !line.endsWith(` ${state}`))).toEqual(
      [],
    );
  kubectl('delete', 'namespace', 'flux-system');
  kubectl('delete', '-f', crds);
});

test('kustomize keeps the order of each file that Flux brings', () => {
  const flux = join(DIST, 'flux', 'ambient');
  const stages = readdirSync(flux, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const kinds = (lines: readonly string[]) => lines.filter((line) => line.startsWith('kind: '));
  expect(stages.length).toBeGreaterThan(5);
  for (const { name } of stages) {
    const built = kubectl('kustomize', '--load-restrictor=LoadRestrictionsNone', join(flux, name));
    const { resources } = load(readFileSync(join(flux, name, 'kustomization.yaml'), 'utf8')) as {
      readonly resources: readonly string[];
    };
    const files = resources.map((path) => readFileSync(join(flux, name, path), 'utf8'));
    expect(kinds(built)).toEqual(kinds(files.flatMap((text) => text.split('\n'))));
  }
});
