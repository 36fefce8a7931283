import { get } from 'node:http';
import { get as secure } from 'node:https';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { Box } from './container';

const numbered = (box: Box, port: number | string): number =>
  typeof port === 'number' ? port : (box.spec.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));

/** Asks once. */
export function answers(
  box: Box,
  address: string,
  { httpGet, tcpSocket, exec, timeoutSeconds = 1 }: IProbe,
): Promise<boolean> {
  const timeout = timeoutSeconds * 1000;
  if (exec?.command) return box.run(exec.command).then((code) => code === 0);
  return new Promise((resolve) => {
    const no = () => resolve(false);
    if (httpGet) {
      const { host = address, port, path = '/', scheme = 'HTTP', httpHeaders = [] } = httpGet;
      const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
      const options = { host, port: numbered(box, port), path, headers, timeout, rejectUnauthorized: false };
      const asked = (scheme === 'HTTPS' ? secure : get)(options, (response) => {
        response.resume();
        resolve((response.statusCode ?? 500) < 400);
      });
      asked.on('timeout', () => asked.destroy()).on('error', no);
    } else if (tcpSocket) {
      const socket = connect({ host: tcpSocket.host ?? address, port: numbered(box, tcpSocket.port), timeout });
      socket.on('connect', () => resolve(true) ?? socket.destroy());
      socket
        .on('timeout', () => socket.destroy())
        .on('error', no)
        .on('close', no);
    } else no();
  });
}

/** Asks as often as the probe says for as long as `wanted` holds, and says what it came to, until that needs to know no more. */
export async function watch(
  box: Box,
  address: string,
  probe: IProbe,
  wanted: () => boolean,
  said: (good: boolean) => boolean,
) {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = probe;
  await sleep(initialDelaySeconds * 1000);
  for (let failures = 0; wanted(); ) {
    const good = box.runs && (await answers(box, address, probe));
    failures = good ? 0 : failures + 1;
    if ((good || failures >= failureThreshold) && !said(good)) return;
    await sleep(periodSeconds * 1000);
  }
}
