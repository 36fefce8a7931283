import { eastWestGateway } from '../gateways/presets';
import type { GatewayProps } from '../gateways/props';
import type { IstioProps } from '../istio/props';
import type { Patch } from '../kit/override';
import { isPrimary, PRIMARY, remoteSecret, type Topology } from './topology';

/** What being in the topology means for one cluster. */
export interface ClusterSettings {
  readonly istio: Patch<IstioProps>;
  /** Where other networks enter. Absent in a mesh of one network whose primaries serve no other cluster. */
  readonly eastWest?: GatewayProps;
  /** What the gateway lets in: services of this cluster, and its istiod for the clusters that it controls. */
  readonly exposes: { readonly services: boolean; readonly istiod: boolean };
  /** Secrets that others put into the control plane's namespace: names, never their content. */
  readonly secrets: readonly string[];
}

const GATEWAY_PORT = 15443;

/** One cluster's share of a topology without problems. */
export function clusterSettings(topology: Topology, name: string): ClusterSettings {
  const cluster = topology.clusters[name];
  if (cluster === undefined) throw new RangeError(`no cluster ${name}`);
  const { network, controlledBy = PRIMARY } = cluster;
  const primary = isPrimary(cluster);
  const others = Object.keys(topology.clusters).filter((other) => other !== name);
  const severalNetworks = topology.networks.length > 1;
  const controls = others.some((other) => topology.clusters[other]?.controlledBy === name);
  return {
    istio: {
      identity: { meshId: topology.meshId, trustDomain: topology.trustDomain, cluster: name, network },
      ...(controls ? { istiod: { env: { EXTERNAL_ISTIOD: 'true' } } } : {}),
      ...(primary
        ? {}
        : { remote: { istiod: { address: gatewayOf(topology, controlledBy) }, controlPlane: controlledBy } }),
      ...(primary ? meshNetworks(topology) : {}),
      ...(topology.failover === undefined ? {} : { mesh: { localityLbSetting: failover(topology.failover) } }),
    },
    ...(severalNetworks || controls ? { eastWest: eastWestGateway(network) } : {}),
    exposes: { services: severalNetworks, istiod: controls },
    secrets: primary ? others.map(remoteSecret) : [],
  };
}

/** Address of the gateway in front of a primary's network; the checks hold that there is one. */
function gatewayOf(topology: Topology, primary: string): string {
  const network = topology.networks.find(({ name }) => name === topology.clusters[primary]?.network);
  return network?.address ?? '';
}

/** Networks with a fixed address; istiod finds the others by the labels of their gateways' Services. */
function meshNetworks({ networks, clusters }: Topology): Pick<Patch<IstioProps>, 'meshNetworks'> {
  const fixed = networks.flatMap(({ name, address }) => (address === undefined ? [] : [{ name, address }]));
  if (fixed.length === 0) return {};
  const registries = (network: string) =>
    Object.entries(clusters).flatMap(([name, cluster]) =>
      cluster.network === network ? [{ fromRegistry: name }] : [],
    );
  return {
    meshNetworks: Object.fromEntries(
      fixed.map(({ name, address }) => [
        name,
        {
          endpoints: registries(name),
          gateways: [{ address, port: GATEWAY_PORT }],
        },
      ]),
    ),
  };
}

const failover = (regions: Readonly<Record<string, string>>) => ({
  enabled: true,
  failover: Object.entries(regions).map(([from, to]) => ({ from, to })),
});
