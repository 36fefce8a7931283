import { spawnSync } from 'node:child_process';

/** Runs of each command; their median counts. They take turns, so that a slow minute of the machine hits all alike. */
export const RUNS = Number(process.env['BENCH_RUNS'] ?? 7);

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Each node would read all certificates that it names before its first line, 0.03 s here: that is the machine's, not the program's. */
export const ENVIRONMENT: NodeJS.ProcessEnv = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

/** A program that is run in a folder. */
export interface Command {
  readonly line: readonly string[];
  readonly cwd: string;
  /** Before each run, unmeasured. @default - nothing */
  readonly prepare?: () => void;
  /** What it leaves may be wrong; the time is what counts. @default false */
  readonly mayFail?: boolean;
}

export interface Ran {
  readonly seconds: number;
  readonly out: string;
}

export function run({ line: [command = '', ...args], cwd, prepare, mayFail = false }: Command): Ran {
  prepare?.();
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: ENVIRONMENT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0 && !mayFail) throw new Error(`${command} ${args.join(' ')}: ${stderr.slice(0, 2000)}`);
  return { seconds, out: stdout };
}

/** Every command as often as `RUNS` says, in turns, after one round that warms the caches. */
export function inTurns(commands: Readonly<Record<string, Command>>): ReadonlyMap<string, readonly Ran[]> {
  const found = new Map(Object.keys(commands).map((name) => [name, [] as Ran[]]));
  for (let i = 0; i <= RUNS; i++)
    for (const [name, command] of Object.entries(commands)) {
      const one = run(command);
      if (i > 0) found.get(name)?.push(one);
    }
  return found;
}
