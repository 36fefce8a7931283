import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { refuse } from '../../kit/problems';
import { CLI } from '../../problems/commands/cli';

/** Manifests by their path below `dist`. */
export type Texts = readonly (readonly [path: string, text: string])[];

function git(ref: string, root: string, ...args: readonly string[]): string {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' });
  } catch (error) {
    return refuse(
      ref,
      CLI.git(error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error)),
    );
  }
}

/** The hash of a commit. @throws MESH871 */
export const commitOf = (ref: string, root: string): string =>
  git(ref, root, 'rev-parse', '--verify', `${ref}^{commit}`).trim();

/** Those of a commit. @throws MESH871 */
export function filesAt(ref: string, root: string, dist: string, ending = '.yaml'): Texts {
  const folder = `${relative(root, dist)}/`;
  return git(ref, root, 'ls-tree', '-r', '-z', '--name-only', `${ref}^{commit}`, folder)
    .split('\0')
    .filter((path) => path.endsWith(ending))
    .map((path) => [path.slice(folder.length), git(ref, root, 'show', `${ref}:./${path}`)] as const);
}

/** Those of a folder. */
export const filesIn = (dist: string, ending = '.yaml'): Texts =>
  (existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }) : [])
    .filter((path) => path.endsWith(ending))
    .sort()
    .map((path) => [path, readFileSync(join(dist, path), 'utf8')] as const);
