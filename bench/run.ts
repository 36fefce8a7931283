import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { injectionRows } from './injection';
import type { Row } from './row';

/** Runs of each command; their median counts. They take turns, so that a slow minute of the machine hits all alike. */
const RUNS = 7;
const root = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const parts = (what: string) => ['node', '-r', './bench/started.cjs', 'bin/run.cjs', 'bench/parts.ts', what];

/** Whole commands, side by side. The official tools take part where the environment names them. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'all environments (npm run synth)': ['node', 'bin/run.cjs', 'main.ts'],
  'all environments (npx cdk8s synth)': ['npx', 'cdk8s', 'synth', '--no-check-upgrade'],
  'the CLI alone (npx cdk8s synth, empty app)': [
    'npx',
    'cdk8s',
    'synth',
    '--no-check-upgrade',
    '--app',
    'node -e 0',
    '--output',
    folder,
  ],
  'demo (npm run render)': ['node', 'bin/run.cjs', 'bin/render.ts', 'demo', join(folder, 'demo')],
  ...(process.env['ISTIOCTL'] && {
    'demo (istioctl manifest generate)': [process.env['ISTIOCTL'], 'manifest', 'generate', '--set', 'profile=demo'],
  }),
  ...(process.env['HELM'] &&
    process.env['CHARTS'] && {
      'istiod (helm template)': [process.env['HELM'], 'template', 'istiod', process.env['CHARTS']],
    }),
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const amount = (value: number | undefined, unit: Row['unit']): string =>
  value === undefined ? '-' : unit === 'bytes' ? Math.round(value).toLocaleString('en') : value.toFixed(2);

function run([command = '', ...args]: readonly string[]): { readonly ms: number; readonly out: string } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  // cdk8s-cli ends with 1 for an app without manifests; the time is what counts there.
  if (status !== 0 && !args.includes('node -e 0')) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return { ms: performance.now() - start, out: stdout };
}

function main(): void {
  const lines = [
    `# Bench: median of ${RUNS} runs, each a new process, in turns`,
    '',
    `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`,
    '',
  ];
  lines.push('| command | ms |', '| --- | ---: |');
  const times = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
  for (let i = 0; i <= RUNS; i++)
    for (const [name, command] of Object.entries(COMMANDS)) {
      const { ms } = run(command);
      if (i > 0) times.get(name)?.push(ms); // the first round warms the caches
    }
  for (const [name, values] of times) lines.push(`| ${name} | ${Math.round(median(values))} |`);

  const columns = ['start', 'load', 'build', 'check', 'print', 'write', 'memory'] as const;
  lines.push(
    '',
    'Where the time goes, in ms; `check` validates the whole tree, `print` resolves the objects and makes YAML of them; peak memory in MB.',
    '',
  );
  lines.push(`| synth of | objects | ${columns.join(' | ')} |`, `| --- | ---: |${' ---: |'.repeat(columns.length)}`);
  const services = [100, 1000, 5000].map((count) => `${count} microservices`);
  const fleets = [25, 50, 100, 200].map((count) => `${count} clusters`);
  for (const what of ['demo', 'all', ...services, ...fleets]) {
    const samples = Array.from({ length: RUNS }, () => JSON.parse(run(parts(what)).out) as Record<string, number>);
    const cell = (column: string) => Math.round(median(samples.map((sample) => sample[column] ?? Number.NaN)));
    lines.push(`| ${what} | ${cell('objects')} | ${columns.map(cell).join(' | ')} |`);
  }
  lines.push('', 'Injection, beside the official templates where ISTIOCTL names an istioctl:', '');
  lines.push('| what | ours | official | |', '| --- | ---: | ---: | --- |');
  for (const row of injectionRows(process.env['ISTIOCTL']))
    lines.push(`| ${row.what} | ${amount(row.ours, row.unit)} | ${amount(row.official, row.unit)} | ${row.unit} |`);
  rmSync(folder, { recursive: true });
  const report = `${lines.join('\n')}\n`;
  writeFileSync(join(__dirname, 'results.md'), report);
  console.log(report);
}

main();
