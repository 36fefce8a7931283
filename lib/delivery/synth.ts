import { cpSync } from 'node:fs';
import type { Environment } from '../installation/environment';
import { message, Refused } from '../kit/problems';
import { DELIVERY } from '../problems/delivery';
import type { DeliveryProps } from './props';
import { type Files, render } from './render';
import { typeErrors } from './types';
import { replaceFolder } from './write';

/**
 * Renders environments into a folder each, and what delivers them into folders beside, and prints warnings. On bad input it prints each
 * problem on a line, sets exit status 1 and leaves the folder as it was. Under cdk8s-cli, which empties and lists a folder of its own, the files are
 * put there too.
 */
export function runSynth(
  environments: readonly Environment[],
  folder: string,
  cliFolder?: string,
  delivery?: DeliveryProps,
): void {
  write(folder, () => render(environments, delivery, warn), cliFolder);
}

/** Renders one environment, its files directly in the folder, and the CRDs that it needs in `crds/` there. */
export function runRender(environment: Environment, folder: string): void {
  write(folder, () => {
    const name = `${environment.name}/`;
    return new Map(
      [...render([environment], undefined, warn)].map(([path, text]) => [
        path.startsWith(name) ? path.slice(name.length) : path,
        text,
      ]),
    );
  });
}

/** A misspelt prop is no mistake for JavaScript: what it should have made would silently be missing. @throws MESH867 */
function refuseWrongTypes(): void {
  const errors = typeErrors().map((line) => {
    const [, place = 'types', fact = line] = /^(.+?\(\d+,\d+\)): error (.*)$/.exec(line) ?? [];
    return message(DELIVERY.types(fact), place.replace(/\((\d+),(\d+)\)$/, ':$1:$2'));
  });
  if (errors.length > 0) throw new Refused(errors);
}

const warn = (line: string): void => console.error(`warning: ${line}`);

function write(folder: string, files: () => Files, cliFolder?: string): void {
  try {
    const made = files();
    refuseWrongTypes();
    replaceFolder(folder, made);
    if (cliFolder !== undefined) cpSync(folder, cliFolder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
