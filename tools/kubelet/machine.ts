import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A node, by its number; beside the first one is the API server. */
export interface Machine {
  readonly name: string;
  /** Its own side of every pod's network, by which other nodes reach it, too. */
  readonly address: string;
  /** What it says of itself as the address of its host. */
  readonly host: string;
  /** The first two numbers of its pods' addresses, and the third of the first of them. */
  readonly pods: { readonly range: string; readonly first: number };
}

export const machine = (number: number): Machine => ({
  name: `node${number}`,
  address: `10.244.255.${255 - number}`,
  host: `10.0.0.${number}`,
  pods: { range: `10.244.${64 * (number - 1)}.0/18`, first: 64 * (number - 1) + 8 },
});

export const FIRST = machine(1);
/** The node that a pod is bound to; the first while it is bound to none. */
export const machineOf = (name: string | undefined): Machine => machine(Number(/\d+$/.exec(name ?? '')?.[0] ?? 1));

/** Addresses of Services, and of load balancers: kube-proxy leads whoever asks for one to a pod. */
const SERVICES = '10.96.0.0/15';
/** Where programs that pods bring write on their node: plugins, and sockets between them. */
const FOLDERS = ['/etc/cni/net.d', '/opt/cni/bin', '/run/istio-cni', '/run/ztunnel'];

export const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
export const quietly = (...args: readonly string[]) => spawnSync('ip', args, { stdio: 'ignore' });

/** A node that forwards between its pods, and whose own clients reach Services. */
export function nodeNetwork({ address }: Machine): void {
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  quietly('addr', 'add', `${address}/32`, 'dev', 'lo');
  quietly('route', 'add', SERVICES, 'dev', 'lo', 'src', address);
}

/** Folders of a node's own, which go with its table of mounts, and the configuration of a runtime that makes pods' networks itself. */
export function nodeFolders(): void {
  for (const folder of FOLDERS) {
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  }
  const own = { name: 'k8s-pod-network', cniVersion: '0.3.1', plugins: [{ type: 'own' }] };
  writeFileSync(join('/etc/cni/net.d', '10-own.conflist'), JSON.stringify(own));
}

/** A network for a further node, with the wire between it and the first. Its name is the node's. */
export function wire({ name, address, pods }: Machine): void {
  ip('netns', 'add', name);
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('link', 'set', name, 'up');
  ip('addr', 'add', `${FIRST.address}/32`, 'dev', name);
  ip('route', 'add', `${address}/32`, 'dev', name, 'src', FIRST.address);
  ip('route', 'add', pods.range, 'via', address, 'dev', name);
  const inside = (...args: readonly string[]) => ip('-n', name, ...args);
  inside('link', 'set', 'lo', 'up');
  inside('addr', 'add', `${address}/32`, 'dev', 'eth0');
  inside('link', 'set', 'eth0', 'up');
  inside('route', 'add', FIRST.address, 'dev', 'eth0', 'scope', 'link');
  inside('route', 'add', 'default', 'via', FIRST.address, 'dev', 'eth0');
}
