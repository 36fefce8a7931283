import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { ISysctl } from 'kubernetes-models/v1/Sysctl';

/** The node's own side of every pod's network. */
export const NODE_ADDRESS = '10.244.255.254';
/** Addresses of Services, and of load balancers: kube-proxy leads whoever asks for one to a pod. */
const SERVICES = '10.96.0.0/15';

/** What containerd sets for every pod. */
const OF_THE_RUNTIME: readonly ISysctl[] = [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }];

const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
const quietly = (...args: readonly string[]) => spawnSync('ip', args, { stdio: 'ignore' });

/** A node that forwards between its pods, and whose own clients reach Services. */
export function nodeNetwork(): void {
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  quietly('addr', 'add', `${NODE_ADDRESS}/32`, 'dev', 'lo');
  quietly('route', 'add', SERVICES, 'dev', 'lo', 'src', NODE_ADDRESS);
}

/** One pod's network namespace, routed and not bridged: so replies pass the node, where kube-proxy's translation is undone. */
export class Network {
  readonly name: string;
  readonly address: string;
  private readonly link: string;

  /** `address`: of a neighbour that is no pod. @default - the pod's own, by its number */
  constructor(
    readonly number: number,
    address?: string,
  ) {
    this.name = `pod-${number}`;
    this.link = `veth-${number}`;
    this.address = address ?? `10.244.${8 + Math.floor(number / 250)}.${(number % 250) + 1}`;
  }

  up(sysctls: readonly ISysctl[] = []): void {
    this.down();
    const inside = (...args: readonly string[]) => ip('-n', this.name, ...args);
    ip('netns', 'add', this.name);
    ip('link', 'add', this.link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.name);
    ip('link', 'set', this.link, 'up');
    ip('addr', 'add', `${NODE_ADDRESS}/32`, 'dev', this.link);
    ip('route', 'add', `${this.address}/32`, 'dev', this.link, 'src', NODE_ADDRESS);
    inside('link', 'set', 'lo', 'up');
    inside('addr', 'add', `${this.address}/32`, 'dev', 'eth0');
    inside('link', 'set', 'eth0', 'up');
    inside('route', 'add', NODE_ADDRESS, 'dev', 'eth0', 'scope', 'link');
    inside('route', 'add', 'default', 'via', NODE_ADDRESS, 'dev', 'eth0');
    for (const { name, value } of [...OF_THE_RUNTIME, ...sysctls])
      ip('netns', 'exec', this.name, 'sysctl', '-qw', `${name}=${value}`);
  }

  /** Ends what still runs in it, and the namespace. */
  down(): void {
    const { stdout } = spawnSync('ip', ['netns', 'pids', this.name], { encoding: 'utf8' });
    for (const pid of stdout.split('\n').filter(Boolean)) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    quietly('netns', 'del', this.name);
    quietly('link', 'del', this.link);
  }
}
