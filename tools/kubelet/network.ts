import { spawnSync } from 'node:child_process';
import type { ISysctl } from 'kubernetes-models/v1/Sysctl';
import { FIRST, ip, type Machine, quietly } from './machine';

/** What containerd sets for every pod. */
const OF_THE_RUNTIME: readonly ISysctl[] = [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }];

/** One pod's network namespace, routed and not bridged: so replies pass the node, where kube-proxy's translation is undone. */
export class Network {
  readonly name: string;
  readonly address: string;
  private readonly link: string;

  /** `address`: of a neighbour that is no pod. @default - the pod's own, by its number */
  constructor(
    readonly number: number,
    readonly node: Machine = FIRST,
    address?: string,
  ) {
    this.name = `pod-${number}`;
    this.link = `veth-${number}`;
    this.address = address ?? `10.244.${node.pods.first + Math.floor(number / 250)}.${(number % 250) + 1}`;
  }

  up(sysctls: readonly ISysctl[] = []): void {
    this.down();
    const inside = (...args: readonly string[]) => ip('-n', this.name, ...args);
    const { address } = this.node;
    ip('netns', 'add', this.name);
    ip('link', 'add', this.link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.name);
    ip('link', 'set', this.link, 'up');
    ip('addr', 'add', `${address}/32`, 'dev', this.link);
    ip('route', 'add', `${this.address}/32`, 'dev', this.link, 'src', address);
    inside('link', 'set', 'lo', 'up');
    inside('addr', 'add', `${this.address}/32`, 'dev', 'eth0');
    inside('link', 'set', 'eth0', 'up');
    inside('route', 'add', address, 'dev', 'eth0', 'scope', 'link');
    inside('route', 'add', 'default', 'via', address, 'dev', 'eth0');
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
