import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BEFORE, earlier, rendererOf, runnerOf } from './before';
import { writeObjects } from './checked';
import { inCluster } from './cluster';
import { type Curve, picture } from './growth';
import { injectionRows } from './injection';
import type { Measured } from './parts';
import { scopes } from './scope';
import { clusterLines, lines, scopeLine, text } from './table';
import { type Command, inTurns, median, RUNS, run } from './time';

const root = join(__dirname, '..');
const output = mkdtempSync(join(tmpdir(), 'bench-'));
const objects = join(output, 'objects.yaml');
writeObjects(objects, 2000);
const ISTIOCTL = process.env['ISTIOCTL'];
const SIZES = [1000, 2500, 5000, 10_000];

/** A changed file of the sources, each time another one in the same place. */
function change(folder: string): () => void {
  const file = join(folder, 'lib/environments/demo.ts');
  const text = readFileSync(file, 'utf8');
  let times = 0;
  process.once('exit', () => {
    if (existsSync(file)) writeFileSync(file, text);
  });
  return () => writeFileSync(file, `${text}// ${times++}\n`);
}

/** What a commit is asked, by the words of the table. */
function commands(folder: string): Readonly<Record<string, Command>> {
  const node = (...args: readonly string[]): Command => ({ line: ['node', runnerOf(folder), ...args], cwd: folder });
  const into = join(output, 'demo');
  return {
    demo: { line: ['node', ...rendererOf(folder), 'demo', into], cwd: folder },
    'demo by npm': { line: ['npm', 'run', '-s', 'render', '--', 'demo', into], cwd: folder },
    all: node('main.ts'),
    'cdk8s synth': { line: ['npx', 'cdk8s', 'synth', '--no-check-upgrade'], cwd: folder },
  };
}

/** What the earlier commit cannot be asked. */
const ofNow: Readonly<Record<string, Command>> = {
  'now check': { line: ['node', runnerOf(root), 'bin/mesh.ts', 'check', objects], cwd: root },
};

/** After it, nothing that was compiled fits any more: it is measured when all else has been. */
const first = (folder: string): Readonly<Record<string, Command>> => ({
  'first synth': { line: ['node', runnerOf(folder), 'main.ts'], cwd: folder, prepare: change(folder) },
});

const PEERS: Readonly<Record<string, Command>> = {
  'cdk8s alone': {
    line: ['npx', 'cdk8s', 'synth', '--no-check-upgrade', '--app', 'node -e 0', '--output', join(output, 'empty')],
    cwd: root,
    mayFail: true, // cdk8s-cli ends with 1 for an app without manifests
  },
  ...(ISTIOCTL && {
    istioctl: { line: [ISTIOCTL, 'manifest', 'generate', '--set', 'profile=demo'], cwd: root },
    analyze: { line: [ISTIOCTL, 'analyze', '--use-kube=false', objects], cwd: root },
  }),
};

const part = (folder: string, ...[program = '', ...words]: readonly string[]): Command => ({
  line: ['node', runnerOf(folder), `bench/${program}.ts`, ...words],
  cwd: folder,
});

