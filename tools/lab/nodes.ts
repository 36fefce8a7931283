import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from './lab';

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Record<string, string>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly name: string; readonly image: string }[];
    readonly initContainers?: readonly { readonly name: string; readonly image: string }[];
  };
  readonly status?: {
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** What runs of a pod: its address, and whether it is ready now. @default - an address of its own, and ready at once */
export type Runs = (pod: Pod) => Promise<{ readonly address: string; readonly ready: boolean } | undefined>;

const NODE = 'node1';
const CONDITIONS = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];

/** Stands in for a node: binds every pod and says what it would say of it, until it is stopped. No container runs here. */
export function node(lab: Lab, runs: Runs): () => Promise<void> {
  let going = true;
  let next = 20;
  const addressOf = ({ status }: Pod): string => {
    if (status?.podIP !== undefined) return status.podIP;
    next++;
    return `10.244.${next >> 8}.${next & 255}`;
  };
  const attend = async (pod: Pod) => {
    const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
    // Only a node ends a pod; until then whatever owns it goes on waiting.
    if (pod.metadata.deletionTimestamp !== undefined) {
      await lab.ask('DELETE', path, { gracePeriodSeconds: 0 });
      return;
    }
    if (pod.spec.nodeName === undefined)
      await lab.ask('POST', `${path}/binding`, {
        metadata: { name: pod.metadata.name },
        target: { kind: 'Node', name: NODE },
      });
    const { address, ready } = (await runs(pod)) ?? { address: addressOf(pod), ready: true };
    const state = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    if (state === String(ready).replace(/^./, (letter) => letter.toUpperCase())) return;
    if (pod.status?.podIP === undefined && address.startsWith('10.244.0.'))
      try {
        execFileSync('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo'], { stdio: 'ignore' });
      } catch {
        // It is there: the pod before had it too.
      }
    const containerStatuses = pod.spec.containers.map(({ name, image }) => ({
      ...{ name, image, imageID: '', ready, started: true, restartCount: 0 },
      state: { running: {} },
    }));
    const conditions = CONDITIONS.map((type) => ({ type, status: ready || !/Ready$/.test(type) ? 'True' : 'False' }));
    const status = {
      ...{ phase: 'Running', podIP: address, podIPs: [{ ip: address }], hostIP: '10.0.0.1', conditions },
      containerStatuses,
    };
    await lab.ask('PATCH', `${path}/status`, { status }, 'application/strategic-merge-patch+json');
  };
  const work = async () => {
    await lab.ask('POST', '/api/v1/nodes', { metadata: { name: NODE, labels: { 'kubernetes.io/os': 'linux' } } });
    const ready = {
      conditions: [{ type: 'Ready', status: 'True' }],
      allocatable: { cpu: '64', memory: '64Gi', pods: '500' },
    };
    await lab.ask('PATCH', `/api/v1/nodes/${NODE}/status`, { status: ready }, 'application/merge-patch+json');
    while (going) {
      const { body } = await lab.ask('GET', '/api/v1/pods');
      for (const pod of (body['items'] ?? []) as readonly Pod[]) await attend(pod);
      await sleep(500);
    }
  };
  const ended = work();
  return async () => {
    going = false;
    await ended;
  };
}
