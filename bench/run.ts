import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BEFORE, earlier, rendererOf, runnerOf } from './before';
import { inCluster, type Step } from './cluster';
import { type Curve, picture } from './growth';
import { injectionRows } from './injection';
import type { Measured } from './parts';
import { type Command, inTurns, median, RUNS, run } from './time';

const root = join(__dirname, '..');
const output = mkdtempSync(join(tmpdir(), 'bench-'));
const ISTIOCTL = process.env['ISTIOCTL'];
const SIZES = [1000, 2500, 5000, 10_000];

/** A changed file of the sources: nothing compiled before fits. */
function change(folder: string): () => void {
  const file = join(folder, 'lib/environments/demo.ts');
  return () => writeFileSync(file, readFileSync(file));
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
    'first synth': { ...node('main.ts'), prepare: change(folder) },
  };
}

const PEERS: Readonly<Record<string, Command>> = {
  'cdk8s alone': {
    line: ['npx', 'cdk8s', 'synth', '--no-check-upgrade', '--app', 'node -e 0', '--output', join(output, 'empty')],
    cwd: root,
    mayFail: true, // cdk8s-cli ends with 1 for an app without manifests
  },
  ...(ISTIOCTL && {
    istioctl: { line: [ISTIOCTL, 'manifest', 'generate', '--set', 'profile=demo'], cwd: root },
  }),
};

const parts = (folder: string, ...words: readonly string[]): Command => ({
  line: ['node', runnerOf(folder), 'bench/parts.ts', ...words],
  cwd: folder,
});

/** The large meshes, each in fewer runs, and in one of the earlier commit: there some take minutes. */
const LARGE = {
  ...Object.fromEntries(SIZES.map((count) => [`${count} microservices`, [`${count}`, 'microservices']])),
  'checks of 2000': ['checks', '2000', 'related'],
  'checks of 4000': ['checks', '4000', 'related'],
  '200 clusters': ['200', 'clusters'],
  'report of 500': ['report', '500', 'services'],
  'report of demo': ['report', 'demo'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Medians = ReadonlyMap<string, Measured>;
const NOT_BEFORE = ['checks of 4000', '10000 microservices', 'report of 500', 'report of demo'];

function large(folders: Readonly<Record<string, string>>): Medians {
  const found = new Map<string, Measured[]>();
  for (let i = 0; i < Math.max(1, Math.floor(RUNS / 2)); i++)
    for (const [who, folder] of Object.entries(folders))
      for (const [name, words] of Object.entries(LARGE)) {
        if (who === 'before' && (i > 0 || NOT_BEFORE.includes(name))) continue;
        const one = JSON.parse(run(parts(folder, ...words)).out) as Measured;
        found.set(`${who} ${name}`, [...(found.get(`${who} ${name}`) ?? []), one]);
      }
  return new Map(
    [...found].map(([name, all]) => [
      name,
      { seconds: median(all.map(({ seconds }) => seconds)), memory: median(all.map(({ memory }) => memory)) },
    ]),
  );
}

interface Line {
  readonly what: string;
  readonly before: number | undefined;
  readonly now: number | undefined;
  readonly ratio: number | undefined;
  readonly target: string;
}

const over = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;

const text = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '-' : value.toFixed(2);

function lines(small: ReadonlyMap<string, number>, big: Medians): readonly Line[] {
  const istioctl = small.get('istioctl');
  const seconds = (name: string) => small.get(name) ?? big.get(name)?.seconds;
  const line = (what: string, name: string, target: string, to?: number): Line => {
    const [before, now] = [seconds(`before ${name}`), seconds(`now ${name}`)];
    return { what, before, now, ratio: over(now, to ?? before), target };
  };
  const synth = line('`npx cdk8s synth`, seconds above the CLI with an empty app', 'cdk8s synth', '+0.15 s');
  return [
    line("demo, node-direct, to istioctl's control plane", 'demo', '0.33', istioctl ?? Number.NaN),
    line('demo through `npm run`, to istioctl', 'demo by npm', '0.5', istioctl ?? Number.NaN),
    line("all environments, to istioctl's one profile", 'all', '0.6', istioctl ?? Number.NaN),
    { ...synth, ratio: (seconds('now cdk8s synth') ?? Number.NaN) - (seconds('cdk8s alone') ?? Number.NaN) },
    line('first synth after a change of one source file', 'first synth', '0.5'),
    line('5,000 microservices, one route and one policy each: build, check, print', '5000 microservices', '0.4'),
    line('10,000 of them, to 5,000', '10000 microservices', '2.1', seconds('now 5000 microservices')),
    line('relation checks: 2,000 services, 4,000 routes, gateways, policies', 'checks of 2000', '0.1'),
    line('relation checks of twice as many, to these', 'checks of 4000', '2', seconds('now checks of 2000')),
    line('fleet of 200 clusters: build, check, print', '200 clusters', '0.35'),
    { ...line('`report` of 500 services, seconds beside its synth', 'report of 500', '3 s'), ratio: undefined },
    { ...line('`report demo`, seconds beside its synth', 'report of demo', '0.3 s'), ratio: undefined },
  ];
}

/** The commands beside what people do without them. */
function clusterLines(of: ReadonlyMap<string, number>): readonly Line[] {
  const line = (what: string, step: Step, target: string, to: string): Line => {
    const [before, now, peer] = [of.get(`before ${step}`), of.get(`now ${step}`), of.get(`${to} ${step}`)];
    return { what: `${what} (${text(peer)} s)`, before, now, ratio: over(now, peer), target };
  };
  const server = 'kubectl --server-side';
  return [
    line('`apply demo --no-wait` the first time, to the guide’s kubectl commands', 'first', '0.4', server),
    line('`apply demo` with nothing to do, to `kubectl apply`', 'again', '0.35', 'kubectl'),
    line('the same, to `kubectl apply --server-side`', 'again', '0.9', server),
    line('`diff demo`, to `kubectl diff`', 'diff', '0.3', 'kubectl'),
    line('the same, to `kubectl diff --server-side`', 'diff', '0.7', server),
    line('`status demo`, to before', 'status', '0.2', 'before'),
  ];
}

/** Everything that is measured, of each commit. */
async function measured(folders: Readonly<Record<string, string>>) {
  const timed = inTurns({
    ...Object.fromEntries(
      Object.entries(folders).flatMap(([who, folder]) =>
        Object.entries(commands(folder)).map(([name, command]) => [`${who} ${name}`, command]),
      ),
    ),
    ...PEERS,
  });
  const small = new Map([...timed].map(([name, all]) => [name, median(all.map(({ seconds }) => seconds))]));
  return { small, big: large(folders), cluster: await inCluster(folders) };
}

async function main(): Promise<void> {
  const old = earlier(BEFORE);
  let found: Awaited<ReturnType<typeof measured>>;
  try {
    found = await measured({ ...(old && { before: old.folder }), now: root });
  } finally {
    old?.remove();
  }
  const { small, big, cluster } = found;
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
