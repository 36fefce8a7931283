import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadAll } from 'js-yaml';
import { refuse } from '../kit/problems';
import { COMMAND } from '../problems/command';

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object as a file of `dist/` has it. */
export interface Manifest extends Kind {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** An object as the server has it. What a kind adds (spec, status) is read where it is needed. */
export interface Live extends Manifest {
  readonly metadata: Manifest['metadata'] & {
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly managedFields?: readonly {
      readonly manager?: string;
      readonly operation?: string;
      readonly apiVersion?: string;
      readonly subresource?: string;
    }[];
  };
}

/** One file of an environment. */
export interface Step {
  /** `30-istiod` */
  readonly stage: string;
  readonly objects: readonly Manifest[];
}

/** What `dist/` holds for one environment, in the order in which it is applied. */
export interface Installation {
  readonly environment: string;
  readonly steps: readonly Step[];
}

const SUFFIX = '.k8s.yaml';
const STAGE_FILE = /\/\d\d-[^/]*\.k8s\.yaml$/;

/** `Deployment istio-system/istiod` */
export const address = ({ kind, metadata }: Manifest): string =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;

/** The group of a kind, as ApplySets spell it: `Deployment.apps`, `Service`. */
export const groupKind = ({ apiVersion, kind }: Kind): string =>
  apiVersion.includes('/') ? `${kind}.${apiVersion.split('/')[0]}` : kind;

/** What tells two objects of a cluster apart, whatever the version of their kind. */
export const identity = (object: Manifest): string =>
  `${groupKind(object)} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;

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
  const steps = readdirSync(join(dist, environment))
    .filter((file) => STAGE_FILE.test(`/${file}`))
    .sort()
    .map((file) => ({
      stage: file.replace(SUFFIX, ''),
      objects: loadAll(readFileSync(join(dist, environment, file), 'utf8')) as Manifest[],
    }));
  return { environment, steps };
}
