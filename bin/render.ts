import { resolve } from 'node:path';
import { runRender } from '../lib/delivery/synth';
import { RENDERED } from '../lib/environments';

// npm run render -- <environment> <folder>: one environment alone, its files directly in the folder.
const [name, folder] = process.argv.slice(2);
const environment = RENDERED.find((one) => one.name === name);
if (environment === undefined || folder === undefined) {
  console.error('usage: npm run render -- <environment> <folder>');
  console.error(`environments: ${RENDERED.map((one) => one.name).join(', ')}`);
  process.exitCode = 1;
} else runRender(environment, resolve(folder));
