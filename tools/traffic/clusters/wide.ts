import type { Clusters, Member } from './clusters';
import { NAMES, REGIONS } from './mesh';
import { asked } from './wires';

/** Says of each cluster's nodes in which region they are. */
export async function inRegions(clusters: Clusters): Promise<void> {
  for (const name of NAMES)
    await clusters.in(name).kubectl('label', 'node', '--all', `topology.kubernetes.io/region=${REGIONS[name]}`);
}

/** Nothing goes from cluster to cluster but to the API server and, in TLS, to the gateway; that only where requests leave their cluster. */
export async function crossing(from: Member, to: Member, wanted = '15443, the API server'): Promise<void> {
  const { clusters } = JSON.parse(await to.kubectl('config', 'view', '--minify', '-o', 'json'));
  const api = Number(new URL(clusters[0].cluster.server).port);
  const ports = asked(from.place).map((port) => (port === api ? 'the API server' : String(port)));
  const measured = ports.toSorted().join(', ');
  from.verdict('connections to the other cluster are for', measured === wanted, measured);
}
