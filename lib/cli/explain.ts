import { relative, resolve } from 'node:path';
import { outputOption } from '../command/output';
import { doTask } from '../delivery/program/synth';
import { ENVIRONMENTS } from '../environments';
import { defined } from '../kit/defined';
import { isCode, meaningOf } from '../report/explain/message';
import type { AddCommand } from './parts/around';

interface Options {
  readonly environment?: string;
  readonly program: string;
  readonly output: 'text' | 'json';
}

/** `cdk8s-istio explain dist/demo/30-istiod.k8s.yaml:120` */
export const explain: AddCommand = (root, around) =>
  void root
    .command('explain')
    .argument('<what>', '<file>[:<line>] of dist, <kind>/<namespace>/<name>[#<field>], or the code of a message')
    .option('--environment <name>', 'the environment of an object that is named; the first that has it where none is')
    .option('--program <file>', 'the file that calls runSynth', 'main.ts')
    .addOption(outputOption())
    .description(
      'Says what made a line: the construct, your line, the setting that changes it, and what the official API says; or what a message means.',
    )
    .action((what: string, { environment, program, output }: Options) => {
      if (isCode(what)) {
        const meaning = meaningOf(what);
        console.log(output === 'json' ? JSON.stringify({ code: what, meaning }, undefined, 2) : meaning);
        return;
      }
      const [, file, line = ''] = /^(.+\.ya?ml)(:\d+)?$/.exec(what) ?? [];
      // A path below dist, from wherever it is named.
      const below = file === undefined ? '' : relative(around.dist, resolve(file));
      const place = file === undefined ? what : `${below.startsWith('..') ? file : below.replaceAll('\\', '/')}${line}`;
      const task = { do: 'explain', what: place, output, ...defined({ environment }) } as const;
      around.exit(around.run(program, task) ?? doTask(task, ENVIRONMENTS));
    });
