import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, MINORS } from '../cluster/build';
import { type Server, start } from '../cluster/server';
import { Api } from './api';
import type { ImageOf } from './container';
import { NODE_NAME } from './fields';
import { Kubelet } from './kubelet';
import { NODE_ADDRESS, nodeNetwork } from './network';
import { loadBalancers } from './services';

/** What a kube-proxy may not set in a network that is not the machine's own. */
const UNTOUCHED = ['max-per-core', 'min', 'tcp-timeout-established', 'tcp-timeout-close-wait'];

/** A cluster on this machine whose pods really run: API server, controllers, kube-proxy, load balancers and one node. */
export class RunningCluster {
  private readonly children: ChildProcess[] = [];
  private unwatch = () => {};

  private constructor(
    readonly programs: string,
    readonly folder: string,
    private readonly server: Server,
    readonly api: Api,
    readonly kubelet: Kubelet,
  ) {}

  static async open(imageOf: ImageOf): Promise<RunningCluster> {
    const programs = build(process.env['KUBERNETES'] ?? MINORS.at(-1) ?? '', { pods: true });
    const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    nodeNetwork();
    const server = await start(programs, { workloads: true, address: NODE_ADDRESS });
    const api = new Api(server.kubeconfig);
    const pods = join(folder, 'pods');
    mkdirSync(pods);
    const cluster = new RunningCluster(programs, folder, server, api, new Kubelet(api, pods, imageOf));
    await cluster.kubelet.start();
    cluster.proxy();
    cluster.unwatch = loadBalancers(api);
    return cluster;
  }

  /** The environment of a program that finds this cluster, and kubectl. */
  get env(): NodeJS.ProcessEnv {
    const { programs, server } = this;
    return { ...process.env, KUBECONFIG: server.kubeconfig, PATH: `${programs}:${process.env['PATH']}` };
  }

  async close(): Promise<void> {
    this.unwatch();
    await this.kubelet.stop();
    for (const child of this.children) child.kill('SIGKILL');
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private proxy(): void {
    const log = openSync(join(this.folder, 'kube-proxy.log'), 'a');
    const args = [
      ...[`--kubeconfig=${this.server.kubeconfig}`, `--hostname-override=${NODE_NAME}`, '--proxy-mode=nftables'],
      ...['--cluster-cidr=10.244.0.0/16', ...UNTOUCHED.map((one) => `--conntrack-${one}=0`)],
    ];
    this.children.push(spawn(join(this.programs, 'kube-proxy'), args, { stdio: ['ignore', log, log] }));
  }
}
