import { dirname, relative, resolve } from 'node:path';
import { outputOption } from '../command/output';
import { picturesText } from '../delivery/summary/pictures';
import { summarize } from '../delivery/summary/summary';
import { refuse } from '../kit/problems';
import { CLI } from '../problems/commands/cli';
import type { AddCommand } from './parts/around';
import { commitOf, filesAt, filesIn, type Texts } from './parts/files-at';

interface Options {
  readonly dist: string;
  readonly output: 'text' | 'json';
  readonly pictures?: string;
  readonly link?: string;
  readonly head: string;
}

/** Where a browser that is logged in finds a file of a commit: of the repository whose workflow this is. */
function linkOf({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: NodeJS.ProcessEnv): string | undefined {
  if (GITHUB_SERVER_URL === undefined || GITHUB_REPOSITORY === undefined) return undefined;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/{commit}/{path}?raw=true`;
}

/** `cdk8s-istio diff-summary origin/main` */
export const diffSummary: AddCommand = (root, around) =>
  void root
    .command('diff-summary')
    .argument('[ref]', 'a commit, branch or tag', 'origin/main')
    .option('--dist <folder>', 'where the environments lie', around.dist)
    .option('--pictures <folder>', 'committed SVGs of report --pictures; those that differ are shown before and after')
    .option(
      '--link <address>',
      'of a file with {commit} and {path} in it, for the pictures (default in a GitHub workflow: of its repository)',
    )
    .option('--head <commit>', 'the commit with the new pictures, as the address spells it', 'HEAD')
    .addOption(outputOption())
    .description('Says in words, as Markdown, what the change of dist/ since a commit does in the clusters.')
    .action((ref: string, options: Options) => {
      const { dist, output } = options;
      const before = filesAt(ref, around.root, dist);
      const after = filesIn(dist);
      // Environments that are the same byte for byte need no reading.
      const [was, now] = [new Map(before), new Map(after)];
      const changed = new Set(
        [...was.keys(), ...now.keys()].filter((path) => was.get(path) !== now.get(path)).map(dirname),
      );
      const differing = (files: Texts) =>
        new Map(files.map(([path, text]) => [path, changed.has(dirname(path)) ? text : '']));
      const words = summarize(differing(before), differing(after));
      const summary = `${words}${pictured(ref, around.root, options)}`;
      process.stdout.write(output === 'json' ? `${JSON.stringify({ summary })}\n` : summary);
      around.exit(0);
    });

/** The pictures that differ. @throws MESH884 where nobody says at which address they are */
function pictured(ref: string, root: string, { pictures, head, link = linkOf(process.env) }: Options): string {
  if (pictures === undefined) return '';
  const folder = resolve(root, pictures);
  return picturesText({
    before: new Map(filesAt(ref, root, folder, '.svg')),
    after: new Map(filesIn(folder, '.svg')),
    folder: relative(root, folder).replaceAll('\\', '/'),
    commits: { before: commitOf(ref, root), after: head === 'HEAD' ? commitOf(head, root) : head },
    link: link ?? refuse(pictures, CLI.noLink()),
  });
}
