import { readFileSync } from 'node:fs';
import { RENDERED } from '../../environments';
import type { Environment } from '../../installation/environment';
import { previewFile } from '../../istio/injection';
import type { Minor } from '../../istio/versions';
import { refuse } from '../../kit/problems';
import { printManifests } from '../../kit/yaml';
import { CLI } from '../../problems/commands/cli';
import type { Against } from '../summary/against';

export type Output = 'text' | 'json';

/** What the command asks of a program; a program that is run without it does a synth. */
export type Task =
  | { readonly do: 'synth'; readonly strict: boolean; readonly output: Output }
  | { readonly do: 'render'; readonly environment: string; readonly folder: string; readonly output: Output }
  | {
      readonly do: 'report';
      readonly environment?: string;
      readonly folder: string;
      /** Without pages. */
      readonly pictures: boolean;
      readonly output: Output;
      readonly against?: Against;
      /** A JSON file with what the cluster of the environment has. */
      readonly live?: string;
    }
  | {
      readonly do: 'explain';
      /** `demo/30-istiod.k8s.yaml:12`, or `Deployment/istio-system/istiod#spec.replicas`. */
      readonly what: string;
      readonly environment?: string;
      readonly output: Output;
    }
  | {
      readonly do: 'upgrade';
      readonly way: 'plan' | 'next' | 'back';
      readonly environment: string;
      /** Revision of the new control plane. */
      readonly to: string;
      readonly istio?: Minor;
      readonly imageTag?: string;
      readonly rings?: readonly string[];
      readonly output: Output;
    }
  | {
      readonly do: 'preview';
      readonly file: string;
      readonly environment?: string;
      readonly namespace: string;
      readonly output: Output;
    };

/** Environment variable by which the command tells the program its task, as JSON. */
export const TASK = 'CDK8S_ISTIO_TASK';

export function taskOf(variables: Readonly<Record<string, string | undefined>>): Task | undefined {
  const text = variables[TASK];
  return text === undefined ? undefined : (JSON.parse(text) as Task);
}

/** The environment that a task names: one of the program's, or one that this library brings. @throws MESH869 */
export function environmentOf(environments: readonly Environment[], name: string | undefined): Environment {
  const all = [...environments, ...RENDERED.filter((one) => !environments.some((own) => own.name === one.name))];
  const found = name === undefined ? all[0] : all.find((one) => one.name === name);
  return found ?? refuse(name ?? '', CLI.noEnvironment(all.map((one) => one.name)));
}

/** Shows what istiod makes of a file; gives the exit code. */
export function doPreview(task: Task & { readonly do: 'preview' }, environments: readonly Environment[]): number {
  const { istio } = environmentOf(environments, task.environment);
  const options = { namespace: task.namespace, file: task.file };
  const { previews, problems, doubts } = previewFile(istio, textOf(task.file), options);
  if (task.output === 'json') process.stdout.write(`${JSON.stringify({ previews, problems, doubts }, undefined, 2)}\n`);
  else {
    process.stdout.write(printManifests(previews.map(({ object }) => object)));
    for (const { object, injected, because } of previews)
      process.stderr.write(`# ${String(object['kind'])}: ${injected ? 'injected' : 'not injected'}, as ${because}\n`);
    for (const line of [...doubts, ...problems]) process.stderr.write(`${line}\n`);
  }
  return problems.length > 0 ? 1 : 0;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return refuse(file, CLI.noFile(error instanceof Error ? error.message : String(error)));
  }
}
