import { type RequestOptions, request } from 'node:https';
import { connect } from 'node:tls';

/** Where TLS is spoken. */
export interface End {
  readonly host: string;
  readonly port: number;
  /** Name that it is begun for. @default - none */
  readonly name?: string;
  /** @default - a browser's */
  readonly protocols?: readonly string[];
}

/** As one sidecar speaks to another. */
export const OF_THE_MESH = ['istio-http/1.1', 'istio'] as const;

/** What a server shows in a handshake. */
export interface Shown {
  /** Whom its certificate is for: `DNS:shop.example.com`, `URI:spiffe://…`. */
  readonly names: string;
  readonly serial: string;
  /** Serial numbers of those above it that it sends along. */
  readonly chain: readonly string[];
  /** Seconds from its beginning to its end. */
  readonly lasts: number;
  /** Whether one trusts it who trusts the root alone. */
  readonly trusted: boolean;
}

/** Shakes hands, and looks. @throws Error where nobody answers */
export const shown = ({ host, port, name, protocols }: End, root: string): Promise<Shown> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      ...{ host, port, ca: root, rejectUnauthorized: false, timeout: 5000 },
      // Who it is for is judged by whoever asks.
      checkServerIdentity: () => undefined,
      ...(name === undefined ? {} : { servername: name }),
      ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
    });
    socket.on('error', reject).on('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)));
    socket.on('secureConnect', () => {
      const leaf = socket.getPeerCertificate(true);
      const chain: string[] = [];
      for (let at = leaf; at.issuerCertificate && at.issuerCertificate !== at; ) {
        at = at.issuerCertificate;
        chain.push(at.serialNumber);
      }
      const { subjectaltname: names = '', serialNumber: serial, valid_from: from, valid_to: to } = leaf;
      const lasts = (Date.parse(to) - Date.parse(from)) / 1000;
      resolve({ names, serial, chain, lasts, trusted: socket.authorized });
      socket.destroy();
    });
  });

/** An answer, with the port that it was asked from: a connection has one. */
export interface Answered {
  /** 0: none. */
  readonly status: number;
  readonly from: number;
}

/** Asks by HTTPS, or what a sidecar speaks. */
export const asked = ({ host, port, name, protocols }: End, options: RequestOptions = {}): Promise<Answered> =>
  new Promise((resolve) => {
    const none = () => resolve({ status: 0, from: 0 });
    const sent = request(
      {
        ...{ host, port, path: '/', rejectUnauthorized: false, timeout: 5000, agent: false },
        ...(name === undefined ? {} : { servername: name, headers: { host: name } }),
        ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
        ...options,
      } as RequestOptions,
      (answer) => {
        const from = answer.socket.localPort ?? 0;
        answer
          .resume()
          .on('end', () => resolve({ status: answer.statusCode ?? 0, from }))
          .on('error', none);
      },
    );
    sent
      .on('timeout', () => sent.destroy())
      .on('error', none)
      .end();
  });
