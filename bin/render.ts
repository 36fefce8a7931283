import { resolve } from 'node:path';
import { runSynth } from '../lib/delivery/synth';
import { ENVIRONMENTS } from '../lib/environments';

// npm run render -- <environment> <folder>: one environment alone, its files directly in the folder.
const [name, folder] = process.argv.slice(2);
const environment = ENVIRONMENTS.find((one) => one.name === name);
if (environment === undefined || folder === undefined) {
  console.error(
    `usage: npm run render -- <environment> <folder>; environments: ${ENVIRONMENTS.map((one) => one.name).join(', ')}`,
  );
  process.exitCode = 1;
} else runSynth([environment], resolve(folder));
