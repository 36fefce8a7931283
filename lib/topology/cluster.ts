import { eastWestGateway } from '../gateways/presets';
import type { GatewayProps } from '../gateways/props';
import { CROSS_NETWORK_PORT } from '../istio/parts/network-policy';
import type { IstioProps } from '../istio/props';
import { remembered } from '../kit/once-per-object';
import type { Patch } from '../kit/override';
import type { Exposes } from './exposure';
import { externalNamespace, isPrimary, PRIMARY, remoteSecret, type Topology } from './topology';

/** What being in the topology means for one cluster. */
export interface ClusterSettings {
  readonly istio: Patch<IstioProps>;
  /** Where other networks enter. Absent in a mesh of one network whose primaries serve no other cluster. */
  readonly eastWest?: GatewayProps;
  /** What the gateway lets in: services of this cluster, and its istiod for the clusters that it controls. */
  readonly exposes: Exposes;
  /** Requests go to other regions by this cluster's configuration. */
  readonly failsOver: boolean;
  /** Clusters whose external istiods run here. */
  readonly hosts: readonly string[];
  /** Secrets that others put into the control plane's namespace: names, never their content. */
  readonly secrets: readonly string[];
}

/** One cluster's share of a topology without problems. */
export function clusterSettings(topology: Topology, name: string): ClusterSettings {
  const cluster = topology.clusters[name];
  if (cluster === undefined) throw new RangeError(`no cluster ${name}`);
  const { network, externalIn } = cluster;
  const controlledBy = externalIn ?? cluster.controlledBy ?? PRIMARY;
  const primary = isPrimary(cluster);
  // An istiod reads configuration from one cluster alone; an external one from the cluster that it serves. Held by `test:clusters -- remote external`.
  const configured = primary || externalIn !== undefined;
  const others = Object.keys(topology.clusters).filter((other) => other !== name);
  const severalNetworks = topology.networks.length > 1;
  const controls = others.some((other) => topology.clusters[other]?.controlledBy === name);
  const hosts = others.filter((other) => topology.clusters[other]?.externalIn === name);
  return {
    istio: {
      identity: { meshId: topology.meshId, trustDomain: topology.trustDomain, cluster: name, network },
      ...(controls ? { istiod: { env: { EXTERNAL_ISTIOD: 'true' } } } : {}),
      ...(externalIn === undefined ? {} : { namespace: externalNamespace(name) }),
      ...(primary
        ? {}
        : {
            remote: {
              istiod: { address: gatewayOf(topology, controlledBy) },
              ...(externalIn === undefined ? { controlPlane: controlledBy } : { external: true }),
            },
          }),
      ...(configured ? meshNetworks(topology) : {}),
      ...(topology.failover === undefined ? {} : { mesh: { localityLbSetting: failover(topology.failover) } }),
    },
    ...(severalNetworks || controls || hosts.length > 0 ? { eastWest: eastWestGateway(network) } : {}),
    exposes: { services: severalNetworks && configured, istiod: controls, external: hosts.map(externalNamespace) },
    failsOver: configured && topology.failover !== undefined,
    hosts,
    secrets: configured ? others.map(remoteSecret) : [],
  };
}

/** Address of the gateway in front of a primary's network; the checks hold that there is one. */
function gatewayOf(topology: Topology, primary: string): string {
  const network = topology.networks.find(({ name }) => name === topology.clusters[primary]?.network);
  return network?.address ?? '';
}

/**
 * Networks with a fixed address, the same for all clusters; istiod finds the others by the labels of their gateways' Services.
 * Source: pilot/pkg/serviceregistry/kube/controller/network.go. Held by `test:clusters`, with and without addresses.
 */
const meshNetworks = remembered(({ networks, clusters }: Topology): Pick<Patch<IstioProps>, 'meshNetworks'> => {
  const registries = new Map<string, { readonly fromRegistry: string }[]>(networks.map(({ name }) => [name, []]));
  for (const [fromRegistry, { network }] of Object.entries(clusters)) registries.get(network)?.push({ fromRegistry });
  const fixed = networks.flatMap(({ name, address }) =>
    address === undefined
      ? []
      : [[name, { endpoints: registries.get(name) ?? [], gateways: [{ address, port: CROSS_NETWORK_PORT }] }] as const],
  );
  return fixed.length === 0 ? {} : { meshNetworks: Object.fromEntries(fixed) };
});

const failover = (regions: Readonly<Record<string, string>>) => ({
  enabled: true,
  failover: Object.entries(regions).map(([from, to]) => ({ from, to })),
});
