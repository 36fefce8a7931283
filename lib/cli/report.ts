import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { outputOption } from '../command/output';
import { doTask } from '../delivery/synth';
import { ENVIRONMENTS } from '../environments';
import { defined } from '../kit/defined';
import type { AddCommand, Around } from './around';
import { filesAt } from './files-at';

interface Options {
  readonly out: string;
  readonly output: 'text' | 'json';
  readonly program: string;
  readonly against?: string;
}

/** `cdk8s-istio report demo` */
export const report: AddCommand = (root, around) =>
  void root
    .command('report')
    .argument('[environment]', 'one of main.ts, or a fleet with all of its clusters; all of them where none is named')
    .option('--out <folder>', 'receives <environment>.html and <environment>.svg', 'report')
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .option('--against <commit>', 'shows also what differs from dist/ in a commit, branch or tag')
    .addOption(outputOption())
    .description(
      'Draws the mesh: who calls whom, who may, where each request goes, what is installed. One page, opened from a file.',
    )
    .action((environment: string | undefined, { out, program, output, against }: Options) => {
      const earlier = against === undefined ? undefined : stateAt(against, around);
      const task = {
        do: 'report',
        folder: resolve(out),
        output,
        ...defined({ environment, against: earlier }),
      } as const;
      try {
        around.exit(around.run(program, task) ?? doTask(task, ENVIRONMENTS));
      } finally {
        if (earlier !== undefined) rmSync(dirname(earlier.texts), { recursive: true });
      }
    });

/** The state of a commit, for the program that makes the report. */
function stateAt(ref: string, { root, dist }: Around) {
  const files = Object.fromEntries(filesAt(ref, root, dist));
  const texts = join(mkdtempSync(join(tmpdir(), 'cdk8s-istio-')), 'dist.json');
  writeFileSync(texts, JSON.stringify(files));
  return { name: ref, texts };
}
