import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from './api';
import type { ImageOf } from './container';
import { Kubelet } from './kubelet';
import { type Machine, machine, nodeFolders, nodeNetwork } from './machine';
import { inWorldOf, ownNetworks } from './world';

/** What a node needs to know to join a cluster. */
export interface Joining {
  readonly number: number;
  /** Folder with the programs of Kubernetes. */
  readonly programs: string;
  readonly kubeconfig: string;
  /** Of the cluster, where each node has one of its own. */
  readonly folder: string;
  /** Module whose `images`, given a folder, says what stands in for images. */
  readonly images: string;
}

/** What a kube-proxy may not set in a network that is not the machine's own. */
const UNTOUCHED = ['max-per-core', 'min', 'tcp-timeout-established', 'tcp-timeout-close-wait'];

/** Leads a node's pods, and the node itself, from Services to pods. */
export function proxy(programs: string, kubeconfig: string, { name }: Machine, folder: string): ChildProcess {
  const log = openSync(join(folder, `kube-proxy-${name}.log`), 'a');
  const args = [
    ...[`--kubeconfig=${kubeconfig}`, `--hostname-override=${name}`, '--proxy-mode=nftables'],
    ...['--cluster-cidr=10.244.0.0/16', ...UNTOUCHED.map((one) => `--conntrack-${one}=0`)],
  ];
  return spawn(join(programs, 'kube-proxy'), args, { stdio: ['ignore', log, log] });
}

/** Starts a further node, on the wire that is laid for it. It ends, with all that runs on it, when it is killed. */
export function worker(joining: Joining): ChildProcess {
  const { name } = machine(joining.number);
  return inWorldOf(name, __filename, JSON.stringify(joining));
}

async function main({ number, programs, kubeconfig, folder, images }: Joining): Promise<void> {
  const node = machine(number);
  ownNetworks();
  nodeNetwork(node);
  nodeFolders();
  const pods = join(folder, node.name);
  mkdirSync(pods, { recursive: true });
  const imageOf: ImageOf = require(images).images(pods);
  await new Kubelet(new Api(kubeconfig), node, pods, imageOf).start();
  proxy(programs, kubeconfig, node, folder);
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '{}'));
