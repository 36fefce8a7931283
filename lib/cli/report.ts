import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { doTask } from '../delivery/program/synth';
import { ENVIRONMENTS } from '../environments';
import { defined } from '../kit/defined';
import { refuse } from '../kit/problems';
import { REPORT } from '../problems/commands/report';
import type { AddCommand, Around } from './parts/around';
import { clusterClient } from './parts/cluster-client';
import { filesAt } from './parts/files-at';

type Form = 'text' | 'json';
interface Options {
  readonly out: string;
  readonly output: string;
  readonly program: string;
  readonly dist: string;
  readonly pictures: boolean;
  readonly against?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** `cdk8s-istio report demo` */
export const report: AddCommand = (root, around) =>
  void root
    .command('report')
    .argument('[environment]', 'one of main.ts, or a fleet with all of its clusters; all of them where none is named')
    .option('--out <folder>', 'receives <environment>.html and <environment>.svg', 'report')
    .option('--pictures', 'the SVGs alone, to be committed and shown in a README or a pull request', false)
    .option('--dist <folder>', 'where the environments lie', around.dist)
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .option('--against <commit>', 'shows also what differs from dist/ in a commit, branch or tag')
    .option('--context <name>', 'shows also what the cluster of this context really has; nothing is changed there')
    .option('--kubeconfig <file>', 'default: KUBECONFIG, then ~/.kube/config')
    .option('--output <form>', 'what goes to stdout: text, or json; any other word is the folder of --out', 'text')
    .description(
      'Draws the mesh: who calls whom, who may, where each request goes, what is installed. One page, opened from a file.',
    )
    .action(async (environment: string | undefined, options: Options) => {
      const { program, against, dist, pictures } = options;
      const { out, output } = written(options);
      const scratch = mkdtempSync(join(tmpdir(), 'cdk8s-istio-'));
      try {
        const earlier = against === undefined ? undefined : stateAt(against, scratch, { ...around, dist });
        const live =
          options.context === undefined ? undefined : await liveIn(environment, scratch, { ...options, output });
        const more = defined({ environment, against: earlier, live });
        const task = { do: 'report', folder: resolve(out), pictures, output, ...more } as const;
        around.exit(around.run(program, task) ?? doTask(task, ENVIRONMENTS));
      } finally {
        rmSync(scratch, { recursive: true });
      }
    });

/** Where the files go, and what is said of them. */
function written({ out, output }: Options): { readonly out: string; readonly output: Form } {
  return output === 'text' || output === 'json' ? { out, output } : { out: output, output: 'text' };
}

/** The state of a commit, for the program that makes the report. */
function stateAt(ref: string, scratch: string, { root, dist }: Around) {
  const files = Object.fromEntries(filesAt(ref, root, dist));
  const texts = join(scratch, 'dist.json');
  writeFileSync(texts, JSON.stringify(files));
  return { name: ref, texts };
}

/** What the cluster of a context has, for the same program. @throws MESH883 where no environment is named, and what the cluster says */
async function liveIn(
  environment: string | undefined,
  scratch: string,
  { context, kubeconfig, output, dist }: Options & { readonly output: Form },
): Promise<string> {
  const name = environment ?? refuse(context ?? '', REPORT.whichOne());
  const load = () => require('../command/status/live') as typeof import('../command/status/live');
  const { readLive } = clusterClient('report', load);
  const live = join(scratch, 'live.json');
  writeFileSync(live, JSON.stringify(await readLive(defined({ context, kubeconfig }), dist, name, output === 'json')));
  return live;
}
