import { createServer } from 'node:net';
import { PortForward } from '@kubernetes/client-node';
import { COMMAND } from '../../checks/problems/command';
import { refuse } from '../../kit/problems';
import type { Run } from './run';
import { type Address, LOCAL_PORT } from './url';

/**
 * Forwards a local port to a ready pod behind a Service until Ctrl-C.
 * @throws Refused when no pod is ready
 */
export async function forward(
  { cluster, signal }: Run,
  { service, selector }: Address,
  opened: () => void,
): Promise<void> {
  const labels = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pods = await cluster.list({ apiVersion: 'v1', kind: 'Pod' }, { namespace: service.namespace, labels });
  const pod = pods.find(
    (one) => (one as { readonly status?: { readonly phase?: string } }).status?.phase === 'Running',
  );
  if (pod === undefined) refuse(`Service ${service.namespace}/${service.name}`, COMMAND.noPod());
  const tunnel = new PortForward(cluster.config);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    tunnel
      .portForward(service.namespace, pod.metadata.name, [service.targetPort], socket, null, socket)
      .catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(LOCAL_PORT, '127.0.0.1', opened);
    signal.addEventListener('abort', () => server.close(() => resolve()));
  });
}
