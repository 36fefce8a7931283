import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { render } from '../../lib/delivery/render';
import type { Environment } from '../../lib/installation/environment';

/** How a program ended, and all that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

export async function run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said };
}

/** Runs the project's own command on one environment. `beside`: what a command begins with that runs where the cluster is. */
export async function mesh(
  args: readonly string[],
  environment: Environment,
  env: NodeJS.ProcessEnv,
  beside: readonly string[] = [],
): Promise<Ended> {
  const dist = mkdtempSync(join(tmpdir(), 'mesh-'));
  for (const [path, text] of render([environment])) {
    mkdirSync(join(dist, dirname(path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
  const program = join(__dirname, '..', '..', 'bin', 'mesh.ts');
  const node = [process.execPath, '-r', require.resolve('tsx/cjs'), program, ...args, '--dist', dist];
  const ended = await run([...beside, ...node], env);
  rmSync(dist, { recursive: true });
  return ended;
}
