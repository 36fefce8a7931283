import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { Environment } from '../../installation/environment';
import { linesOf, message, Refused } from '../../kit/problems';
import { usersPlace } from '../../kit/users-line/frames';
import { DELIVERY } from '../../problems/commands/delivery';
import { PROPS } from '../../problems/objects/props';
import { replaceFolder } from '../dist/write';
import { doExplain } from '../explain/explain';
import { type Files, render } from '../render';
import { doReport } from '../summary/report';
import { doUpgrade } from '../upgrade';
import { readersMayLeave, refusalLines } from './pipes';
import type { DeliveryProps } from './props';
import { doPreview, environmentOf, type Output, type Task, taskOf } from './tasks';
import { typeErrors } from './types';

/**
 * Renders environments into a folder each, and what delivers them into folders beside, and prints warnings. On bad input it prints each problem on a
 * line, sets exit status 1 and leaves the folder as it was. Under cdk8s-cli, which empties and lists a folder of its own, the files are
 * put there too. Asked by the command, it renders one environment or previews a file instead.
 */
export function runSynth(environments: readonly Environment[], folder = 'dist', delivery?: DeliveryProps): void {
  // `--strict`: what is only a warning refuses, too.
  const plain = { do: 'synth', strict: process.argv.includes('--strict'), output: 'text' } as const;
  const task = taskOf(process.env) ?? plain;
  told(task.output, () => {
    if (task.do !== 'synth') return doTask(task, environments);
    const judged = environments.map((environment) => (task.strict ? { ...environment, strict: true } : environment));
    replace(folder, task.output, (warn) => render(judged, delivery, warn));
    const cliFolder = process.env['CDK8S_OUTDIR'];
    if (cliFolder !== undefined && resolve(cliFolder) !== resolve(folder))
      cpSync(folder, cliFolder, { recursive: true });
    return 0;
  });
}

/** Renders one environment, its files directly in the folder, and the CRDs that it needs in `crds/` there. */
export function runRender(environment: Environment, folder: string): void {
  told('text', () => doRender(environment, folder, 'text'));
}

/** Does what the command asks of the environments that it names; gives the exit code. @throws Refused */
export function doTask(task: Exclude<Task, { readonly do: 'synth' }>, environments: readonly Environment[]): number {
  switch (task.do) {
    case 'preview':
      return doPreview(task, environments);
    case 'explain':
      return doExplain(task, environments);
    case 'report':
      return doReport(task, environments);
    case 'upgrade':
      return doUpgrade(task, environments);
    case 'render':
      return doRender(environmentOf(environments, task.environment), task.folder, task.output);
  }
}

function doRender(environment: Environment, folder: string, output: Output): number {
  replace(folder, output, (warn) => {
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

function replace(folder: string, output: Output, make: (warn: (line: string) => void) => Files): void {
  const warnings: string[] = [];
  const files = make((line) => warnings.push(line));
  if (output === 'text') for (const line of warnings) console.error(`warning: ${line}`);
  refuseWrongTypes();
  replaceFolder(folder, files);
  if (output === 'json') printJson({ folder: resolve(folder), files: [...files.keys()], warnings });
}

const printJson = (result: unknown): void => console.log(JSON.stringify(result, undefined, 2));

/** A misspelt prop is no mistake for JavaScript: what it should have made would silently be missing. @throws MESH867 */
function refuseWrongTypes(): void {
  const errors = wrongTypes();
  if (errors.length > 0) throw new Refused(errors);
}

const wrongTypes = (): readonly string[] =>
  typeErrors().map((line) => {
    const [, place = 'types', fact = line] = /^(.+?\(\d+,\d+\)): error (.*)$/.exec(line) ?? [];
    return message(DELIVERY.types(fact), place.replace(/\((\d+),(\d+)\)$/, ':$1:$2'));
  });

/** What broke the program is mostly of a wrong type, which the compiler names at its place: that comes first. */
function refusal(error: unknown): Refused {
  const isRefused = error instanceof Refused;
  if (isRefused && error.causes.length === 0 && !error.messages.some(isOfTypes)) return error;
  const types = wrongTypes();
  if (isRefused) {
    const others = error.messages.filter((line) => types.length === 0 || !isOfTypes(line));
    return new Refused([...types, ...others], undefined, error.causes);
  }
  const causes = error instanceof Error ? [error] : [];
  return new Refused(types.length > 0 ? types : [threw(error)], undefined, causes);
}

/** What a type refuses, which the compiler says with its place where it looks. */
const isOfTypes = (line: string): boolean => linesOf(PROPS).some(([code]) => line.startsWith(`${code} `));

/** What the user's own code threw, at its place. */
const threw = (error: unknown): string =>
  message(DELIVERY.threw(said(error)), (error instanceof Error ? usersPlace(error.stack) : undefined) ?? 'synth');

/** Whatever was thrown, which may be no error. */
const said = (thrown: unknown): string =>
  thrown instanceof Error || typeof thrown === 'string'
    ? String(thrown)
    : inspect(thrown, { breakLength: Number.POSITIVE_INFINITY });

function told(output: Output, action: () => number): void {
  readersMayLeave();
  try {
    const code = action();
    if (code !== 0) process.exitCode = code;
  } catch (error) {
    const refused = refusal(error);
    if (output === 'json') printJson({ problems: refused.messages });
    else for (const line of refusalLines(refused, process.env)) console.error(line);
    process.exitCode = 1;
  }
}

// What a program throws before it calls runSynth is said in the same words; bin/run.cjs asks for it.
Object.assign(globalThis, {
  [Symbol.for('cdk8s-istio.failed')]: (error: unknown) =>
    told(taskOf(process.env)?.output ?? 'text', () => {
      throw error;
    }),
});
