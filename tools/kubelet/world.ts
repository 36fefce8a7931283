import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const INSIDE = 'MESH_WORLD';
const OWN = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];

const programOf = (file: string, args: readonly string[]) => [
  process.execPath,
  '-r',
  require.resolve('tsx/cjs'),
  file,
  ...args,
];

/** Makes the names of network namespaces its own. */
export function ownNetworks(): void {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  mkdirSync('/run/netns', { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run/netns']);
}

/**
 * Runs this program once more in a network, a table of mounts and a table of processes of its own, so that its ports, addresses and pods are
 * in nobody's way, and end with it.
 * @returns the exit code of that, or `undefined` inside
 */
export function inOwnWorld(...args: readonly string[]): number | undefined {
  if (process.env[INSIDE] !== undefined) {
    ownNetworks();
    return undefined;
  }
  const options = { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } } as const;
  return spawnSync('unshare', ['--net', ...OWN, '--', ...programOf(process.argv[1] ?? '', args)], options).status ?? 1;
}

/** Starts a program in a network that is there, with tables of mounts and processes of its own. `ip netns exec` would hide control groups. */
export const inWorldOf = (network: string, file: string, ...args: readonly string[]): ChildProcess =>
  spawn('nsenter', [`--net=/run/netns/${network}`, 'unshare', ...OWN, '--', ...programOf(file, args)], {
    stdio: 'inherit',
  });
