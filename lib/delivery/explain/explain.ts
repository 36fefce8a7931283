import { ApiObject } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { MeshChecks } from '../../checks/judge/mesh-checks';
import type { Environment } from '../../installation/environment';
import { MeshEnvironment } from '../../installation/installation';
import { refuse } from '../../kit/problems';
import { Asked } from '../../kit/users-line/asked';
import { placeOf } from '../../model/tree';
import { REPORT } from '../../problems/commands/report';
import { type Explained, explained, settingOf, type Written, wordsOf } from '../../report/explain/explain';
import { fieldAt, lineOf } from '../../report/explain/field';
import { keyOf } from '../../report/places';
import type { Task } from '../program/tasks';
import { type Files, type Rendered, rendered } from '../render';

type Explain = Task & { readonly do: 'explain' };

const objectsIn = (mesh: MeshEnvironment): readonly Written[] =>
  MeshChecks.judgedOf(mesh).objects.map(({ place, object }) => ({ key: keyOf(object), place, object }));

/** Objects of the one environment of a run. */
const objectsOf = ({ meshes }: Rendered): readonly Written[] => meshes.flatMap(({ mesh }) => objectsIn(mesh));

/** A run with other settings; nothing where they are refused. */
function attempt(environment: Environment): readonly Written[] | undefined {
  try {
    // What is refused afterwards would still be written so.
    return objectsIn(new MeshEnvironment(new MeshApp(), environment));
  } catch (error) {
    // A value that no library takes is no answer.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The environment whose folder a path below `dist` is in. */
const environmentOf = (environments: readonly Environment[], file: string): Environment | undefined =>
  environments.find(({ name }) => file.startsWith(`${name}/`));

/** A file and a line of it: those that are named, or those of an object and its field. */
function placeIn(files: Files, { what }: Explain): { readonly file: string; readonly line: number } | undefined {
  const [, path = '', line] = /^(.+\.ya?ml)(?::(\d+))?$/.exec(what) ?? [];
  if (path !== '') {
    const text = files.get(path);
    const first = text?.split('\n').findIndex((one) => one.startsWith('apiVersion:')) ?? -1;
    return text === undefined ? undefined : { file: path, line: Number(line ?? first + 1) };
  }
  const [address = '', field = ''] = what.split('#');
  const [kind = '', ...rest] = address.split('/');
  for (const [file, text] of files) {
    const found = lineOf(text, `${kind} ${rest.join('/')}`, field || 'apiVersion');
    if (found !== undefined) return { file, line: found };
  }
  return undefined;
}

/** What made a line of `dist`. @throws MESH881 for a file that no environment writes, MESH882 for what is no line of an object */
export function explain(task: Explain, environments: readonly Environment[]): Explained {
  const { what } = task;
  const isFile = /\.ya?ml(:\d+)?$/.test(what);
  const all = isFile
    ? [environmentOf(environments, what)].flatMap((one) => one ?? [])
    : environments.filter(({ name }) => task.environment === undefined || name === task.environment);
  for (const environment of all) {
    const asked = new Asked();
    const made = asked.during(() => rendered([environment]));
    const at = placeIn(made.files, task);
    const field = at && fieldAt(made.files.get(at.file) ?? '', at.line);
    if (at === undefined || field === undefined) continue;
    const written = objectsOf(made).find(({ key }) => key === field.key);
    const construct =
      written &&
      made.meshes[0]?.mesh.node
        .findAll()
        .find(
          (one) => ApiObject.isApiObject(one) && placeOf(one) === written.place && one.kind === written.object.kind,
        );
    if (written === undefined || construct === undefined) continue;
    const setting = settingOf(environment, field, written, attempt);
    const source = construct.node.scopes.map(({ node }) => asked.get(node.path)).findLast((one) => one !== undefined);
    return explained({ ...at, field }, written, { construct, source, leaf: setting?.leaf });
  }
  return refuse(what, all.length === 0 ? REPORT.noFile(environments.map(({ name }) => name)) : REPORT.noLine());
}

/** Says what made a line; gives the exit code. */
export function doExplain(task: Explain, environments: readonly Environment[]): number {
  const found = explain(task, environments);
  process.stdout.write(task.output === 'json' ? `${JSON.stringify(found, undefined, 2)}\n` : wordsOf(found));
  return 0;
}
