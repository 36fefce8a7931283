import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { dump } from 'js-yaml';
import { render } from '../../delivery/render';
import * as library from '../../index';
import { kubectl, Testbed } from './testbed';

// An installation by istioctl or Helm on a real API server becomes this project's, and nothing that runs is deleted or restarted.
const ROOT = join(__dirname, '..', '..', '..');
const profiles = join(process.env['REFERENCE'] ?? join(ROOT, '..', '..', 'shared', 'reference'), 'profiles');
const bed = new Testbed('default');
const CONTEXT = kubectl('config', 'current-context').trim();
afterAll(() => bed.close());

/** What each installs, and the workloads in it. */
const INSTALLATIONS = [
  { by: 'istioctl', profile: 'demo', names: ['istiod', 'istio-ingressgateway', 'istio-egressgateway'] },
  { by: 'Helm', profile: 'default', names: ['istiod', 'istio-ingressgateway'] },
] as const;

interface Workload {
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation: number };
  readonly spec: { readonly template: object; readonly selector: object };
}

const workloads = (): readonly Workload[] =>
  JSON.parse(kubectl('-n', 'istio-system', 'get', 'deployments', '-o', 'json')).items;

/** The environment that the command makes of the cluster, and what it says beside. */
async function imported(): Promise<{ readonly environment: library.Environment; readonly err: string }> {
  const file = join(bed.dist, 'mesh.ts');
  const command = [
    'bin/cdk8s-istio.cjs',
    'import',
    '--context',
    CONTEXT,
    '--name',
    'default',
    '--out',
    file,
    '--force',
  ];
  execFileSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
  const module: { exports: { mesh?: library.Environment } } = { exports: {} };
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'cjs' });
  new Function('require', 'module', code)(() => library, module);
  if (module.exports.mesh === undefined) throw new Error('no mesh');
  return { environment: module.exports.mesh, err: '' };
}

describe.each(INSTALLATIONS)('$profile by $by', ({ by, profile, names }) => {
  const reference = join(profiles, `${profile}.yaml`);
  const manager = by === 'Helm' ? 'helm' : 'istio-operator';
  const installed = (...options: readonly string[]) =>
    kubectl('apply', '--server-side', '--field-manager', manager, ...options, '-f', reference);
  const isThere = existsSync(reference);

  beforeAll(() => {
    if (!isThere) return;
    kubectl('create', 'namespace', 'istio-system');
    installed();
    if (by === 'Helm') kubectl('apply', '-f', releases());
  });
  afterAll(async () => {
    if (!isThere) return;
    await bed.run('delete', 'default', '--yes', '--crds');
    kubectl('delete', '--ignore-not-found', '-f', reference);
    kubectl('delete', '--ignore-not-found', '--wait', 'namespace', 'istio-system');
  });

  /** Helm's own records: a Secret for each release. */
  function releases(): string {
    const file = join(bed.dist, 'releases.yaml');
    const release = (name: string, config: object) => {
      const content = { name, namespace: 'istio-system', config, chart: { metadata: { name, keywords: ['istio'] } } };
      const packed = gzipSync(JSON.stringify(content)).toString('base64');
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'helm.sh/release.v1',
        metadata: {
          name: `sh.helm.release.v1.${name}.v1`,
          namespace: 'istio-system',
          labels: { owner: 'helm', status: 'deployed', name, version: '1' },
        },
        stringData: { release: packed },
      };
    };
    writeFileSync(
      file,
      [release('base', {}), release('istiod', { meshConfig: {} })].map((one) => dump(one)).join('---\n'),
    );
    return file;
  }

  test('is taken over, given back and let go without a workload that is deleted or restarted', async () => {
    if (!isThere) return console.warn(`skipped: no official render at ${profiles}; REFERENCE names its folder`);
    const before = workloads();
    expect(before.map(({ metadata }) => metadata.name).sort()).toEqual([...names].sort());
    const { environment } = await imported();
    bed.fill('default', render([environment]));
    expect(await bed.run('diff', 'default')).toMatchObject({ code: 1 });
    const refused = await bed.run('apply', 'default', '--no-wait');
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('MESH824')]);
    // What Helm keeps of a gateway was no release of these records, so that it stays theirs.
    const ours = environment.gateways['ingress'] === undefined ? ['istiod'] : names;
    const asBefore = () => {
      const after = workloads();
      expect(after.map(({ metadata }) => metadata.uid).sort()).toEqual(
        before.map(({ metadata }) => metadata.uid).sort(),
      );
      for (const name of ours) {
        const [was, is] = [before, after].map((all) => all.find(({ metadata }) => metadata.name === name));
        expect(is?.spec.template).toEqual(was?.spec.template);
      }
    };
    const takenOver = async () => {
      expect(await bed.run('apply', 'default', '--no-wait', '--adopt', '--force')).toMatchObject({ code: 0 });
      asBefore();
      expect(await bed.run('diff', 'default')).toMatchObject({ code: 0 });
    };
    await takenOver();
    // The way back, and once more.
    installed('--force-conflicts');
    asBefore();
    await takenOver();
    letGo();
    asBefore();
    expect(await bed.run('diff', 'default')).toMatchObject({ code: 0 });
  });

  /** The guide's last step. */
  function letGo(): void {
    if (by === 'Helm') kubectl('-n', 'istio-system', 'delete', 'secret', '-l', 'owner=helm');
    kubectl('-n', 'istio-system', 'delete', 'configmap', 'values');
  }
});
