import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** One series of an answer. */
export interface Answer {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A Prometheus that is up. */
export interface Running {
  /** What a query answers now. @throws Error with Prometheus' own words if it does not parse */
  readonly query: (expr: string) => Promise<readonly Answer[]>;
  readonly stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts Prometheus with a configuration file and its data in `folder`. @throws Error with its log if it ends early */
export async function startPrometheus(programs: string, config: string, folder: string): Promise<Running> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ];
  const child = spawn(join(programs, 'prometheus'), args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = async () => (await fetch(`http://${address}/-/ready`).catch(() => undefined))?.ok ?? false;
  for (let i = 0; !(await ready()); i++) {
    if (child.exitCode !== null || i > 120) {
      child.kill();
      throw new Error(`Prometheus does not start: ${log}`);
    }
    await wait(250);
  }
  return {
    query: async (expr) => {
      const response = await fetch(`http://${address}/api/v1/query?${new URLSearchParams({ query: expr })}`);
      const body = (await response.json()) as { data?: { result: Answer[] }; error?: string };
      if (body.data === undefined) throw new Error(`${expr}: ${body.error}`);
      return body.data.result;
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
