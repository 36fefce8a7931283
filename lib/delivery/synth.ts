import { cpSync } from 'node:fs';
import type { Environment } from '../environments/types';
import { Refused } from '../kit/problems';
import { render } from './render';
import { replaceFolder } from './write';

/**
 * Renders environments into a folder. On bad input it prints each problem on a line, sets exit status 1 and leaves the folder as it was.
 * Under cdk8s-cli, which empties and lists a folder of its own, the files are put there too.
 */
export function runSynth(environments: readonly Environment[], folder: string, cliFolder?: string): void {
  try {
    const files = render(environments);
    replaceFolder(folder, files);
    if (cliFolder !== undefined) cpSync(folder, cliFolder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
