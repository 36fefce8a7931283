import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StringMap } from '../../kit/formats/labels';
import { isBlock } from '../../kit/json';
import { message, Refused, refuse } from '../../kit/problems';
import { groupOf } from '../../model/object';
import { COMMAND } from '../../problems/commands/command';
import { readFileText, YAML } from '../../problems/objects/yaml';
import { CRDS, neededBy } from './crds';

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object as a file of `dist/` has it. */
export interface Manifest extends Kind {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: StringMap;
    readonly annotations?: StringMap;
  };
}

/** An object as the server has it. What a kind adds (spec, status) is read where it is needed. */
export interface Live extends Manifest {
  readonly metadata: Manifest['metadata'] & {
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    /** What it goes with. */
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
    readonly managedFields?: readonly {
      readonly manager?: string;
      readonly operation?: string;
      readonly apiVersion?: string;
      readonly subresource?: string;
      /** The fields as structured-merge-diff writes a set of them. */
      readonly fieldsV1?: Fields;
    }[];
  };
}

/** A set of fields: `f:name` is a field, `k:{...}` an entry of a list by its keys, `v:...` one by its value, `.` the thing itself. */
export interface Fields {
  readonly [key: string]: Fields;
}

/** One file of an environment. */
export interface Step {
  /** `30-istiod` */
  readonly stage: string;
  readonly objects: readonly Manifest[];
}

/** A file of `dist/crds/`. It is long, so its objects are read when they are asked for. */
export interface CrdFile {
  /** `gateway-api-1.6.0` */
  readonly name: string;
  /** `1.6.0` */
  readonly release: string;
  /** Names of its CRDs. */
  readonly names: readonly string[];
  readonly objects: () => readonly Manifest[];
  /** What keeps older CRDs from replacing these; goes with them. */
  readonly guard: () => readonly Manifest[];
}

/** What `dist/` holds for one environment, in the order in which it is applied. */
export interface Installation {
  readonly environment: string;
  /** The CRDs that the cluster must have before. */
  readonly crds: readonly CrdFile[];
  readonly steps: readonly Step[];
}

const SUFFIX = '.k8s.yaml';
const STAGE_FILE = /\/\d\d-[^/]*\.k8s\.yaml$/;

/** `Deployment istio-system/istiod` */
export const address = ({ kind, metadata }: Manifest): string =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;

/** The group of a kind, as ApplySets spell it: `Deployment.apps`, `Service`. */
export const groupKind = ({ apiVersion, kind }: Kind): string => [kind, groupOf(apiVersion)].filter(Boolean).join('.');

/** The objects of an installation in order. */
export const objectsOf = (installation: Installation): readonly Manifest[] =>
  installation.steps.flatMap(({ objects }) => objects);

/** The environments of a folder: every folder below it that has stages, such as `demo` or `multicluster/east`. */
export function environmentsOf(dist: string): readonly string[] {
  if (!existsSync(dist)) return [];
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => STAGE_FILE.test(path));
  return [...new Set(files.map((path) => dirname(path)))].sort();
}

/** @throws Refused when the folder lacks the environment */
export function readInstallation(dist: string, environment: string): Installation {
  const known = environmentsOf(dist);
  if (!known.includes(environment)) refuse('dist', COMMAND.environment(environment, known));
  const problems: string[] = [];
  const texts = readdirSync(join(dist, environment))
    .filter((file) => STAGE_FILE.test(`/${file}`))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(dist, environment, file), 'utf8') }));
  const steps = texts.map(({ file, text }) => {
    const read = manifestsOf(`${environment}/${file}`, text);
    problems.push(...read.problems);
    return { stage: file.replace(SUFFIX, ''), objects: read.objects };
  });
  if (problems.length > 0) throw new Refused(problems);
  const needed = [...new Set(texts.flatMap(({ text }) => neededBy(text)))];
  return { environment, crds: needed.map((name) => crdFile(dist, environment, name)), steps };
}

/** The environment's own folder has its CRDs where it was rendered alone. @throws Refused when they are nowhere */
function crdFile(dist: string, environment: string, name: string): CrdFile {
  const file = `${name}${SUFFIX}`;
  const folder = [dist, join(dist, environment)].map((at) => join(at, CRDS)).find((at) => existsSync(join(at, file)));
  if (folder === undefined) refuse(environment, COMMAND.noCrds(`${CRDS}/${file}`));
  const text = readFileSync(join(folder, file), 'utf8');
  const guard = join(folder, 'guard', file);
  return {
    name,
    release: name.slice(name.search(/\d/)),
    names: [...text.matchAll(/^kind: CustomResourceDefinition\nmetadata:\n(?: .*\n)*? name: (\S+)$/gm)].map(
      ([, one = '']) => one,
    ),
    objects: () => objectsIn(file, text),
    guard: () => (existsSync(guard) ? objectsIn(`guard/${file}`, readFileSync(guard, 'utf8')) : []),
  };
}

/** @throws Refused for what kubectl would not read */
function objectsIn(file: string, text: string): readonly Manifest[] {
  const { objects, problems } = manifestsOf(`${CRDS}/${file}`, text);
  if (problems.length > 0) throw new Refused(problems);
  return objects;
}

/** The objects of a file, those in a List one by one, and what in it is none. */
function manifestsOf(file: string, text: string) {
  const { documents, problems } = readFileText(file, text);
  const objects = documents.flatMap(({ value, line }) => {
    const listed =
      isBlock(value) && value['kind'] === 'List' && Array.isArray(value['items']) ? value['items'] : [value];
    if (listed.every(isManifest)) return listed;
    problems.push(message(YAML.noObject(), `${file}:${line}`));
    return [];
  });
  return { objects, problems };
}

const isManifest = (value: unknown): value is Manifest =>
  isBlock(value) &&
  typeof value['apiVersion'] === 'string' &&
  typeof value['kind'] === 'string' &&
  isBlock(value['metadata']) &&
  typeof value['metadata']['name'] === 'string';
