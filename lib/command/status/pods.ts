import type { Live, Manifest } from '../../delivery/dist/manifest';
import type { StringMap } from '../../kit/formats/labels';
import type { Cluster } from '../cluster/cluster';

interface Container {
  readonly name: string;
  readonly image?: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

export interface Pod extends Live {
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

const POD = { apiVersion: 'v1', kind: 'Pod' } as const;
const SIDECAR = 'istio-proxy';
/** How a container waits for another one of its pod: the other one is the trouble. */
const BEHIND_ANOTHER = 'PodInitializing';

export const podsIn = async (cluster: Cluster, namespace: string, labels: StringMap = {}): Promise<readonly Pod[]> => {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const found = await cluster.list(POD, {
    namespace,
    ...(selector.length === 0 ? {} : { labels: selector.join(',') }),
  });
  return found as readonly Pod[];
};

/** A sidecar is a container, or an init container that stays (Kubernetes' own sidecars). */
export const hasSidecar = ({ spec }: Pod): boolean =>
  [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(({ name }) => name === SIDECAR);

/** The tag of a pod's proxy, and the control plane that injected it; empty where it has none, or says nothing. */
export function proxyOf({ metadata, spec }: Pod): { readonly version: string; readonly revision: string } {
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const { image } = all.find(({ name }) => name === SIDECAR) ?? {};
  const [whole = ''] = image?.split('@') ?? [];
  const tag = /:([^/:]+)$/.exec(whole)?.[1] ?? image?.split('@')[1] ?? '';
  return { version: tag, revision: image === undefined ? '' : (metadata.annotations?.['istio.io/rev'] ?? '') };
}

/** What keeps a container from running, in the kubelet's words. */
function stopped({ name, state, restartCount = 0 }: ContainerStatus): readonly string[] {
  const { waiting, terminated } = state ?? {};
  const restarts = `${restartCount} restarts`;
  if (waiting?.reason !== undefined)
    return [`${name} ${waiting.reason}${waiting.message === undefined ? '' : ` (${waiting.message})`}, ${restarts}`];
  if (terminated !== undefined && terminated.exitCode !== 0)
    return [`${name} ended with ${terminated.exitCode} (${terminated.reason ?? 'Error'}), ${restarts}`];
  return [];
}

/** Why a pod does not do its work; undefined when it does. */
export function troubleOf({ metadata, status }: Pod): string | undefined {
  if (metadata.deletionTimestamp !== undefined) return 'being deleted';
  if (status?.phase === 'Succeeded') return undefined;
  if (status?.phase === 'Failed') return [status.reason ?? 'Failed', status.message].filter(Boolean).join(': ');
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  if (condition('Ready')?.status === 'True') return undefined;
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
    .filter(({ state }) => state?.waiting?.reason !== BEHIND_ANOTHER)
    .flatMap(stopped);
  if (containers.length > 0) return containers.join('; ');
  return (
    condition('PodScheduled')?.message ??
    condition('Initialized')?.message ??
    condition('Ready')?.message ??
    status?.phase ??
    'not seen by a node yet'
  );
}

/** The trouble of the first pod of a workload that has any: why its roll-out does not end. */
export async function troubleUnder(cluster: Cluster, workload: Manifest): Promise<string | undefined> {
  const { spec } = workload as Manifest & {
    readonly spec?: { readonly selector?: { readonly matchLabels?: StringMap } };
  };
  const labels = spec?.selector?.matchLabels;
  if (labels === undefined) return undefined;
  for (const pod of await podsIn(cluster, workload.metadata.namespace ?? 'default', labels)) {
    const trouble = pod.metadata.deletionTimestamp === undefined ? troubleOf(pod) : undefined;
    if (trouble !== undefined) return `pod ${pod.metadata.name}: ${trouble}`;
  }
  return undefined;
}