/** The large meshes, each in fewer runs, and in one of the earlier commit: there some take minutes. */
const LARGE = {
  ...Object.fromEntries(SIZES.map((count) => [`${count} microservices`, ['parts', `${count}`, 'microservices']])),
  'checks of 2000': ['parts', 'checks', '2000', 'related'],
  'checks of 4000': ['parts', 'checks', '4000', 'related'],
  '200 clusters': ['parts', '200', 'clusters'],
  'report of 500': ['reported', '500', 'services'],
  'report of demo': ['reported', 'demo'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Medians = ReadonlyMap<string, Measured>;
const NOT_BEFORE = ['checks of 4000', '10000 microservices', 'report of 500', 'report of demo'];

function large(folders: Readonly<Record<string, string>>): Medians {
  const found = new Map<string, Measured[]>();
  for (let i = 0; i < Math.max(1, Math.floor(RUNS / 2)); i++)
    for (const [who, folder] of Object.entries(folders))
      for (const [name, words] of Object.entries(LARGE)) {
        if (who === 'before' && (i > 0 || NOT_BEFORE.includes(name))) continue;
        const one = JSON.parse(run(part(folder, ...words)).out) as Measured;
        found.set(`${who} ${name}`, [...(found.get(`${who} ${name}`) ?? []), one]);
      }
  return new Map(
    [...found].map(([name, all]) => [
      name,
      { seconds: median(all.map(({ seconds }) => seconds)), memory: median(all.map(({ memory }) => memory)) },
    ]),
  );
}

/** Everything that is measured, of each commit. */
async function measured(folders: Readonly<Record<string, string>>) {
  const ofEach = (of: (folder: string) => Readonly<Record<string, Command>>): Readonly<Record<string, Command>> =>
    Object.fromEntries(
      Object.entries(folders).flatMap(([who, folder]) =>
        Object.entries(of(folder)).map(([name, command]) => [`${who} ${name}`, command]),
      ),
    );
  const timed = [...inTurns({ ...ofEach(commands), ...ofNow, ...PEERS }), ...inTurns(ofEach(first))];
  const small = new Map(timed.map(([name, all]) => [name, median(all.map(({ seconds }) => seconds))]));
  return { small, big: large(folders), cluster: await inCluster(folders), told: await scopes() };
}

async function main(): Promise<void> {
  const old = earlier(BEFORE);
  let found: Awaited<ReturnType<typeof measured>>;
  try {
    found = await measured({ ...(old && { before: old.folder }), now: root });
  } finally {
    old?.remove();
  }
  const { small, big, cluster, told } = found;
  const memory = ['10000 microservices', '200 clusters'].map(
    (name) => `${name.replace('10000', '10,000')} ${Math.round(big.get(`now ${name}`)?.memory ?? Number.NaN)} MB`,
  );
  const report = [
    `# Bench: medians of ${RUNS} runs, each a new process, in turns`,
    '',
    `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}. "Before" is commit ${BEFORE}. Seconds; istioctl makes demo's control plane in ${text(small.get('istioctl'))}, cdk8s-cli nothing in ${text(small.get('cdk8s alone'))}.`,
    '',
    '| what | before | now | ratio | target |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...[...lines(small, big), ...(cluster.size > 0 ? clusterLines(cluster) : [])].map(
      ({ what, before, now, ratio, target }) =>
        `| ${what} | ${text(before)} | ${text(now)} | ${text(ratio)} | ${target} |`,
    ),
    '',
    '![Seconds by the number of microservices](../docs/growth.svg)',
    '',
    ...(told === undefined ? [] : [scopeLine(told), '']),
    `Peak of memory: ${memory.join(', ')} (targets 600 and 300).`,
    '',
    'Injection, beside the official templates where ISTIOCTL names an istioctl:',
    '',
    '| what | ours | official | |',
    '| --- | ---: | ---: | --- |',
    ...injectionRows(ISTIOCTL).map(
      ({ what, ours, official, unit }) => `| ${what} | ${amount(ours, unit)} | ${amount(official, unit)} | ${unit} |`,
    ),
    '',
  ].join('\n');
  const curve = (who: string, name: string, color: string): Curve => ({
    name,
    color,
    points: SIZES.flatMap((count) => {
      const found = big.get(`${who} ${count} microservices`);
      return found === undefined ? [] : [[count, found.seconds] as const];
    }),
  });
  const curves = [curve('now', 'now', '#0969da'), curve('before', `commit ${BEFORE}`, '#8c959f')];
  writeFileSync(join(__dirname, 'results.md'), report);
  writeFileSync(join(root, 'docs', 'growth.svg'), picture(curves.filter(({ points }) => points.length > 0)));
  rmSync(output, { recursive: true });
  console.log(report);
}

const amount = (value: number | undefined, unit: 'bytes' | 'ms' | 's'): string =>
  value === undefined ? '-' : unit === 'bytes' ? Math.round(value).toLocaleString('en') : value.toFixed(2);

void main();
