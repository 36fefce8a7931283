import { isAddressOrHost, isCidr, isDnsLabel, isLabelValue } from '../kit/formats/formats';
import type { Problem } from '../kit/problems';
import { TOPOLOGY } from '../problems/installation/topology';

/** A mesh over several clusters, as plain facts. */
export interface TopologyFacts {
  readonly networks: readonly { readonly name: string; readonly address?: string }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly network: string;
    /** Cluster of the istiod that serves it; absent if it has its own. */
    readonly primary: string | undefined;
    /** Addresses of its pods. */
    readonly podCidrs: readonly string[];
    /** Both another cluster's istiod and an external one of its own were asked for. */
    readonly twoControlPlanes: boolean;
  }[];
}

/** Every cluster lies in one network that is there and follows a control plane that it can reach. */
export function topologyProblems({ networks, clusters }: TopologyFacts): readonly Problem[] {
  const names = networks.map(({ name }) => name);
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const address = new Map(networks.map((network) => [network.name, network.address]));
  const entries = networks.flatMap(({ address }) => address ?? []);
  const shared = [...new Set(entries.filter((entry, i) => entries.indexOf(entry) !== i))];
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  return [
    ...twice.map((name) => TOPOLOGY.networkTwice(name)),
    ...networks.flatMap(({ name, address: entry }) => [
      ...(name !== '' && isLabelValue(name) ? [] : [TOPOLOGY.networkName(name)]),
      ...(entry === undefined || isAddressOrHost(entry) ? [] : [TOPOLOGY.address(name, entry)]),
    ]),
    ...shared.flatMap((entry) => {
      const at = [...new Set(networks.filter((network) => network.address === entry).map(({ name }) => name))];
      return at.length > 1 ? [TOPOLOGY.addressTwice(entry, at)] : [];
    }),
    ...clusters.flatMap(({ name, network, primary, podCidrs, twoControlPlanes }) => {
      const control = primary === undefined ? undefined : byName.get(primary);
      return [
        ...(twoControlPlanes ? [TOPOLOGY.twoControlPlanes(name)] : []),
        ...podCidrs.filter((cidr) => !isCidr(cidr)).map((cidr) => TOPOLOGY.podCidr(name, cidr)),
        ...(isDnsLabel(name) ? [] : [TOPOLOGY.clusterName(name)]),
        ...(address.has(network) ? [] : [TOPOLOGY.networkUnknown(name, network, names)]),
        ...(primary !== undefined && control?.primary !== undefined ? [TOPOLOGY.notPrimary(name, primary)] : []),
        ...(primary !== undefined && control === undefined ? [TOPOLOGY.noSuchPrimary(name, primary)] : []),
        ...(control !== undefined && address.get(control.network) === undefined
          ? [TOPOLOGY.noAddress(name, control.name, control.network)]
          : []),
      ];
    }),
  ];
}
