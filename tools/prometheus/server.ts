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

/** One series over a time. */
export interface Line {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

/** From, to and step, in seconds. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A Prometheus that is up. */
export interface Running {
  /** What a query answers now. @throws Error with Prometheus' own words if it does not parse */
  readonly query: (expr: string) => Promise<readonly Answer[]>;
  /** What a query answers over a time. @throws Error with Prometheus' own words if it does not parse */
  readonly queryRange: (expr: string, range: Range) => Promise<readonly Line[]>;
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
  const ask = async <T>(path: string, parameters: Readonly<Record<string, string>>): Promise<readonly T[]> => {
    const response = await fetch(`http://${address}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const body = (await response.json()) as { data?: { result: T[] }; error?: string };
    if (body.data === undefined) throw new Error(`${parameters['query']}: ${body.error}`);
    return body.data.result;
  };
  return {
    query: (expr) => ask<Answer>('query', { query: expr }),
    queryRange: (expr, { start, end, step }) =>
      ask<Line>('query_range', { query: expr, start: String(start), end: String(end), step: String(step) }),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
