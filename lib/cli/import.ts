import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { EXIT } from '../command/exits';
import { outputOption } from '../command/output';
import { type FileObject, PIPE, readSources } from '../files/sources';
import { type Imported, type ImportOptions, importCharts, importOperator } from '../import';
import { importResources } from '../import/resources';
import { CHARTS, type Chart, chartOf, type Release } from '../import/values/charts';
import { isOperator, sourceOf } from '../import/values/read';
import { subchartsOf } from '../import/values/umbrella';
import type { Source } from '../import/values/values';
import { defined } from '../kit/defined';
import { message, Refused, refuse } from '../kit/problems';
import { CLI } from '../problems/commands/cli';
import { IMPORT } from '../problems/commands/import';
import { FILES } from '../problems/objects/files';
import type { AddCommand, Around } from './parts/around';
import { clusterClient } from './parts/cluster-client';

interface Options {
  readonly set: readonly string[];
  readonly name: string;
  readonly namespace: string;
  readonly out?: string;
  readonly force: boolean;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly revision?: string;
  readonly output: 'text' | 'json';
}

/** What becomes of the files: TypeScript, what is said of it, and that in sum. */
interface Result {
  readonly program: string;
  readonly messages: readonly string[];
  readonly summary: string;
}

const list = (value: string, before: readonly string[]): readonly string[] => [...before, value];

let pipe: string | undefined;
/** What comes by the pipe, which can be read once. */
const piped = (): string => {
  pipe ??= readFileSync(0, 'utf8');
  return pipe;
};

/** `gateway/edge/public=values.yaml`: chart, namespace and name of the release, and its values. */
interface Argument extends Partial<Omit<Release, 'source'>> {
  readonly file: string;
  readonly source: Source;
}

