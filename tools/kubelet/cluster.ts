import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, minor } from '../cluster/build';
import { type Server, start } from '../cluster/server';
import { Api } from './api';
import { leaveAll } from './cgroup';
import type { ImageOf } from './container';
import { Kubelet } from './kubelet';
import { FIRST, machine, nodeFolders, nodeNetwork, wire } from './machine';
import { scheduler } from './scheduler';
import { loadBalancers } from './services';
import { type Joining, proxy, worker } from './worker';

/** What a cluster has beside its first node. */
export interface Further {
  /** Nodes in all. @default 1 */
  readonly nodes?: number;
  /** Module whose `images`, given a folder, says what stands in for images there. */
  readonly images: string;
}

/** Where a cluster is found by others. */
export interface Site {
  /** Of its API server, on an interface that is there. @default - the first node's own, for this cluster alone */
  readonly address?: string;
  /** The first three numbers of its load balancers' addresses. @default BLOCK */
  readonly block?: string;
}

/** A cluster on this machine whose pods really run: API server, controllers, kube-proxy, load balancers, and a node or more. */
export class RunningCluster {
  private readonly children: ChildProcess[] = [];
  private readonly stops: (() => void)[] = [];

  private constructor(
    readonly programs: string,
    readonly folder: string,
    private readonly server: Server,
    readonly api: Api,
    /** Of the first node. */
    readonly kubelet: Kubelet,
  ) {}

  static async open(imageOf: ImageOf, further?: Further, site: Site = {}): Promise<RunningCluster> {
    const programs = build(minor(), { pods: true });
    const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    nodeNetwork(FIRST);
    nodeFolders();
    const server = await start(programs, { workloads: true, address: site.address ?? FIRST.address });
    const api = new Api(server.kubeconfig);
    const pods = join(folder, FIRST.name);
    mkdirSync(pods);
    const cluster = new RunningCluster(programs, folder, server, api, new Kubelet(api, FIRST, pods, imageOf));
    await cluster.kubelet.start();
    cluster.children.push(proxy(programs, server.kubeconfig, FIRST, folder));
    const numbers = Array.from({ length: further?.nodes ?? 1 }, (_, i) => i + 1);
    if (further) for (const number of numbers.slice(1)) cluster.join({ number, ...further });
    const names = numbers.map((number) => machine(number).name);
    cluster.stops.push(scheduler(api, names), loadBalancers(api, site.block));
    return cluster;
  }

  /** The environment of a program that finds this cluster, and kubectl. */
  get env(): NodeJS.ProcessEnv {
    const { programs, server } = this;
    return { ...process.env, KUBECONFIG: server.kubeconfig, PATH: `${programs}:${process.env['PATH']}` };
  }

  async close(): Promise<void> {
    for (const stop of this.stops) stop();
    await this.kubelet.stop();
    for (const child of this.children) child.kill('SIGKILL');
    await this.server.stop();
    leaveAll();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private join({ number, images }: Pick<Joining, 'number' | 'images'>): void {
    const { programs, folder, server } = this;
    wire(machine(number));
    this.children.push(worker({ number, programs, folder, images, kubeconfig: server.kubeconfig }));
  }
}
