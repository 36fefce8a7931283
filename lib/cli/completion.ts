import type { Command } from 'commander';
import type { AddCommand } from './around';

const SHELLS = ['bash', 'zsh'] as const;

const flagsOf = (command: Command): string =>
  command.options
    .flatMap(({ long }) => long ?? [])
    .concat('--help')
    .join(' ');

/** Completes commands, their options, and the names of environments. */
function script(root: Command, shell: string): string {
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
    .argument('<shell>', SHELLS.join(' or '))
    .description('Prints what a shell needs to complete commands: source <(cdk8s-istio completion bash)')
    .action((shell: string) => {
      process.stdout.write(script(root, shell));
      exit(0);
    });
