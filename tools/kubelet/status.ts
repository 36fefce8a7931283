import type { RunningPod } from './pod';
import type { Supervised } from './supervised';

const condition = (type: string, holds: boolean) => ({ type, status: holds ? 'True' : 'False' });

const containerStatus = ({ spec, box, restarts, started, ready, ended, before }: Supervised, startedAt: string) => {
  const waiting = { waiting: { reason: restarts > 0 ? 'CrashLoopBackOff' : 'PodInitializing' } };
  const terminated = { terminated: { exitCode: ended ?? 0, reason: ended === 0 ? 'Completed' : 'Error' } };
  const state = ended !== undefined ? terminated : box.runs ? { running: { startedAt } } : waiting;
  return {
    ...{ name: spec.name, image: spec.image, imageID: '', restartCount: restarts, state },
    ...{ started, ready: ready || ended === 0 },
    ...(before === undefined ? {} : { lastState: { terminated: { exitCode: before, reason: 'Error' } } }),
  };
};

/** What a node says of a pod that it runs. */
export const statusOf = (running: RunningPod, startTime: string) => ({
  phase: running.isInitialized ? 'Running' : 'Pending',
  ...{ hostIP: running.network.node.host, hostIPs: [{ ip: running.network.node.host }], startTime },
  ...(running.isReachable ? { podIP: running.network.address, podIPs: [{ ip: running.network.address }] } : {}),
  conditions: [
    condition('PodScheduled', true),
    condition('PodReadyToStartContainers', true),
    condition('Initialized', running.isInitialized),
    condition('ContainersReady', running.isReady),
    condition('Ready', running.isReady),
  ],
  initContainerStatuses: running.init.map((one) => containerStatus(one, startTime)),
  containerStatuses: running.containers.map((one) => containerStatus(one, startTime)),
});
