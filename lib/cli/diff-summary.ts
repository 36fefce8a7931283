import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { outputOption } from '../command/output';
import { summarize } from '../delivery/summary/summary';
import { refuse } from '../kit/problems';
import { CLI } from '../problems/cli';
import type { AddCommand } from './around';

type Texts = readonly (readonly [path: string, text: string])[];

/** The manifests of a commit, by their path below `dist`. */
function filesAt(ref: string, root: string, dist: string): Texts {
  const git = (...args: readonly string[]) => {
    try {
      return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' });
    } catch (error) {
      return refuse(
        ref,
        CLI.git(error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error)),
      );
    }
  };
  const folder = `${relative(root, dist)}/`;
  return git('ls-tree', '-r', '-z', '--name-only', `${ref}^{commit}`, folder)
    .split('\0')
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => [path.slice(folder.length), git('show', `${ref}:./${path}`)] as const);
}

const filesIn = (dist: string): Texts =>
  (existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }) : [])
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map((path) => [path, readFileSync(join(dist, path), 'utf8')] as const);

/** `cdk8s-istio diff-summary origin/main` */
export const diffSummary: AddCommand = (root, around) =>
  void root
    .command('diff-summary')
    .argument('[ref]', 'a commit, branch or tag', 'origin/main')
    .option('--dist <folder>', 'where the environments lie', around.dist)
    .addOption(outputOption())
    .description('Says in words, as Markdown, what the change of dist/ since a commit does in the clusters.')
    .action((ref: string, { dist, output }: { readonly dist: string; readonly output: string }) => {
      const before = filesAt(ref, around.root, dist);
      const after = filesIn(dist);
      // Files that are the same byte for byte need no reading.
      const now = new Map(after);
      const same = new Set(before.filter(([path, text]) => now.get(path) === text).map(([path]) => path));
      const differing = (files: Texts) => new Map(files.map(([path, text]) => [path, same.has(path) ? '' : text]));
      const summary = summarize(differing(before), differing(after));
      process.stdout.write(output === 'json' ? `${JSON.stringify({ summary })}\n` : summary);
      around.exit(0);
    });
