import { outputOption } from '../command/output';
import { doTask } from '../delivery/program/synth';
import type { AddCommand } from './parts/around';

interface Options {
  readonly environment?: string;
  readonly namespace: string;
  readonly output: 'text' | 'json';
  readonly program: string;
}

/** `cdk8s-istio preview deployment.yaml` */
export const preview: AddCommand = (root, around) =>
  void root
    .command('preview')
    .argument('<file>', 'Kubernetes objects as YAML or JSON')
    .option('-e, --environment <name>', 'whose control plane injects (default: the first of main.ts)')
    .option('-n, --namespace <name>', 'of objects that name none', 'default')
    .addOption(outputOption())
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .description(
      'Shows the pods of a file, as YAML, as istiod would have them run; as JSON also what became of each, and why.',
    )
    .action((file: string, { program, ...options }: Options) => {
      const task = { do: 'preview', file, ...options } as const;
      around.exit(around.run(program, task) ?? doTask(task, []));
    });
