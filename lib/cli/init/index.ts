import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { outputOption } from '../../command/output';
import { refuse } from '../../kit/problems';
import { CLI } from '../../problems/commands/cli';
import type { AddCommand } from '../parts/around';
import { filesOf } from './files';
import { asName, DATA_PLANES, ENTRIES, type InitOptions, MANAGERS, MODULES } from './options';
import { asked } from './questions';

interface Flags extends Partial<InitOptions> {
  readonly yes: boolean;
  readonly force: boolean;
  readonly output: 'text' | 'json';
}

/** `cdk8s-istio init my-mesh` */
export const init: AddCommand = (root, around) =>
  void flags(root.command('init'))
    .argument('[folder]', 'of the new repository', '.')
    .description('Makes a repository that works at once: an environment, an app, tests, CI.')
    .action(async (folder: string, { yes, force, output, ...given }: Flags) => {
      const target = resolve(around.root, folder);
      const name = asName(given.name ?? basename(target));
      const known: InitOptions = { ...defaults(name, around.version), ...given, name };
      const isAsked = !yes && process.stdin.isTTY === true && process.stderr.isTTY === true;
      const options = isAsked ? await asked(given, known) : known;
      if (options === undefined) return around.exit(130);
      const files = filesOf(options);
      const there = [...files.keys()].filter((path) => existsSync(join(target, path)));
      if (there.length > 0 && !force) refuse(target, CLI.exists(there));
      for (const [path, text] of files) {
        mkdirSync(join(target, dirname(path)), { recursive: true });
        writeFileSync(join(target, path), text);
      }
      const [manager, go] = [options.packageManager, folder === '.' ? '' : `cd ${folder} && `];
      const next = `${go}${manager} install && ${manager} run synth && ${manager} test`;
      const result = { folder: target, files: [...files.keys()], next };
      process.stdout.write(
        output === 'json'
          ? `${JSON.stringify(result, undefined, 2)}\n`
          : `${files.size} files in ${target}\nnext: ${next}\n`,
      );
      around.exit(0);
    });

const flags = (command: Command): Command =>
  command
    .option('--name <name>', 'of the mesh (default: the name of the folder)')
    .option('--revision <name>', 'of the control plane (default: the only one has none)')
    .addOption(new Option('--entry <way>', 'how requests come in').choices(ENTRIES))
    .addOption(new Option('--data-plane <kind>', 'where proxies run').choices(DATA_PLANES))
    .option('--argo-cd', 'Argo CD brings dist/ into the cluster')
    .option('--no-argo-cd', 'the command or kubectl does')
    .option('--repository <url>', 'as Argo CD clones it')
    .addOption(new Option('--module <kind>', 'of the sources').choices(MODULES))
    .addOption(new Option('--package-manager <name>', 'that installs').choices(MANAGERS))
    .option('--package <spec>', 'version or file of cdk8s-istio')
    .option('-y, --yes', 'asks nothing', false)
    .option('--force', 'replaces files that are there', false)
    .addOption(outputOption());

const defaults = (name: string, version: string): InitOptions => ({
  name,
  revision: '',
  entry: 'load-balancer',
  dataPlane: 'sidecar',
  argoCd: true,
  repository: `https://git.example.com/platform/${name}.git`,
  module: 'commonjs',
  packageManager: managerOf(process.env['npm_config_user_agent']),
  package: `^${version}`,
});

/** The package manager that runs the command, by what it says of itself. */
const managerOf = (agent = ''): InitOptions['packageManager'] =>
  MANAGERS.find((name) => agent.startsWith(`${name}/`)) ?? 'npm';
