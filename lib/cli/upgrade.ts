import { Argument, Option } from 'commander';
import { outputOption } from '../command/output';
import { doTask } from '../delivery/program/synth';
import { UPGRADE_WAYS } from '../delivery/upgrade';
import { ENVIRONMENTS } from '../environments';
import { MINORS, type Minor } from '../istio/versions';
import { defined } from '../kit/defined';
import type { AddCommand } from './parts/around';

interface Options {
  readonly to: string;
  readonly istio?: Minor;
  readonly imageTag?: string;
  readonly ring?: readonly string[];
  readonly program: string;
  readonly output: 'text' | 'json';
}

const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `cdk8s-istio upgrade next acme --to 1-31-1` */
export const upgrade: AddCommand = (root, around) =>
  void root
    .command('upgrade')
    .addArgument(
      new Argument('<way>', 'the steps and what changes for users; what to do now; the last step back').choices(
        UPGRADE_WAYS,
      ),
    )
    .argument('<environment>', 'one of main.ts')
    .requiredOption('--to <revision>', 'the new control plane, beside the one that there is')
    .addOption(
      new Option('--istio <minor>', 'its minor (default: that of --image-tag, else the newest)').choices([...MINORS]),
    )
    .option('--image-tag <tag>', 'of its images, such as 1.31.2 (default: that of its minor)')
    .option('--ring <tag>', "a tag that moves, in order; may be given again (default: the environment's tags)", list)
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .addOption(outputOption())
    .description(
      'Says how an environment gets to another control plane, ring by ring: each edit, and the commands before and after it.',
    )
    .action((way: (typeof UPGRADE_WAYS)[number], environment: string, options: Options) => {
      const { to, istio, imageTag, ring: rings, program, output } = options;
      const task = { do: 'upgrade', way, environment, to, output, ...defined({ istio, imageTag, rings }) } as const;
      around.exit(around.run(program, task) ?? doTask(task, ENVIRONMENTS));
    });
