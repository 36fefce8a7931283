import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, MINORS } from '../tools/cluster/build';
import { start } from '../tools/cluster/server';
import { ENVIRONMENT, median } from './time';

/** What is done with the demo, in this order: from an empty cluster to one in which nothing is left to do. */
export const STEPS = ['first', 'again', 'diff', 'status'] as const;
export type Step = (typeof STEPS)[number];
type Lines = Readonly<Partial<Record<Step, readonly (readonly string[])[]>>>;

/** Rounds, each with servers of its own: an apply changes what the next one meets. */
const ROUNDS = 3;

const ours = (dist: string): Lines => ({
  first: [['apply', 'demo', '--no-wait', '--dist', dist]],
  again: [['apply', 'demo', '--no-wait', '--dist', dist]],
  diff: [['diff', 'demo', '--dist', dist]],
  status: [['status', 'demo', '--dist', dist]],
});

/** The commands of docs/guides/apply.md; from the second time on as people type them, and as the guide does. */
const kubectl = (dist: string, further: readonly string[]): Lines => ({
  first: [
    ['apply', '--server-side', '-f', `${dist}/crds/`],
    ['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all'],
    ['apply', '--server-side', '-f', `${dist}/crds/guard/`],
    ['apply', ...further, '-f', `${dist}/demo/`],
  ],
  again: [['apply', ...further, '-f', `${dist}/demo/`]],
  diff: [['diff', ...further, '-f', `${dist}/demo/`]],
});

interface Who {
  readonly program: readonly string[];
  readonly cwd: string;
  readonly lines: (dist: string) => Lines;
}

/** What a folder has in dist/, but the webhook that would ask an istiod which does not run here. */
function written(cwd: string): string {
  const dist = mkdtempSync(join(tmpdir(), 'bench-dist-'));
  cpSync(join(cwd, 'dist'), dist, { recursive: true, filter: (path) => !/90-validation/.test(path) });
  return dist;
}

/** Seconds of each step on a new server. */
async function round(servers: string, { program: [command = '', ...words], cwd, lines: of }: Who) {
  const dist = written(cwd);
  const lines = of(dist);
  const { kubeconfig, stop } = await start(servers);
  const env = { ...ENVIRONMENT, KUBECONFIG: kubeconfig };
  try {
    return STEPS.map((step) => {
      const begin = performance.now();
      for (const line of lines[step] ?? []) {
        const { status, stderr } = spawnSync(command, [...words, ...line], { cwd, env, encoding: 'utf8' });
        // One says that something differs, or is not ready: no node runs a pod here.
        if (status !== 0 && status !== 1) throw new Error(`${line.join(' ')}: ${stderr.slice(0, 2000)}`);
      }
      return lines[step] === undefined ? Number.NaN : (performance.now() - begin) / 1000;
    });
  } finally {
    await stop();
    rmSync(dist, { recursive: true });
  }
}

/** Seconds by `<who> <step>`: of each commit, and of kubectl; none where no API server is built (`npm run cluster:build`). */
export async function inCluster(folders: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, number>> {
  const root = join(__dirname, '..');
  const minor = process.env['KUBERNETES'] ?? '1.35';
  if (!MINORS.includes(minor) || !existsSync(join(root, '.cache', 'cluster'))) return new Map();
  const servers = build(minor);
  const all: Readonly<Record<string, Who>> = {
    ...Object.fromEntries(
      Object.entries(folders).map(([who, cwd]) => [
        who,
        { program: ['node', 'bin/cdk8s-istio.cjs'], cwd, lines: ours },
      ]),
    ),
    kubectl: { program: [join(servers, 'kubectl')], cwd: root, lines: (dist) => kubectl(dist, []) },
    'kubectl --server-side': {
      program: [join(servers, 'kubectl')],
      cwd: root,
      lines: (dist) => kubectl(dist, ['--server-side', '--field-manager=cdk8s-istio']),
    },
  };
  const found = new Map<string, number[]>();
  for (let i = 0; i < ROUNDS; i++)
    for (const [who, one] of Object.entries(all))
      for (const [index, seconds] of (await round(servers, one)).entries()) {
        const name = `${who} ${STEPS[index]}`;
        found.set(name, [...(found.get(name) ?? []), seconds]);
      }
  return new Map([...found].map(([name, seconds]) => [name, median(seconds)]));
}
