import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { EXIT } from '../command/exits';
import { outputOption } from '../command/output';
import { checkFiles } from '../files/check';
import { type FileFinding, github, json, sarif, text } from '../files/formats';
import { type FileObject, PIPE, readSources } from '../files/sources';
import { meshConfigNote } from '../files/surroundings';
import { MINORS, type Minor } from '../istio/versions';
import { defined } from '../kit/defined';
import { refuse } from '../kit/problems';
import { YamlFault } from '../kit/read-yaml';
import type { WrittenObject } from '../model/object';
import { FILES } from '../problems/objects/files';
import { activity } from './parts/activity';
import type { AddCommand } from './parts/around';
import { clusterClient } from './parts/cluster-client';

interface Options {
  readonly output: 'text' | 'json' | 'sarif' | 'github';
  readonly strict: boolean;
  readonly info: boolean;
  readonly namespace: string;
  readonly elsewhere: readonly string[];
  readonly meshConfig?: string;
  readonly istio?: Minor;
  readonly context?: string;
  readonly kubeconfig?: string;
}

const list = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** The mesh configuration of a file. @throws MESH982 */
function meshConfigOf(file: string, version: Minor | undefined) {
  try {
    return meshConfigNote(readFileSync(file, 'utf8'), version);
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

/** What a cluster has. */
function ofCluster({ context, kubeconfig, output }: Options): Promise<readonly WrittenObject[]> {
  const load = () => require('../command/cluster/mesh-objects') as typeof import('../command/cluster/mesh-objects');
  return clusterClient('check', load).readMesh(defined({ context, kubeconfig }), output !== 'text');
}

/** An object of a cluster is its own file. */
const asFile = (one: WrittenObject): FileObject => ({ ...one, file: one.place, line: 1, lineOf: () => 1 });

/** `cdk8s-istio check manifests/` */
export const check: AddCommand = (root, around) =>
  void root
    .command('check')
    .argument('[file...]', 'files and folders of YAML or JSON; - for a pipe')
    .addOption(outputOption('sarif', 'github'))
    .option('--strict', 'a warning counts as an error', false)
    .option('--info', 'says what is only good to know, too', false)
    .option('--namespace <name>', 'of objects that name none', 'default')
    .option('--elsewhere <name>', 'what others bring: a namespace, or namespace/name; may be given again', list, [])
    .option('--mesh-config <file>', 'the mesh configuration, where the files hold no ConfigMap with it')
    .addOption(new Option('--istio <minor>', 'the minor that they are for (default: the newest)').choices([...MINORS]))
    .option(
      '--context <name>',
      'what the cluster of this context has is there, too; without files, it is checked itself',
    )
    .option('--kubeconfig <file>', 'default: KUBECONFIG, then ~/.kube/config')
    .description(
      'Says what is wrong with Kubernetes and Istio objects. Exit code: 0 nothing, 1 errors, 2 something cannot be read.',
    )
    .action(async (files: readonly string[], options: Options) => {
      const { output, strict, namespace, elsewhere, meshConfig, context, istio } = options;
      if (files.length === 0 && context === undefined) refuse('check', FILES.missing());
      const shown = activity(process.stderr);
      const { objects: written, unreadable, doubts } = readSources(files, () => readFileSync(0, 'utf8'), shown.tell);
      shown.end();
      const there = context === undefined ? [] : await ofCluster(options);
      const objects = files.length > 0 ? written : there.map(asFile);
      const all = checkFiles(objects, {
        strict,
        namespace,
        elsewhere,
        tell: shown.tell,
        around: files.length > 0 ? there : [],
        ...(istio === undefined ? {} : { istio }),
        ...(meshConfig === undefined ? {} : { meshConfig: meshConfigOf(meshConfig, istio) }),
      });
      shown.end();
      const found = options.info ? all : all.filter(({ severity }) => severity !== 'info');
      const words = printed(found, output, around.version);
      if (words !== '') process.stdout.write(`${words}\n`);
      for (const line of unreadable) process.stderr.write(`${line}\n`);
      for (const line of doubts) process.stderr.write(`warning: ${line}\n`);
      if (output === 'text')
        process.stderr.write(`${summary(found, objects.length, files.length > 0 ? files : [String(context)])}\n`);
      const isWrong = found.some(({ severity }) => severity === 'error') || (strict && doubts.length > 0);
      around.exit(unreadable.length > 0 ? EXIT.failed : isWrong ? EXIT.refused : EXIT.done);
    });

function summary(found: readonly FileFinding[], objects: number, files: readonly string[]): string {
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const of = (severity: 'error' | 'warning') =>
    counted(found.filter((one) => one.severity === severity).length, severity);
  const where = files.map((file) => (file === '-' ? PIPE : file)).join(', ');
  return `${counted(objects, 'object')} in ${where}: ${of('error')}, ${of('warning')}`;
}
