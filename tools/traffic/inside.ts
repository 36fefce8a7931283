import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IPodStatus } from 'kubernetes-models/v1/PodStatus';
import type { RunningCluster } from '../kubelet/cluster';
import type { Pod } from '../kubelet/types';
import { run } from './command';
import type { Report } from './report';

/** An answer of HTTP; status 0 where no connection came about. */
export interface Said {
  readonly status: number;
  readonly body: string;
}
export interface Asked {
  /** How often, by one connection. @default 1 */
  readonly times?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 'GET' */
  readonly method?: string;
}

export type Running = Pod & { readonly status?: IPodStatus };

const [END_OF_BODY, END_OF_ANSWER] = ['\u0001', '\u0002'];
const PATIENCE = 120_000;

/** A cluster, asked as a user asks it and from inside of its pods, on whichever node. */
export class Inside {
  constructor(
    readonly cluster: Pick<RunningCluster, 'api' | 'env' | 'folder'>,
    readonly report: Report,
    /** What its verdicts begin with. */
    private readonly about: string,
  ) {}

  async kubectl(...args: readonly string[]): Promise<string> {
    return (await run(['kubectl', ...args], this.cluster.env)).said.trim();
  }

  /** Pods that run, by label. */
  async pods(namespace: string, labels: string): Promise<readonly Running[]> {
    const selector = `labelSelector=${encodeURIComponent(labels)}`;
    const list = await this.cluster.api.get<{ readonly items: readonly Running[] }>(
      `/api/v1/namespaces/${namespace}/pods?${selector}`,
    );
    return (list?.items ?? []).filter(
      ({ status, metadata }) => status?.phase === 'Running' && metadata.deletionTimestamp === undefined,
    );
  }

  async pod(namespace: string, app: string): Promise<Running> {
    const [found] = await this.pods(namespace, `app=${app}`);
    if (found === undefined) throw new Error(`no pod of ${namespace}/${app} runs`);
    return found;
  }

  /** Asks from inside of a pod's first container, by a connection of its own. */
  ask(pod: Pod, url: string, { times = 1, headers = {}, method = 'GET' }: Asked = {}): readonly Said[] {
    const said = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const many = times > 1 ? `${url}${url.includes('?') ? '&' : '?'}n=[1-${times}]` : url;
    const curl = [
      'curl',
      '-s',
      '-m',
      '20',
      '-X',
      method,
      ...said,
      '-w',
      `${END_OF_BODY}%{http_code}${END_OF_ANSWER}`,
      many,
    ];
    const printed = this.inside(pod, ...curl);
    return printed
      .split(END_OF_ANSWER)
      .filter((one) => one.includes(END_OF_BODY))
      .map((one) => {
        const [body = '', status = '0'] = one.split(END_OF_BODY);
        return { status: Number(status), body };
      });
  }

  status(pod: Pod, url: string, asked?: Asked): number {
    return this.ask(pod, url, asked)[0]?.status ?? 0;
  }

  /** What a command prints inside of a pod's first container, whatever it ends with. */
  inside(pod: Pod, ...command: readonly string[]): string {
    const args = ['-t', String(processOf(pod)), '-n', '-m', '-r', '--', ...command];
    try {
      return execFileSync('nsenter', args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      return String((error as { readonly stdout?: string }).stdout ?? '');
    }
  }

  /** Asks until something holds twice in a row. @returns whether it came to that */
  async until(holds: () => boolean | Promise<boolean>): Promise<boolean> {
    let times = 0;
    for (const end = Date.now() + PATIENCE; times < 2 && Date.now() < end; await sleep(500))
      times = (await holds()) ? times + 1 : 0;
    return times === 2;
  }

  /** Reports a verdict on this cluster. */
  verdict(what: string, holds: boolean, measured: string): void {
    this.report(`${this.about}: ${what}`, holds, measured);
  }

  /** Waits until something is as it should; what it was last is reported. */
  async becomes(what: string, wanted: string, measure: () => string | Promise<string>): Promise<void> {
    let got = '';
    const holds = await this.until(async () => {
      got = await measure();
      return got === wanted;
    });
    this.verdict(what, holds, holds ? got : `${got}; wanted ${wanted}`);
  }
}

/** The first process of a pod's first container, on whichever node. @throws Error where none runs */
export function processOf({ metadata, spec }: Pod): number {
  const group = `/pod${metadata.uid}/${spec.containers[0]?.name}\n`;
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
    .find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(group);
      } catch {
        return false; // It ended meanwhile.
      }
    });
  if (found === undefined) throw new Error(`no process of ${metadata.name} runs`);
  return found;
}
