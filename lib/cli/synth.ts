import type { AddCommand } from './around';
import { ran } from './ran';

/** `cdk8s-istio synth`: what cdk8s.yaml names as the app. */
export const synth: AddCommand = (root, around) =>
  void root
    .command('synth')
    .argument('[program]', 'the file that calls runSynth', 'main.ts')
    .option('--strict', 'what is only a warning refuses, too')
    .description('Checks everything and writes dist/; a failure leaves dist/ as it was.')
    .action((program: string) => around.exit(ran(around.run(program), program)));
