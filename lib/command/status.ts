import { address, type Manifest, objectsOf } from '../delivery/manifest';
import { hasSidecar, podsIn, troubleOf } from './pods';
import { takesTime, unready } from './readiness';
import type { Run } from './run';

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
  /** Objects of the files that the cluster lacks. */
  readonly missing: readonly string[];
}

/** Each Deployment, DaemonSet and webhook of an environment, and each pod in its namespaces: ready or not, and why. */
export async function status({ cluster, installation }: Run): Promise<Status> {
  const objects = objectsOf(installation);
  const live = await Promise.all(objects.map((object) => cluster.get(object)));
  const missing = objects.filter((_, index) => live[index] === undefined).map(address);
  const lines = objects.flatMap((object, index) => {
    const found = live[index];
    // Of the many CRDs, only one that is not served is worth a line.
    const reason = unready(found, object.kind);
    const quiet = object.kind === 'CustomResourceDefinition' && reason === undefined;
    return found === undefined || quiet || !takesTime(object) ? [] : [lineOf(object, reason)];
  });
  const pods = (await Promise.all(namespacesOf(objects).map((namespace) => podsIn(cluster, namespace)))).flat();
  const podLines = pods.map((pod) => ({ ...lineOf(pod, troubleOf(pod)), sidecar: hasSidecar(pod) }));
  const ready = missing.length === 0 && [...lines, ...podLines].every((line) => line.ready);
  return {
    environment: installation.environment,
    context: cluster.context,
    ready,
    objects: lines,
    pods: podLines,
    missing,
  };
}

const namespacesOf = (objects: readonly Manifest[]): readonly string[] =>
  [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();

const lineOf = (object: Manifest, reason: string | undefined): Line => ({
  object: address(object),
  ready: reason === undefined,
  note: reason ?? '',
});

/** The status as text: what is not ready stands first. */
export function statusText({ environment, context, ready, objects, pods, missing }: Status): string {
  const width = Math.max(0, ...[...objects, ...pods].map(({ object }) => object.length));
  const row = ({ object, ready, note }: Line, more = '') =>
    `  ${ready ? 'ready    ' : 'NOT READY'}  ${object.padEnd(width)}  ${[more, note].filter((part) => part !== '').join('  ')}`.trimEnd();
  const unreadyFirst = <T extends Line>(lines: readonly T[]) =>
    lines.toSorted((a, b) => Number(a.ready) - Number(b.ready));
  return [
    `${environment} on ${context}: ${ready ? 'ready' : 'not ready'}`,
    ...(missing.length === 0 ? [] : [`missing (${missing.length}):`, ...missing.map((object) => `  ${object}`)]),
    ...unreadyFirst(objects).map((line) => row(line)),
    ...(pods.length === 0 ? ['no pods'] : ['pods:']),
    ...unreadyFirst(pods).map((pod) => row(pod, pod.sidecar ? 'with sidecar' : 'no sidecar  ')),
  ].join('\n');
}
