import { sep } from 'node:path';
import { type Command, Help } from 'commander';
import { check } from './check';
import { completion } from './completion';
import { diffSummary } from './diff-summary';
import { explain } from './explain';
import { importCommand } from './import';
import { init } from './init';
import type { AddCommand, Around } from './parts/around';
import { preview } from './preview';
import { render } from './render';
import { report } from './report';
import { synth } from './synth';
import { upgrade } from './upgrade';

/** Every command but those that meet a cluster, in the order of the help: one line, and a file, each. */
const COMMANDS: readonly AddCommand[] = [
  init,
  importCommand,
  synth,
  render,
  check,
  preview,
  report,
  explain,
  diffSummary,
  upgrade,
  completion,
];

const EXITS = `
Exit codes: 0 done; 1 differences (diff), not ready (status), or a mistake in the input; 2 the command itself failed; 130 interrupted.
Each command tells more: cdk8s-istio <command> --help`;

/** A default says something: neither what is off, nor how many there are before the first, nor where this folder lies. */
const HELP: Partial<Help> = {
  optionDescription: (option) =>
    new Help()
      .optionDescription(option)
      .replace(/ \(default: (?:false|\[\])\)$/, '')
      .replace(`"${process.cwd()}${sep}`, '"'),
};

/** The whole command line: `root` has the commands that meet a cluster. */
export function cli(root: Command, around: Around): Command {
  root
    .description('Istio, its gateways and addons, and your services in the mesh as one typed graph.')
    .addHelpText('after', EXITS)
    .showSuggestionAfterError();
  const inCluster = new Set(root.commands);
  for (const add of COMMANDS) add(root, around);
  for (const command of root.commands)
    command.configureHelp(HELP).helpGroup(inCluster.has(command) ? 'In a cluster:' : 'In a repository:');
  // One begins in a repository.
  (root.commands as Command[]).sort((a, b) => Number(inCluster.has(a)) - Number(inCluster.has(b)));
  return root;
}
