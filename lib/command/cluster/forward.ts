import { createServer, type Socket } from 'node:net';
import { PortForward } from '@kubernetes/client-node';
import { refuse } from '../../kit/problems';
import { COMMAND } from '../../problems/commands/command';
import type { Run } from '../run';
import { podsIn, troubleOf } from '../status/pods';
import { type Address, LOCAL_PORT } from '../url/url';
import { listen } from './listen';

/**
 * Forwards a local port to a ready pod behind a Service until Ctrl-C. `opened` receives the page's address.
 * @throws Refused when no pod is ready
 */
export async function forward(
  { cluster, signal }: Run,
  { service, selector, at }: Address,
  opened: (address: string) => void,
): Promise<void> {
  const pods = await podsIn(cluster, service.namespace, selector);
  const pod = pods.find((one) => one.status?.phase === 'Running' && troubleOf(one) === undefined);
  if (pod === undefined) refuse(`Service ${service.namespace}/${service.name}`, COMMAND.noPod());
  const tunnel = new PortForward(cluster.config);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    tunnel
      .portForward(service.namespace, pod.metadata.name, [service.targetPort], socket, null, socket)
      .catch(() => socket.destroy());
  });
  opened(at('localhost', await listen(server, LOCAL_PORT)));
  const end = new Promise((resolve) => server.once('close', resolve));
  const close = () => {
    server.close();
    // A browser keeps its connection open, which would keep the server.
    for (const socket of sockets) socket.destroy();
  };
  if (signal.aborted) close();
  else signal.addEventListener('abort', close);
  await end;
}
