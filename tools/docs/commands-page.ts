import type { Argument, Command, Option } from 'commander';
import { cli } from '../../lib/cli';
import { program } from '../../lib/command/program';

const text = (words: string | undefined): string => (words ?? '').replaceAll('|', '\\|').replaceAll('<', '&lt;');

const argument = (one: Argument): string => `| \`${one.name()}\` | ${text(one.description)} | ${told(one)} |`;

const option = (one: Option): string => `| \`${one.flags}\` | ${text(one.description)} | ${told(one)} |`;

/** What it may be, and what it is where nobody says. */
function told({ argChoices = [], defaultValue }: Option | Argument): string {
  const choices = argChoices.map((choice) => `\`${choice}\``).join(', ');
  const isSaid = defaultValue !== undefined && defaultValue !== false && String(defaultValue) !== '';
  return [choices, ...(isSaid ? [`default: \`${defaultValue}\``] : [])].filter((part) => part !== '').join('; ');
}

const section = (command: Command): string =>
  [
    `## ${command.name()}`,
    '',
    text(command.description()),
    '',
    '```text',
    `cdk8s-istio ${command.name()} ${command.usage()}`,
    '```',
    '',
    '| | | |',
    '| --- | --- | --- |',
    ...command.registeredArguments.map(argument),
    ...command.options.map(option),
    '',
  ].join('\n');

/** The page of all commands, made of their own definitions. */
export function commandsPage(): string {
  const around = { root: '.', dist: 'dist', version: '', exit: () => undefined, run: () => undefined };
  const root = cli(
    program('dist', '', () => undefined),
    around,
  );
  const groups = [...new Set(root.commands.map((command) => command.helpGroup()))];
  return `# Commands

\`npx cdk8s-istio <command>\`. Results go to stdout, with \`--output json\` for programs; all else goes to stderr. Shells complete commands, options and
environments: \`source <(npx cdk8s-istio completion bash)\`, or zsh; in fish \`npx cdk8s-istio completion fish | source\`.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | differences (\`diff\`), not ready (\`status\`), or a mistake in the input |
| 2 | the command itself failed |
| 130 | interrupted |

${groups
  .map((group) =>
    [
      `| ${group.replace(':', '').toLowerCase()} | |`,
      '| --- | --- |',
      ...root.commands
        .filter((command) => command.helpGroup() === group)
        .map((command) => `| [${command.name()}](#${command.name()}) | ${text(command.description())} |`),
      '',
    ].join('\n'),
  )
  .join('\n')}
${root.commands.map(section).join('\n')}`;
}
