import { address, type Live, type Manifest, objectsOf } from './manifest';
import { takesTime, unready } from './readiness';
import type { Run } from './run';

interface Pod extends Live {
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly restartCount?: number;
      readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
    }[];
  };
}

interface Container {
  readonly name: string;
}

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

const SIDECAR = 'istio-proxy';

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
  const pods = (await Promise.all(namespacesOf(objects).map((namespace) => cluster.list(POD, { namespace })))).flat();
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

const POD = { apiVersion: 'v1', kind: 'Pod' } as const;

const namespacesOf = (objects: readonly Manifest[]): readonly string[] =>
  [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();

const lineOf = (object: Manifest, reason: string | undefined): Line => ({
  object: address(object),
  ready: reason === undefined,
  note: reason ?? '',
});

/** A sidecar is a container, or an init container that stays (Kubernetes' own sidecars). */
const hasSidecar = ({ spec }: Pod): boolean =>
  [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(({ name }) => name === SIDECAR);

function troubleOf({ metadata, status }: Pod): string | undefined {
  if (metadata.deletionTimestamp !== undefined) return 'being deleted';
  if (status?.phase === 'Succeeded') return undefined;
  const waiting = (status?.containerStatuses ?? []).flatMap(({ name, state, restartCount = 0 }) => {
    const { reason, message } = state?.waiting ?? {};
    return reason === undefined
      ? []
      : [`${name} ${reason}${message === undefined ? '' : ` (${message})`}, ${restartCount} restarts`];
  });
  if (waiting.length > 0) return waiting.join('; ');
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  if (condition('Ready')?.status === 'True') return undefined;
  return condition('PodScheduled')?.message ?? condition('Ready')?.message ?? status?.phase ?? 'not seen by a node yet';
}

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
