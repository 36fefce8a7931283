import { dirname } from 'node:path';
import { outputOption } from '../command/output';
import { summarize } from '../delivery/summary/summary';
import type { AddCommand } from './around';
import { filesAt, filesIn, type Texts } from './files-at';

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
      // Environments that are the same byte for byte need no reading.
      const [was, now] = [new Map(before), new Map(after)];
      const changed = new Set(
        [...was.keys(), ...now.keys()].filter((path) => was.get(path) !== now.get(path)).map(dirname),
      );
      const differing = (files: Texts) =>
        new Map(files.map(([path, text]) => [path, changed.has(dirname(path)) ? text : '']));
      const summary = summarize(differing(before), differing(after));
      process.stdout.write(output === 'json' ? `${JSON.stringify({ summary })}\n` : summary);
      around.exit(0);
    });
