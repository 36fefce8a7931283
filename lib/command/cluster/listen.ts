import type { AddressInfo, Server } from 'node:net';

const ANY_PORT = 0;

/** Listens on a port of this machine, or on any other where that one is taken. Gives the port. */
export async function listen(server: Server, port: number): Promise<number> {
  const taken = await new Promise<boolean>((resolve, reject) => {
    server.once('listening', () => resolve(false));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    server.listen(port, '127.0.0.1');
  });
  if (taken) return listen(server, ANY_PORT);
  server.removeAllListeners('error').removeAllListeners('listening');
  return (server.address() as AddressInfo).port;
}
