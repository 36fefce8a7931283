import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build as cluster, MINORS } from '../cluster/build';
import { inOwnWorld } from '../kubelet/world';
import { build as prometheus } from '../prometheus/build';
import { IMAGES, lacking } from './images';

/** What has to be fetched and built, while there is a network. */
function prepared(): void {
  prometheus();
  for (const had of Object.values(IMAGES)) if (typeof had === 'function') had();
  cluster(process.env['KUBERNETES'] ?? MINORS.at(-1) ?? '', { pods: true });
}

/** Where pods can run they do in a network, and among processes, of their own. */
function main(...args: readonly string[]): number {
  const jest = [require.resolve('jest/bin/jest'), '--config', join(__dirname, 'jest.config.cjs'), ...args];
  if (process.env['MESH_WORLD'] === undefined && lacking() === undefined) prepared();
  return (
    (lacking() === undefined ? inOwnWorld(...args) : undefined) ??
    spawnSync(process.execPath, jest, { stdio: 'inherit' }).status ??
    1
  );
}

process.exitCode = main(...process.argv.slice(2));
