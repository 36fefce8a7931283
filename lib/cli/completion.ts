import { Argument, type Command } from 'commander';
import type { AddCommand } from './parts/around';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const flagsOf = (command: Command): string =>
  command.options
    .flatMap(({ long }) => long ?? [])
    .concat('--help', ...command.registeredArguments.map(({ argChoices = [] }) => argChoices))
    .join(' ');

/** A text in fish, which knows no other escapes between such quotes. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The same for fish, which shows what each is for. */
function fish(root: Command): string {
  const line = (when: string, ...rest: readonly string[]) =>
    ['complete -c cdk8s-istio', `-n ${quoted(when)}`, ...rest].join(' ');
  const commands = root.commands.map((command) =>
    line('__fish_use_subcommand', '-f', `-a ${command.name()}`, `-d ${quoted(command.description())}`),
  );
  const rest = root.commands.flatMap((command) => {
    const when = `__fish_seen_subcommand_from ${command.name()}`;
    const options = command.options.map(({ long, short, description, argChoices = [], required }) =>
      line(
        when,
        ...(short ? [`-s ${short.slice(1)}`] : []),
        `-l ${(long ?? '').slice(2)}`,
        ...(argChoices.length > 0 ? [`-x -a ${quoted(argChoices.join(' '))}`] : required ? ['-r'] : []),
        `-d ${quoted(description)}`,
      ),
    );
    const words = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
    return [...options, line(when, `-a ${quoted([...words, '(ls dist 2>/dev/null)'].join(' '))}`)];
  });
  return `${[...commands, ...rest].join('\n')}\n`;
}

/** Completes commands, their options, and the names of environments. */
function script(root: Command, shell: (typeof SHELLS)[number]): string {
  if (shell === 'fish') return fish(root);
  const cases = root.commands.map((command) => `    ${command.name()}) words="${flagsOf(command)}" ;;`).join('\n');
  const names = root.commands.map((command) => command.name()).join(' ');
  return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}_cdk8s_istio() {
  local words
  case "\${COMP_WORDS[1]}" in
${cases}
    *) words="${names}" ;;
  esac
  [ "$COMP_CWORD" -gt 1 ] && words="$words $(ls dist 2>/dev/null)"
  [ "$COMP_CWORD" -eq 1 ] && words="${names} --help --version"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _cdk8s_istio cdk8s-istio
`;
}

/** `source <(cdk8s-istio completion bash)` */
export const completion: AddCommand = (root, { exit }) =>
  void root
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose words it speaks').choices(SHELLS))
    .description('Prints what a shell needs to complete commands: source <(cdk8s-istio completion bash)')
    .action((shell: (typeof SHELLS)[number]) => {
      process.stdout.write(script(root, shell));
      exit(0);
    });
