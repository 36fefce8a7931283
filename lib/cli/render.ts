import { resolve } from 'node:path';
import { outputOption } from '../command/output';
import { doTask } from '../delivery/program/synth';
import type { AddCommand } from './parts/around';

interface Options {
  readonly program: string;
  readonly output: 'text' | 'json';
}

/** `cdk8s-istio render acme folder/` */
export const render: AddCommand = (root, around) =>
  void root
    .command('render')
    .argument('<environment>', "one of main.ts, or a profile of Istio's own")
    .argument('<folder>', 'receives its files, and nothing else is in it')
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .addOption(outputOption())
    .description('Writes one environment alone.')
    .action((environment: string, folder: string, { program, output }: Options) => {
      const task = { do: 'render', environment, folder: resolve(folder), output } as const;
      around.exit(around.run(program, task) ?? doTask(task, []));
    });
