import { ApiObject } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { MeshChecks } from '../../checks/judge/mesh-checks';
import { isHalf } from '../../installation/apps';
import type { Environment } from '../../installation/environment';
import { MeshEnvironment } from '../../installation/installation';
import { refuse } from '../../kit/problems';
import { Asked } from '../../kit/users-line/asked';
import { placeOf } from '../../model/tree';
import { REPORT } from '../../problems/commands/report';
import { type Explained, explained, settingOf, type Trials, type Written, wordsOf } from '../../report/explain/explain';
import { fieldAt, lineOf } from '../../report/explain/field';
import { type Path, replaced } from '../../report/explain/props';
import { keyOf } from '../../report/places';
import type { Task } from '../program/tasks';
import { type Files, type Rendered, rendered } from '../render';

type Explain = Task & { readonly do: 'explain' };

const objectsIn = (mesh: MeshEnvironment): readonly Written[] =>
  MeshChecks.judgedOf(mesh).objects.map(({ place, object }) => ({ key: keyOf(object), place, object }));

/** What other values of an environment's settings change; each is tried once. */
class OtherSettings implements Trials {
  private readonly before: ReadonlyMap<string, Written>;
  private readonly made = new Map<string, readonly Written[] | undefined>();
  private readonly accepted = new Map<string, boolean>();

  constructor(
    private readonly environment: Environment,
    readonly written: readonly Written[],
  ) {
    this.before = new Map(written.map((one) => [`${JSON.stringify(one.object)} ${one.place}`, one]));
  }

  writes(path: Path, value: unknown): readonly Written[] | undefined {
    const id = JSON.stringify([path, value ?? null]);
    if (!this.made.has(id))
      this.made.set(
        id,
        outcome(() => this.attempt(path, value)),
      );
    return this.made.get(id);
  }

  isAccepted(path: Path, value: unknown): boolean {
    const id = JSON.stringify([path, value ?? null]);
    const known = this.accepted.get(id) ?? outcome(() => this.judged(path, value)) ?? false;
    this.accepted.set(id, known);
    return known;
  }

  private attempt(path: Path, value: unknown): readonly Written[] | undefined {
    const mesh = new MeshEnvironment(new MeshApp(), replaced(this.environment, path, value));
    if (isHalf(mesh)) return undefined;
    // Most objects stay as they were, and are not kept twice.
    return objectsIn(mesh).map((one) => this.before.get(`${JSON.stringify(one.object)} ${one.place}`) ?? one);
  }

  private judged(path: Path, value: unknown): boolean {
    const app = new MeshApp();
    new MeshEnvironment(app, replaced(this.environment, path, value));
    return app.objects().size > 0;
  }
}

/** A value that no library takes is no answer. */
function outcome<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The environment whose folder a path below `dist` is in. */
const environmentOf = (environments: readonly Environment[], file: string): Environment | undefined =>
  environments.find(({ name }) => file.startsWith(`${name}/`));

/** A file and a line of it: those that are named, or those of an object and its field. */
function placeIn(files: Files, what: string): { readonly file: string; readonly line: number } | undefined {
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

/** Says of the lines of one environment what made them; it is synthesized once. */
export class Explainer {
  private readonly asked = new Asked();
  private readonly made: Rendered;
  private readonly trials: OtherSettings;

  /** @throws Refused with what is wrong in the environment */
  constructor(private readonly environment: Environment) {
    this.made = this.asked.during(() => rendered([environment]));
    this.trials = new OtherSettings(
      environment,
      this.made.meshes.flatMap(({ mesh }) => objectsIn(mesh)),
    );
  }

  /** What made a line, named as the command names it; nothing where it is no line of an object of this environment. */
  explain(what: string): Explained | undefined {
    const { files, meshes } = this.made;
    const at = placeIn(files, what);
    const field = at && fieldAt(files.get(at.file) ?? '', at.line);
    const written = this.trials.written.find(({ key }) => key === field?.key);
    const construct =
      written &&
      meshes[0]?.mesh.node
        .findAll()
        .find(
          (one) => ApiObject.isApiObject(one) && placeOf(one) === written.place && one.kind === written.object.kind,
        );
    if (at === undefined || field === undefined || written === undefined || construct === undefined) return undefined;
    const setting = settingOf(this.environment, field, written, this.trials);
    const source = construct.node.scopes
      .map(({ node }) => this.asked.get(node.path))
      .findLast((one) => one !== undefined);
    return explained({ ...at, field }, written, { construct, source, leaf: setting });
  }
}

/** What made a line of `dist`. @throws MESH881 for a file that no environment writes, MESH882 for what is no line of an object */
export function explain(task: Explain, environments: readonly Environment[]): Explained {
  const { what } = task;
  const isFile = /\.ya?ml(:\d+)?$/.test(what);
  const all = isFile
    ? [environmentOf(environments, what)].flatMap((one) => one ?? [])
    : environments.filter(({ name }) => task.environment === undefined || name === task.environment);
  for (const environment of all) {
    const found = new Explainer(environment).explain(what);
    if (found !== undefined) return found;
  }
  return refuse(what, all.length === 0 ? REPORT.noFile(environments.map(({ name }) => name)) : REPORT.noLine());
}

/** Says what made a line; gives the exit code. */
export function doExplain(task: Explain, environments: readonly Environment[]): number {
  const found = explain(task, environments);
  process.stdout.write(task.output === 'json' ? `${JSON.stringify(found, undefined, 2)}\n` : wordsOf(found));
  return 0;
}
