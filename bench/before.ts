import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The build to compare with; without a word from the environment, the one of which the targets speak. */
export const BEFORE = process.env['BEFORE'] ?? 'cf55917';

const root = join(__dirname, '..');
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' });

/** An earlier commit in a folder of its own, with this commit's scenarios; `undefined` where the history is not at hand. */
export function earlier(commit: string): { readonly folder: string; readonly remove: () => void } | undefined {
  const folder = join(mkdtempSync(join(tmpdir(), 'bench-')), 'before');
  try {
    git('worktree', 'add', '--detach', folder, commit);
  } catch {
    return undefined;
  }
  rmSync(join(folder, 'bench'), { recursive: true, force: true });
  cpSync(__dirname, join(folder, 'bench'), { recursive: true });
  // With a cache of its own: what one commit keeps is not the other's.
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '.cache') symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  return {
    folder,
    remove: () => {
      git('worktree', 'remove', '--force', folder);
      rmSync(join(folder, '..'), { recursive: true, force: true });
    },
  };
}

/** What runs a program of a commit as one script. */
export const runnerOf = (folder: string): string =>
  ['bin/run.cjs', 'tools/run.cjs'].find((file) => existsSync(join(folder, file))) ?? 'bin/run.cjs';

/** What renders one environment there. */
export const rendererOf = (folder: string): readonly string[] =>
  existsSync(join(folder, 'bin/render.ts')) ? [runnerOf(folder), 'bin/render.ts'] : ['bin/cdk8s-istio.cjs', 'render'];
