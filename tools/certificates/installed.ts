import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../traffic/command';
import type { CertManager } from './build';

/** Where cert-manager keeps the Secrets of ClusterIssuers. */
export const NAMESPACE = 'cert-manager';

/** Runs a command of a cluster. @throws Error with what it has said, if it fails */
export async function must(env: NodeJS.ProcessEnv, ...command: readonly string[]): Promise<string> {
  const { code, said } = await run(command, env);
  if (code !== 0) throw new Error(`${command.join(' ')}: ${said}`);
  return said;
}

/** Brings cert-manager into a cluster: its namespace and CRDs, and beside it its controllers, which may what its administrator may. */
export async function install({ program, crds }: CertManager, folder: string, env: NodeJS.ProcessEnv) {
  await must(env, 'kubectl', 'apply', '--server-side', ...crds.flatMap((file) => ['-f', file]));
  await must(env, 'kubectl', 'wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
  await must(env, 'kubectl', 'create', 'namespace', NAMESPACE);
  const file = join(folder, 'cert-manager.log');
  const log = openSync(file, 'a');
  const child = spawn(program, ['--kubeconfig', env['KUBECONFIG'] ?? ''], { stdio: ['ignore', log, log] });
  return { stop: () => child.kill('SIGKILL'), said: () => readFileSync(file, 'utf8') };
}
