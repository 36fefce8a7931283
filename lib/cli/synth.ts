import { outputOption } from '../command/output';
import type { AddCommand } from './parts/around';
import { ran } from './parts/ran';

interface Options {
  readonly strict: boolean;
  readonly output: 'text' | 'json';
}

/** `cdk8s-istio synth`: what cdk8s.yaml names as the app. */
export const synth: AddCommand = (root, around) =>
  void root
    .command('synth')
    .argument('[program]', 'the file that calls runSynth', 'main.ts')
    .option('--strict', 'what is only a warning refuses, too', false)
    .addOption(outputOption())
    .description('Checks everything and writes dist/; a failure leaves dist/ as it was.')
    .action((program: string, options: Options) =>
      around.exit(ran(around.run(program, { do: 'synth', ...options }), program)),
    );
