import { readFileSync } from 'node:fs';
import { outputOption } from '../command/output';
import { checkFiles } from '../files/check';
import { type FileFinding, github, json, sarif, text } from '../files/formats';
import { PIPE, readSources } from '../files/sources';
import { meshConfigNote } from '../files/surroundings';
import { refuse } from '../kit/problems';
import { YamlFault } from '../kit/read-yaml';
import { FILES } from '../problems/files';
import type { AddCommand } from './around';
import { EXIT } from './exits';

interface Options {
  readonly output: 'text' | 'json' | 'sarif' | 'github';
  readonly strict: boolean;
  readonly info: boolean;
  readonly elsewhere: readonly string[];
  readonly meshConfig?: string;
}

const list = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** The mesh configuration of a file. @throws MESH982 */
function meshConfigOf(file: string) {
  try {
    return meshConfigNote(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof YamlFault) return refuse(file, FILES.meshConfig(error.message));
    return refuse(file, FILES.missing());
  }
}

function printed(found: readonly FileFinding[], output: Options['output'], version: string): string {
  if (output === 'text') return text(found);
  if (output === 'github') return github(found);
  return JSON.stringify(output === 'json' ? json(found) : sarif(found, version), undefined, 2);
}

/** `cdk8s-istio check manifests/` */
export const check: AddCommand = (root, around) =>
  void root
    .command('check')
    .argument('<file...>', 'files and folders of YAML or JSON; - for a pipe')
    .addOption(outputOption('sarif', 'github'))
    .option('--strict', 'a warning counts as an error', false)
    .option('--info', 'says what is only good to know, too', false)
    .option('--elsewhere <name>', 'what others bring: a namespace, or namespace/name; may be given again', list, [])
    .option('--mesh-config <file>', 'the mesh configuration, where the files hold no ConfigMap with it')
    .description(
      'Says what is wrong with Kubernetes and Istio objects. Exit code: 0 nothing, 1 errors, 2 something cannot be read.',
    )
    .action((files: readonly string[], options: Options) => {
      const { output, strict, elsewhere, meshConfig } = options;
      const { objects, unreadable, doubts } = readSources(files, () => readFileSync(0, 'utf8'));
      const all = checkFiles(objects, {
        strict,
        elsewhere,
        ...(meshConfig === undefined ? {} : { meshConfig: meshConfigOf(meshConfig) }),
      });
      const found = options.info ? all : all.filter(({ severity }) => severity !== 'info');
      const words = printed(found, output, around.version);
      if (words !== '') process.stdout.write(`${words}\n`);
      for (const line of unreadable) process.stderr.write(`${line}\n`);
      for (const line of doubts) process.stderr.write(`warning: ${line}\n`);
      if (output === 'text') process.stderr.write(`${summary(found, objects.length, files)}\n`);
      const isWrong = found.some(({ severity }) => severity === 'error') || (strict && doubts.length > 0);
      around.exit(unreadable.length > 0 ? EXIT.failed : isWrong ? EXIT.refused : EXIT.done);
    });

function summary(found: readonly FileFinding[], objects: number, files: readonly string[]): string {
  const count = (severity: FileFinding['severity']) => found.filter((one) => one.severity === severity).length;
  const where = files.map((file) => (file === '-' ? PIPE : file)).join(', ');
  return `${objects} objects in ${where}: ${count('error')} errors, ${count('warning')} warnings`;
}
