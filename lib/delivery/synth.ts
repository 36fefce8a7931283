import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '../installation/environment';
import { message, Refused } from '../kit/problems';
import { DELIVERY } from '../problems/delivery';
import { readersMayLeave } from './pipes';
import type { DeliveryProps } from './props';
import { type Files, render } from './render';
import { doPreview, environmentOf, type Task, taskOf } from './tasks';
import { typeErrors } from './types';
import { replaceFolder } from './write';

/**
 * Renders environments into a folder each, and what delivers them into folders beside, and prints warnings. On bad input it prints each problem on a
 * line, sets exit status 1 and leaves the folder as it was. Under cdk8s-cli, which empties and lists a folder of its own, the files are
 * put there too. Asked by the command, it renders one environment or previews a file instead.
 */
export function runSynth(environments: readonly Environment[], folder = 'dist', delivery?: DeliveryProps): void {
  const task = taskOf(process.env);
  const cliFolder = process.env['CDK8S_OUTDIR'];
  // `--strict`: what is only a warning refuses, too.
  const strict = process.argv.includes('--strict');
  const judged = environments.map((environment) => (strict ? { ...environment, strict } : environment));
  const write = () => {
    replace(folder, () => render(judged, delivery, warn));
    if (cliFolder !== undefined && resolve(cliFolder) !== resolve(folder))
      cpSync(folder, cliFolder, { recursive: true });
    return 0;
  };
  told(() => (task === undefined ? write() : doTask(task, environments)));
}

/** Renders one environment, its files directly in the folder, and the CRDs that it needs in `crds/` there. */
export function runRender(environment: Environment, folder: string): void {
  told(() => doRender(environment, folder));
}

/** Does what the command asks; gives the exit code. @throws Refused */
export const doTask = (task: Task, environments: readonly Environment[]): number =>
  task.do === 'preview'
    ? doPreview(task, environments)
    : doRender(environmentOf(environments, task.environment), task.folder);

function doRender(environment: Environment, folder: string): number {
  replace(folder, () => {
    const name = `${environment.name}/`;
    return new Map(
      [...render([environment], undefined, warn)].map(([path, text]) => [
        path.startsWith(name) ? path.slice(name.length) : path,
        text,
      ]),
    );
  });
  return 0;
}

function replace(folder: string, files: () => Files): void {
  const made = files();
  refuseWrongTypes();
  replaceFolder(folder, made);
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

function told(action: () => number): void {
  readersMayLeave();
  try {
    const code = action();
    if (code !== 0) process.exitCode = code;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
