import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Site } from '../../kubelet/cluster';
import { ip, quietly } from '../../kubelet/machine';

/** A cluster as the network between clusters knows it. Addresses of pods and of Services are the same in each. */
export interface Place extends Required<Site> {
  readonly name: string;
}

/** Between the clusters, and where whoever asks them is. */
const BETWEEN = { gate: '172.31.0.1', range: '172.31.0.0/16' } as const;
const PODS = '10.244.0.0/16';
const TABLE = ['inet', 'between'] as const;

export const placeOf = (name: string, i: number): Place => ({
  name,
  address: `172.31.${i + 1}.1`,
  block: `10.97.${i + 1}`,
});

const balancers = ({ block }: Place): string => `${block}.0/24`;
const nft = (...args: readonly string[]): string => execFileSync('nft', args, { encoding: 'utf8' });

/** Lays a wire to each cluster: others reach its API server and its load balancers, and no pod; what leaves it has its own address. */
export function lay(places: readonly Place[]): void {
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  nft('add', 'table', ...TABLE);
  nft('add', 'chain', ...TABLE, 'pass', '{ type filter hook forward priority 0 ; }');
  for (const place of places) {
    const { name, address } = place;
    const inside = (...args: readonly string[]) => ip('-n', name, ...args);
    const via = ['via', BETWEEN.gate, 'dev', 'eth0', 'src', address];
    ip('netns', 'add', name);
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    ip('link', 'set', name, 'up');
    ip('addr', 'add', `${BETWEEN.gate}/32`, 'dev', name);
    ip('route', 'add', `${address}/32`, 'dev', name, 'src', BETWEEN.gate);
    ip('route', 'add', balancers(place), 'via', address, 'dev', name);
    inside('link', 'set', 'lo', 'up');
    inside('addr', 'add', `${address}/32`, 'dev', 'eth0');
    inside('link', 'set', 'eth0', 'up');
    inside('route', 'add', BETWEEN.gate, 'dev', 'eth0', 'scope', 'link');
    for (const range of [BETWEEN.range, ...places.filter((other) => other !== place).map(balancers)])
      inside('route', 'add', range, ...via);
    const own = ['netns', 'exec', name, 'nft', 'add'];
    ip(...own, 'table', 'ip', 'leaving');
    ip(...own, 'chain', 'ip', 'leaving', 'out', '{ type nat hook postrouting priority 100 ; }');
    ip(...own, 'rule', 'ip', 'leaving', 'out', 'oifname', 'eth0', 'ip', 'saddr', PODS, 'masquerade');
    nft('add', 'set', ...TABLE, name, '{ type inet_service ; flags dynamic ; size 4096 ; }');
    const begins = `iifname "${name}" tcp flags & (syn | ack) == syn add @${name} { tcp dport }`;
    nft('add', 'rule', ...TABLE, 'pass', begins);
  }
}

/** Takes up what was laid. */
export function takeUp(places: readonly Place[]): void {
  nft('delete', 'table', ...TABLE);
  for (const { name } of places) {
    quietly('netns', 'del', name);
    quietly('link', 'del', name); // Its other end is there until the last program has ended.
  }
}

/** Ports of other clusters to which anybody in this one has begun a connection. */
export function asked({ name }: Place): readonly number[] {
  const { nftables } = JSON.parse(nft('-j', 'list', 'set', ...TABLE, name)) as {
    readonly nftables: readonly { readonly set?: { readonly elem?: readonly number[] } }[];
  };
  return nftables.flatMap(({ set }) => set?.elem ?? []).sort((a, b) => a - b);
}
