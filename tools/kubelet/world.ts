import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const INSIDE = 'MESH_WORLD';
const OWN = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];

/**
 * Runs this program once more in a network, a table of mounts and a table of processes of its own, so that its ports, addresses and pods are
 * in nobody's way, and end with it.
 * @returns the exit code of that, or `undefined` inside
 */
export function inOwnWorld(...args: readonly string[]): number | undefined {
  if (process.env[INSIDE] !== undefined) {
    execFileSync('ip', ['link', 'set', 'lo', 'up']);
    mkdirSync('/run/netns', { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run/netns']);
    return undefined;
  }
  const program = [process.execPath, '-r', require.resolve('tsx/cjs'), process.argv[1] ?? '', ...args];
  const options = { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } } as const;
  return spawnSync('unshare', [...OWN, '--', ...program], options).status ?? 1;
}
