import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { cli } from '../lib/cli';
import { COMMANDS } from '../lib/command/commands';
import { EXIT } from '../lib/command/exits';
import { DEBUG, readersMayLeave, refusalLines } from '../lib/delivery/program/pipes';
import { TASK, type Task } from '../lib/delivery/program/tasks';
import { message, Refused, refuse } from '../lib/kit/problems';
import { CLI } from '../lib/problems/commands/cli';
import { version } from '../package.json';

// npx cdk8s-istio <command>: in this project its own environments, where the package is installed those of the repository.
const isProject = existsSync(join(__dirname, 'mesh.ts'));
const home = join(__dirname, ...(isProject ? ['..'] : ['..', '..']));
const root = isProject ? home : process.cwd();
const exit = (code: number) => {
  process.exitCode = code;
};

/** The commands that meet a cluster, or that they need a package which the repository has not installed. */
function clusterCommands(dist: string): Command {
  try {
    require.resolve('@kubernetes/client-node');
  } catch {
    const root = new Command('cdk8s-istio').version(version).exitOverride();
    for (const [name, description] of Object.entries(COMMANDS))
      root
        .command(name)
        .argument('[arguments...]')
        .description(`${description} Needs the package @kubernetes/client-node.`)
        .allowUnknownOption()
        .action(() => refuse(name, CLI.noClient()));
    return root;
  }
  const { program } = require('../lib/command/program') as typeof import('../lib/command/program');
  return program(dist, version, exit);
}

function run(program: string, task?: Task): number | undefined {
  const file = resolve(root, program);
  if (!existsSync(file)) return undefined;
  const env = { ...process.env, ...(task === undefined ? {} : { [TASK]: JSON.stringify(task) }) };
  return (
    spawnSync(process.execPath, [join(home, 'bin', 'run.cjs'), file], { stdio: 'inherit', env }).status ?? EXIT.failed
  );
}

const isJson = (words: readonly string[]): boolean => / --output[ =]json\b/.test(words.join(' '));

function failed(error: unknown): void {
  if (error instanceof CommanderError) exit(error.exitCode === 0 ? EXIT.done : EXIT.failed);
  else if (error instanceof Refused) {
    if (isJson(process.argv)) console.log(JSON.stringify({ problems: error.messages }, undefined, 2));
    else for (const line of refusalLines(error, process.env)) console.error(line);
    exit(EXIT.refused);
  } else {
    const fact = error instanceof Error ? error.message : String(error);
    console.error(process.env[DEBUG] === undefined ? message(CLI.unexpected(fact), 'cdk8s-istio') : error);
    exit(EXIT.failed);
  }
}

const dist = join(root, 'dist');
readersMayLeave();
cli(clusterCommands(dist), { root: isProject ? process.cwd() : root, dist, version, exit, run })
  .parseAsync()
  .catch(failed);
