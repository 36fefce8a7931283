import { doTask } from '../delivery/synth';
import type { AddCommand } from './around';

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
    .option('--output <form>', 'text: the objects as YAML; json: what becomes of each, too', 'text')
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .description('Shows the pods of a file as istiod would have them run.')
    .action((file: string, { program, ...options }: Options) => {
      const task = { do: 'preview', file, ...options } as const;
      around.exit(around.run(program, task) ?? doTask(task, []));
    });
