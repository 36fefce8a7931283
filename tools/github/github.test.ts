import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import Ajv from 'ajv';
import { load } from 'js-yaml';
import { filesOf } from '../../lib/cli/init/files';
import { type InitOptions, MANAGERS } from '../../lib/cli/init/options';
import { RELEASES } from '../../lib/istio/versions/releases';
import { OLDEST_KUBERNETES, VERSIONS } from '../../lib/kit/versions';

const ROOT = join(__dirname, '..', '..');
const read = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), 'utf8');

interface Renovate {
  readonly customManagers: readonly {
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
  }[];
}

/** The release of Renovate whose schema the configuration is checked against. */
const RENOVATE = '44.121.2';
/** Versions that nobody can order: a commit's hash. */
const BY_HAND: readonly string[] = ['rateLimit'];

/** Renovate is large, so only its schema is taken out of its package, once. */
function renovateSchema(): object {
  const folder = join(ROOT, '.cache', 'schemas');
  const file = join(folder, `renovate-${RENOVATE}`, 'package', 'renovate-schema.json');
  if (!existsSync(file)) {
    const scratch = mkdtempSync(join(tmpdir(), 'renovate-'));
    execFileSync('npm', ['pack', '--silent', `renovate@${RENOVATE}`], { cwd: scratch, stdio: 'pipe' });
    const target = join(folder, `renovate-${RENOVATE}`);
    mkdirSync(target, { recursive: true });
    const archive = join(scratch, readdirSync(scratch)[0] ?? '');
    execFileSync('tar', ['-xzf', archive, '-C', target, 'package/renovate-schema.json']);
    rmSync(scratch, { recursive: true });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

test("renovate.json follows Renovate's schema", () => {
  const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(renovateSchema());
  const config = JSON.parse(read('renovate.json'));
  validate(config);
  expect(validate.errors ?? []).toEqual([]);
  expect(validate({ ...config, customManagers: 'all' })).toBe(false);
});

test('Renovate finds every version, in one place each', () => {
  const { customManagers } = JSON.parse(read('renovate.json')) as Renovate;
  const foundIn = (...path: readonly string[]) =>
    customManagers
      .filter(({ managerFilePatterns: [pattern = ''] }) => new RegExp(pattern.slice(1, -1)).test(path.join('/')))
      .map(({ matchStrings: [pattern = ''] }) => new RegExp(pattern).exec(read(...path))?.groups?.['currentValue']);
  const wanted = Object.entries(VERSIONS).filter(([name]) => !BY_HAND.includes(name));
  expect(foundIn('lib', 'kit', 'versions.ts').sort()).toEqual(wanted.map(([, version]) => version).sort());
  expect(foundIn('tools', 'github', 'github.test.ts')).toEqual([RENOVATE]);
  for (const { minor, tag, api } of RELEASES)
    expect(foundIn('lib', 'istio', 'versions', `${minor}.ts`)).toEqual([tag, api]);
});

test('the workflow holds no right that it does not need', () => {
  interface Step {
    readonly uses?: string;
    readonly with?: { readonly 'persist-credentials'?: boolean };
  }
  const { on, permissions, jobs } = load(read('.github', 'workflows', 'mesh.yaml')) as {
    readonly on: object;
    readonly permissions: object;
    readonly jobs: Readonly<Record<string, { readonly permissions?: object; readonly steps: readonly Step[] }>>;
  };
  // Never pull_request_target: it would run a fork's code with the rights of this repository.
  expect(Object.keys(on)).toEqual(['pull_request', 'push']);
  expect(permissions).toEqual({ contents: 'read' });
  const more = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined);
  expect(more.map(([name, job]) => [name, job.permissions])).toEqual([
    ['summary', { contents: 'read', 'pull-requests': 'write' }],
  ]);
  // What npm runs must not find the token in .git/config.
  const checkouts = Object.values(jobs).flatMap(({ steps }) => steps.filter(({ uses = '' }) => /checkout/.test(uses)));
  expect(checkouts).toHaveLength(Object.keys(jobs).length);
  for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
});

const options = { name: 'acme', revision: '', entry: 'load-balancer', dataPlane: 'sidecar', argoCd: true } as const;
const generated = (packageManager: InitOptions['packageManager']): string =>
  filesOf({ ...options, packageManager, repository: '', module: 'esm', package: '1.0.0' }).get(
    '.github/workflows/mesh.yml',
  ) ?? '';

test.each([
  ...readdirSync(join(ROOT, '.github', 'workflows')).map((name) => [name, read('.github', 'workflows', name)] as const),
  ...MANAGERS.map((name) => [`what init makes for ${name}`, generated(name)] as const),
])("%s follows GitHub's schema of workflows", (_name, text) => {
  // In a process of its own: jest cannot load the validator's WebAssembly module.
  const run =
    "import('@action-validator/core').then((m) => console.log(JSON.stringify(m.validateWorkflow(require('node:fs').readFileSync(0, 'utf8')).errors)))";
  const errors = (source: string) =>
    JSON.parse(execFileSync(process.execPath, ['-e', run], { input: source, encoding: 'utf8', cwd: ROOT }));
  expect(errors(text)).toEqual([]);
  expect(errors(text.replace('runs-on: ubuntu-latest', 'runs-onn: ubuntu-latest'))).not.toEqual([]);
});

test('the workflow runs what the project has', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> };
  const used = [...read('.github', 'workflows', 'mesh.yaml').matchAll(/npm (?:run (?:--silent )?)?([\w:-]+)/g)].map(
    ([, name = '']) => name,
  );
  expect(used.filter((name) => name !== 'ci' && !(name in scripts) && name !== 'npm')).toEqual([]);
  const { jobs } = load(read('.github', 'workflows', 'mesh.yaml')) as {
    readonly jobs: {
      readonly cluster: { readonly strategy: { readonly matrix: { readonly kubernetes: readonly string[] } } };
    };
  };
  const minors = readdirSync(join(ROOT, 'tools', 'cluster')).filter((folder) => /^\d/.test(folder));
  expect(jobs.cluster.strategy.matrix.kubernetes).toEqual(minors);
  expect(minors[0]).toBe(OLDEST_KUBERNETES);
});
