import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { refuse } from '../kit/problems';
import { COMMAND } from '../problems/commands/command';
import { type Applied, type ApplyOptions, apply } from './apply/apply';
import { INVENTORY } from './apply/applyset';
import { forward } from './cluster/forward';
import { COMMANDS } from './commands';
import { diff } from './diff';
import { EXIT } from './exits';
import { outputOption } from './output';
import { isThere, type RemoveOptions, remove, warning } from './remove';
import { pause, type Run } from './run';
import { type Common, type Print, within } from './session';
import { seconds } from './status/seconds';
import { type Status, status, statusText } from './status/status';
import { watched } from './status/watch';
import { url } from './url/url';

/** The command line. `dist` is where the environments lie, `release` what `--version` says; `exit` receives the exit code. */
export function program(dist: string, release: string, exit: (code: number) => void): Command {
  const root = new Command('cdk8s-istio')
    .description('Brings the environments of dist/ into a cluster, and shows how they are.')
    .version(release)
    .exitOverride(); // a mistake in the command line is the caller's to turn into an exit code
  const command = (name: keyof typeof COMMANDS) =>
    root
      .command(name)
      .argument('<environment>', 'a folder of dist/')
      .description(COMMANDS[name])
      .option('--context <name>', 'context of the kubeconfig (default: the current one)')
      .option('--kubeconfig <file>', 'default: KUBECONFIG, then ~/.kube/config')
      .addOption(outputOption())
      .option('--dist <folder>', 'where the environments lie', dist)
      .option(
        '--inventory <namespace>',
        'where the cluster keeps what is installed: a namespace that is there',
        INVENTORY,
      );
  const does =
    <O extends Common>(action: (run: Run, print: Print, options: O) => Promise<number>) =>
    (environment: string, options: O) =>
      within(exit, environment, options, (run, print) => action(run, print, options));
  const timeout = new Option('--timeout <seconds>', 'how long to wait for each stage').argParser(seconds).default(300);

  command('apply')
    .option('--dry-run', 'the server checks and answers, and stores nothing', false)
    .addOption(
      new Option('--prune [what]', 'removes what left dist/')
        .choices(['objects', 'all'])
        .preset('objects')
        .default('none'),
    )
    .option('--force', 'takes over fields that another program manages', false)
    .option('--adopt', 'takes over what another environment, or another installation of Istio, brought', false)
    .option('--no-wait', 'does not wait for roll-outs')
    .addOption(timeout)
    .action(
      does<Common & ApplyOptions>(async (run, print, options) => {
        print(await apply(run, options), appliedText);
        return EXIT.done;
      }),
    );
  command('diff').action(
    does(async (run, print) => {
      const found = await diff(run);
      print(found, (differences) => differences.map(({ patch }) => patch).join('\n'));
      // What could not be compared is no answer.
      if (found.some(({ change }) => change === 'unknown')) return EXIT.failed;
      return found.length === 0 ? EXIT.done : EXIT.different;
    }),
  );
  command('status')
    .option('--watch', 'looks again every two seconds, and says what is new, until Ctrl-C', false)
    .action(
      does<Common & { readonly watch: boolean }>(async (run, print, { watch }) => {
        const look = () => status(run);
        const { signal } = run;
        const wait = (milliseconds: number) => pause(milliseconds, signal);
        const say = (one: Status, words: string) => print(one, () => words);
        const found = watch ? await watched({ look, text: statusText, wait, signal, say }) : await look();
        if (!watch) print(found, statusText);
        return found.ready ? EXIT.done : EXIT.notReady;
      }),
    );
  command('url')
    .option('--route <name>', "of this route, or <namespace>/<name> (default: Bookinfo's page, else the first)")
    .action(
      does<Common & { readonly route?: string }>(async (run, print, { output, route }) => {
        const found = await url(run, route);
        if (found.host !== undefined)
          run.progress.say(`answers as ${found.host}: send that as the Host of the request`);
        if (found.by !== 'port-forward' || output === 'json') print(found, (address) => address.url);
        else
          await forward(run, found, (address) => {
            run.progress.say(`forwarding to Service ${found.service.namespace}/${found.service.name}; Ctrl-C ends it`);
            print(address, () => address);
          });
        return EXIT.done;
      }),
    );
  command('delete')
    .option('--crds', 'the CRDs that apply brought too, with every object of their kinds', false)
    .option('--yes', 'does not ask', false)
    .addOption(timeout)
    .action(
      does<Common & RemoveOptions & { readonly yes: boolean }>(async (run, print, options) => {
        await isThere(run);
        if (!options.yes && !(await confirmed(warning(run, options), run.signal))) {
          run.progress.say('nothing is deleted');
          return run.signal.aborted ? EXIT.interrupted : EXIT.failed;
        }
        print(
          await remove(run, options),
          ({ removed, context }) => `${removed.length} objects removed from ${context}`,
        );
        return EXIT.done;
      }),
    );
  return root;
}

const appliedText = ({ environment, context, dryRun, stages, pruned }: Applied): string => {
  const count = (outcome: 'created' | 'configured' | 'unchanged') =>
    stages.reduce((sum, stage) => sum + stage[outcome].length, 0);
  const removed = pruned.length === 0 ? '' : `, ${pruned.length} pruned`;
  const how = dryRun ? ' (dry run: nothing is stored)' : '';
  return `${environment} on ${context}: ${count('created')} created, ${count('configured')} configured, ${count('unchanged')} unchanged${removed}${how}`;
};

async function confirmed(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) refuse('delete', COMMAND.unconfirmed());
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal, Ctrl-C reaches the question and not the process; the end of the input answers it, too.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([terminal.question(`${question}\nGo on? [y/N] `, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  } finally {
    terminal.close();
  }
}
