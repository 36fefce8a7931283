import { address, type Manifest, objectsOf } from '../../delivery/dist/manifest';
import { message } from '../../kit/problems';
import { CRD } from '../apply/crds';
import { each } from '../cluster/pool';
import type { Run } from '../run';
import { missingSecrets } from '../secrets/missing';
import { hasSidecar, podsIn, troubleOf } from './pods';
import { takesTime, unready } from './readiness';

/** One object that takes time to become ready, or one pod. */
export interface Line {
  readonly object: string;
  readonly ready: boolean;
  /** What is missing, or what there is to say of a ready one. */
  readonly note: string;
}

export interface Status {
  readonly environment: string;
  readonly context: string;
  readonly ready: boolean;
  readonly objects: readonly Line[];
  readonly pods: readonly (Line & { readonly sidecar: boolean })[];
  /** Secrets that others must bring and that are not there, each with the command that makes it. */
  readonly secrets: readonly string[];
  /** Objects of the files that the cluster lacks. */
  readonly missing: readonly string[];
}

/** Each Deployment, DaemonSet and webhook of an environment, and each pod in its namespaces: ready or not, and why. */
export async function status(run: Run): Promise<Status> {
  const { cluster, installation } = run;
  const objects = objectsOf(installation);
  const [live, crds, pods, secrets] = await Promise.all([
    each(objects, (object) => cluster.get(object)),
    cluster.list(CRD, { metadataOnly: true }),
    each(namespacesOf(objects), (namespace) => podsIn(cluster, namespace)),
    missingSecrets(run),
  ]);
  const served = new Set(crds.map(({ metadata }) => metadata.name));
  const missing = [
    ...installation.crds
      .flatMap(({ names }) => names.filter((name) => !served.has(name)))
      .map((name) => `${CRD.kind} ${name}`),
    ...objects.filter((_, index) => live[index] === undefined).map(address),
  ];
  const lines = objects.flatMap((object, index) => {
    const found = live[index];
    return found === undefined || !takesTime(object) ? [] : [lineOf(object, unready(found, object.kind))];
  });
  const podLines = pods.flat().map((pod) => ({ ...lineOf(pod, troubleOf(pod)), sidecar: hasSidecar(pod) }));
  return {
    environment: installation.environment,
    context: cluster.context,
    ready: missing.length === 0 && secrets.length === 0 && [...lines, ...podLines].every((line) => line.ready),
    objects: lines,
    pods: podLines,
    missing,
    secrets: secrets.map(({ secret, problem }) => message(problem, secret)),
  };
}

/** Namespaces in which an environment has objects. */
export const namespacesOf = (objects: readonly Manifest[]): readonly string[] =>
  [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();

const lineOf = (object: Manifest, reason: string | undefined): Line => ({
  object: address(object),
  ready: reason === undefined,
  note: reason ?? '',
});

/** The status as text: what is not ready stands first. */
export function statusText({ environment, context, ready, objects, pods, missing, secrets }: Status): string {
  const width = Math.max(0, ...[...objects, ...pods].map(({ object }) => object.length));
  const row = ({ object, ready, note }: Line, more = '') =>
    `  ${ready ? 'ready    ' : 'NOT READY'}  ${object.padEnd(width)}  ${[more, note].filter((part) => part !== '').join('  ')}`.trimEnd();
  const unreadyFirst = <T extends Line>(lines: readonly T[]) =>
    lines.toSorted((a, b) => Number(a.ready) - Number(b.ready));
  return [
    `${environment} on ${context}: ${ready ? 'ready' : 'not ready'}`,
    ...(missing.length === 0 ? [] : [`missing (${missing.length}):`, ...missing.map((object) => `  ${object}`)]),
    ...secrets,
    ...unreadyFirst(objects).map((line) => row(line)),
    ...(pods.length === 0 ? ['no pods'] : ['pods:']),
    ...unreadyFirst(pods).map((pod) => row(pod, pod.sidecar ? 'with sidecar' : 'no sidecar  ')),
  ].join('\n');
}
