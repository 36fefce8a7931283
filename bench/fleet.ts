import { production } from '../lib/environments/production';
import type { Environment } from '../lib/installation/environment';
import { fleet } from '../lib/topology/fleet';

/** A mesh of as many primary clusters, each on a network of its own, so that each knows all others. */
export function clusters(count: number): readonly Environment[] {
  const networks = Array.from({ length: count }, (_, i) => ({ name: `net-${i}`, address: `gateway-${i}.example.com` }));
  return fleet('fleet', production, {
    meshId: 'bench',
    trustDomain: 'bench.example',
    networks,
    clusters: Object.fromEntries(networks.map(({ name }, i) => [`cluster-${i}`, { network: name }])),
  });
}