function argument(text: string): Argument {
  const [, chart, namespace, name, file = text] =
    new RegExp(`^(${CHARTS.join('|')})(?:/([^/=]+))?(?:/([^/=]+))?=(.+)$`).exec(text) ?? [];
  if (file !== '-' && !existsSync(file)) refuse(file, FILES.missing());
  const source = sourceOf(file === '-' ? PIPE : file, file === '-' ? piped() : readFileSync(file, 'utf8'));
  return {
    file,
    source,
    ...(chart !== undefined && { chart: chart as Chart }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  };
}

/** A gateway's values often lie in a file of its name. */
const nameOf = (file: string) => ({ name: basename(file).replace(/(-values)?\.[^.]*$/, '') });

/** What one file says: values of a chart, or those of charts that an umbrella chart depends on. */
function releasesOf({ file, source, ...said }: Argument): readonly Release[] {
  const subcharts = said.chart === undefined ? subchartsOf(source) : [];
  if (subcharts.length > 0)
    return subcharts.map(({ name, ...one }) => ({ ...one, ...(one.chart === 'gateway' ? { name } : {}) }));
  const { chart = chartOf(source.value, file), ...rest } = said;
  return [{ ...(chart === 'gateway' ? nameOf(file) : {}), ...rest, chart, source }];
}

function imported(files: readonly string[], { set, name }: Options): Imported {
  const all = files.map(argument);
  const options = {
    name,
    source: [...all.map(({ file }) => basename(file)), ...(set.length > 0 ? ['--set'] : [])].join(', '),
  };
  if (all.every(({ chart, source }) => chart === undefined && isOperator(source)))
    return importOperator(
      all.map(({ source }) => source),
      set,
      options,
    );
  return importCharts(all.flatMap(releasesOf), options);
}

/** `cdk8s-istio import operator.yaml --out mesh.ts` */
export const importCommand: AddCommand = (root, around) =>
  void root
    .command('import')
    .argument(
      '[file...]',
      'IstioOperators; or values of charts, <chart>[/<namespace>[/<name>]]=<file> where the chart is not clear; or folders and files of resources',
    )
    .option('--set <path=value>', 'a setting as istioctl takes it; may be given again', list, [])
    .option('--namespace <name>', 'of resources that name none', 'default')
    .option('--name <name>', 'of the environment, and of its folder in dist/', 'mesh')
    .option('--out <file>', 'receives the TypeScript (default: stdout)')
    .option('--context <name>', 'reads what is installed in the cluster of this context, in place of files')
    .option('--kubeconfig <file>', 'default: KUBECONFIG, then ~/.kube/config')
    .option('--revision <name>', 'of the control plane, where the cluster has several')
    .option('--force', 'replaces the file if it is there', false)
    .addOption(outputOption())
    .description(
      'Makes an environment of what istioctl or Helm installed, or an app of resources, and says what it cannot take over.',
    )
    .action(async (files: readonly string[], options: Options) => run(files, options, around));

function print({ program, messages, summary }: Result, { out, output }: Options): void {
  if (out !== undefined) writeFileSync(resolve(out), program);
  if (output === 'json') process.stdout.write(`${JSON.stringify({ program, messages, summary }, undefined, 2)}\n`);
  else {
    if (out === undefined) process.stdout.write(program);
    for (const line of [...messages, summary]) process.stderr.write(`${line}\n`);
  }
}

const isOperatorObject = ({ object }: FileObject): boolean => object.kind === 'IstioOperator';

/** Whether they are manifests of resources: a folder, or a file with an object that is no IstioOperator. */
const areResources = (files: readonly string[]): boolean =>
  files.length > 0 &&
  files.every((file) => {
    if (file !== '-' && !existsSync(file)) return false;
    if (file !== '-' && statSync(file).isDirectory()) return true;
    const { objects } = readSources([file], piped);
    return objects.length > 0 && !objects.every(isOperatorObject);
  });

function ofResources(files: readonly string[], options: Options): Result {
  const { objects, unreadable, doubts } = readSources(files, piped);
  if (unreadable.length > 0) throw new Refused(unreadable);
  const operators = objects.filter(isOperatorObject);
  const resources = objects.filter((one) => !isOperatorObject(one));
  const { program, untaken, counts } = importResources(resources, options.namespace);
  const ways = [...counts].map(([way, count]) => `${count} ${way}`).join(', ');
  return {
    program,
    messages: [
      ...doubts.map((line) => `warning: ${line}`),
      ...untaken.map(({ place, problem }) => message(problem, place)),
      ...operators.map(({ object, place }) =>
        message(
          IMPORT.left(
            `IstioOperator ${object.metadata?.name ?? ''}`.trim(),
            'istioctl reads it, and no cluster',
            'import its file by itself, which gives an environment',
          ),
          place,
        ),
      ),
    ],
    summary: `${objects.length} objects: ${ways}; ${untaken.length + operators.length} left out`,
  };
}

/** The installation of a cluster. The client is loaded by who needs it, for not everybody has it. */
async function fromCluster({ context, kubeconfig, revision, name }: Options): Promise<Imported> {
  const { keptLabels, readInstalled } = clusterClient(
    'import',
    () => require('../command/cluster/installed') as typeof import('../command/cluster/installed'),
  );
  const target = defined({ context, kubeconfig });
  const found = await readInstalled(target, revision);
  const options = { name, source: `the cluster ${context}` };
  const make = (more: Partial<ImportOptions>) =>
    found.by === 'helm'
      ? importCharts(found.releases, { ...options, ...more })
      : importOperator([found.operator], [], { ...options, ...more });
  const made = make({ patches: await keptLabels(target, make({}).environment) });
  const place = String(context);
  return {
    ...made,
    untaken: [
      ...made.untaken,
      ...(found.others.length > 0 ? [{ place, problem: IMPORT.otherPlanes(found.others) }] : []),
      ...(found.by === 'istioctl' ? [{ place, problem: IMPORT.noRecord() }] : []),
    ],
  };
}

async function run(files: readonly string[], options: Options, around: Around): Promise<void> {
  const { out, force } = options;
  if (out !== undefined && !force && existsSync(out)) refuse(out, CLI.exists([out]));
  if (options.context !== undefined) print(ofInstallation(await fromCluster(options)), options);
  else if (areResources(files)) print(ofResources(files, options), options);
  else print(ofInstallation(imported(files, options)), options);
  around.exit(EXIT.done);
}

function ofInstallation({ program, untaken, refused, notes, records }: Imported): Result {
  return {
    program,
    messages: [
      ...untaken.map(({ place, problem }) => message(problem, place)),
      ...refused.map((line) => `at synth: ${line}`),
      ...[...notes].map(([prop, text]) => `note: ${prop}: ${text}`),
      ...(records.length > 0
        ? [`note: the charts' record of ${records.join(', ')}, which nothing reads, is another here`]
        : []),
    ],
    summary: `${untaken.length} settings left out, ${refused.length} refused at synth, ${notes.size} with another meaning`,
  };
}
