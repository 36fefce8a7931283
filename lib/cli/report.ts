import { resolve } from 'node:path';
import { outputOption } from '../command/output';
import { doTask } from '../delivery/synth';
import { ENVIRONMENTS } from '../environments';
import { defined } from '../kit/defined';
import type { AddCommand } from './around';

interface Options {
  readonly out: string;
  readonly output: 'text' | 'json';
  readonly program: string;
}

/** `cdk8s-istio report demo` */
export const report: AddCommand = (root, around) =>
  void root
    .command('report')
    .argument('[environment]', 'one of main.ts, or a fleet with all of its clusters; all of them where none is named')
    .option('--out <folder>', 'receives <environment>.html and <environment>.svg', 'report')
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .addOption(outputOption())
    .description(
      'Draws the mesh: who calls whom, who may, where each request goes, what is installed. One page, opened from a file.',
    )
    .action((environment: string | undefined, { out, program, output }: Options) => {
      const task = { do: 'report', folder: resolve(out), output, ...defined({ environment }) } as const;
      around.exit(around.run(program, task) ?? doTask(task, ENVIRONMENTS));
    });
