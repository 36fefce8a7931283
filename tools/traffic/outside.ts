import { readFileSync } from 'node:fs';
import { type IncomingMessage, createServer as plain, type ServerResponse } from 'node:http';
import { createServer as secure } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What a host outside of the mesh saw of a request. */
export interface Seen {
  /** Address that the request came from. */
  readonly peer: string;
  /** Name that TLS was begun for. @default - no TLS */
  readonly sni?: string | undefined;
}

const tell = ({ socket }: IncomingMessage, response: ServerResponse) => {
  const seen: Seen = {
    peer: (socket.remoteAddress ?? '').replace('::ffff:', ''),
    sni: String((socket as TLSSocket).servername ?? ''),
  };
  response.end(JSON.stringify(seen));
};

// Runs beside the mesh, until it is ended: HTTP and HTTPS on free ports, which it prints.
const [key = '', cert = ''] = process.argv.slice(2);
if (require.main === module) {
  const servers = [plain(tell), secure({ key: readFileSync(key), cert: readFileSync(cert) }, tell)];
  const listening = servers.map(
    (server) => new Promise<number>((done) => server.listen(0, () => done((server.address() as AddressInfo).port))),
  );
  void Promise.all(listening).then((ports) => console.log(JSON.stringify(ports)));
}
