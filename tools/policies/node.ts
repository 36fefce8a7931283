import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { blockOf, listOf } from '../../lib/kit/json';
import type { KubeObject } from '../../lib/model/object';
import { podsOf } from '../../lib/model/workloads/workloads';
import { build as kubernetes } from '../cluster/build';
import { type Server, start } from '../cluster/server';
import { Api } from '../kubelet/api';
import { FIRST, nodeNetwork } from '../kubelet/machine';
import { Network } from '../kubelet/network';
import { build } from './build';
import { directions } from './directions';
import type { Ports } from './ports';

const NODE = FIRST.name;
const PATIENCE_SECONDS = 120;
const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';

/** Where connections begin and arrive: a pod, or what is no pod, by its address. */
export interface End {
  readonly name: string;
  readonly network: Network;
}

/** A pair that a connection was made between: `from to protocol port`. */
export type Reached = ReadonlySet<string>;

export const pairOf = (from: string, to: string, port: number, protocol = 'TCP'): string =>
  `${from} ${to} ${protocol} ${port}`;

/** The name of the node itself, as whom kubelet probes. */
export const KUBELET = 'kubelet';

const nameOf = ({ metadata }: KubeObject): string => `${metadata?.namespace}/${metadata?.name}`;

/** A cluster of one node, whose pods are networks in which nothing runs, and whose policies kube-router enforces. */
export class PolicedNode {
  private readonly ends: End[] = [];
  private enforcer: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
    private readonly api: Api,
  ) {}

  static async open(minor: string): Promise<PolicedNode> {
    nodeNetwork(FIRST);
    // The kernel sends few refusals a second to each address, and a pod that hears none waits in vain.
    writeFileSync('/proc/sys/net/ipv4/icmp_ratelimit', '0');
    const server = await start(kubernetes(minor));
    const node = new PolicedNode(mkdtempSync(join(tmpdir(), 'policies-')), server, new Api(server.kubeconfig));
    const address = { type: 'InternalIP', address: FIRST.address };
    await node.send('POST', '/api/v1/nodes', { metadata: { name: NODE } });
    await node.send('PATCH', `/api/v1/nodes/${NODE}/status`, { status: { addresses: [address] } }, MERGE);
    return node;
  }

  async close(): Promise<void> {
    this.enforcer?.kill('SIGKILL');
    for (const { network } of this.ends) network.down();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Somebody outside of the cluster. */
  outside(name: string, address: string): void {
    const network = new Network(this.ends.length + 1, FIRST, address);
    network.up();
    this.ends.push({ name, network });
  }

  /** Writes namespaces and policies, and one pod for each workload, that runs and is ready as far as the cluster knows. */
  async apply(objects: readonly KubeObject[]): Promise<void> {
    const of = (kind: string) => objects.filter((object) => object.kind === kind);
    for (const { metadata } of of('Namespace')) {
      const { name, labels } = blockOf(metadata);
      await this.put(`/api/v1/namespaces/${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    }
    for (const object of objects) {
      const pods = podsOf(object);
      if (pods !== undefined) await this.run(object, pods);
    }
    for (const policy of of('NetworkPolicy').flatMap(directions)) {
      const { namespace, name } = blockOf(policy.metadata);
      await this.put(`/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}`, policy);
    }
  }

  /** Starts kube-router, and waits until it has written its rules: those of all pods at once. */
  async enforce(): Promise<void> {
    const log = join(this.folder, 'kube-router.log');
    const out = openSync(log, 'a');
    const others = ['--run-router=false', '--run-service-proxy=false', '--run-loadbalancer=false', '--health-port=0'];
    const args = ['--run-firewall=true', `--kubeconfig=${this.server.kubeconfig}`, `--hostname-override=${NODE}`];
    this.enforcer = spawn(join(build(), 'kube-router'), [...args, ...others], { stdio: ['ignore', out, out] });
    const pods = this.ends.filter(({ name }) => name.includes('/')).map(({ name }) => name.split('/'));
    const lacks = () => {
      const rules = execFileSync('iptables-save', ['-t', 'filter'], { encoding: 'utf8', maxBuffer: 1 << 28 });
      return pods.filter(([namespace, name]) => !rules.includes(`POD name:${name} namespace: ${namespace} `));
    };
    for (let seconds = 0; lacks().length > 0; seconds++) {
      if (seconds >= PATIENCE_SECONDS || this.enforcer.exitCode !== null)
        throw new Error(`kube-router has no rules for ${lacks().join(' ')}\n${readFileSync(log, 'utf8').slice(-3000)}`);
      await sleep(1000);
    }
  }

  /** Connects from each end, and from the node, to each other end. */
  reached({ tcp, udp }: Ports): Reached {
    const ends = [
      { name: KUBELET, namespace: '', address: FIRST.address },
      ...this.ends.map(({ name, network }) => ({ name, namespace: network.name, address: network.address })),
    ];
    const input = JSON.stringify({ ends, tcp, udp });
    const said = execFileSync(join(build(), 'connect'), { input, encoding: 'utf8', maxBuffer: 1 << 28 });
    const lines = said.split('\n').filter(Boolean);
    return new Set(
      lines.map((line) => {
        const { from, to, port, protocol } = JSON.parse(line);
        return pairOf(from, to, port, protocol);
      }),
    );
  }

  private async run(object: KubeObject, { metadata, spec }: NonNullable<ReturnType<typeof podsOf>>): Promise<void> {
    const { name, namespace } = blockOf(object.metadata);
    const network = new Network(this.ends.length + 1);
    network.up();
    const { labels, annotations } = metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    await this.put(path, {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels, annotations } },
      spec: { ...spec, nodeName: NODE },
    });
    const status = {
      ...{ phase: 'Running', podIP: network.address, podIPs: [{ ip: network.address }], hostIP: FIRST.address },
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: listOf(spec['containers']).map((one) => ({
        ...{ name: blockOf(one)['name'], image: blockOf(one)['image'], imageID: '', ready: true, restartCount: 0 },
        state: { running: {} },
      })),
    };
    await this.send('PATCH', `${path}/status`, { status }, MERGE);
    this.ends.push({ name: nameOf(object), network });
  }

  private put(path: string, body: object): Promise<void> {
    return this.send('PATCH', `${path}?fieldManager=policies&force=true`, body, APPLY);
  }

  private async send(method: string, path: string, body: object, type?: string): Promise<void> {
    const { status, body: said } = await this.api.ask(method, path, body, type);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(said)}`);
  }
}
