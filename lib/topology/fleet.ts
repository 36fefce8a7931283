import { EAST_WEST } from '../gateways/presets';
import type { App, Environment } from '../installation/environment';
import type { Installed } from '../installation/installed';
import type { Authority } from '../istio/certificates/authority';
import type { IstioProps } from '../istio/props';
import { override, type Patch } from '../kit/override';
import { check, message, type Problem, Refused } from '../kit/problems';
import { NetworkPolicies } from '../mesh/security/network-policies';
import { MeshNamespace } from '../mesh/services/namespace';
import { TOPOLOGY } from '../problems/installation/topology';
import { mustBe } from '../schema/props';
import { clusterSettings } from './cluster';
import { Exposure } from './exposure';
import { Failover } from './failover';
import { topologyProblems } from './rules';
import { isPrimary, PRIMARY, readersNamespaces, type Topology } from './topology';

/**
 * The environments of a mesh over several clusters: `base` in each, written to `dist/<name>/<cluster>/`.
 * @throws MESH640-MESH649, MESH691, all at once, where the topology contradicts itself
 */
export function fleet(name: string, base: Environment, topology: Topology): readonly Environment[] {
  mustBe(name, 'Topology', topology);
  const clusters = Object.entries(topology.clusters);
  const problems = topologyProblems({
    networks: topology.networks,
    clusters: clusters.map(([cluster, props]) => ({
      name: cluster,
      network: props.network,
      primary: isPrimary(props) ? undefined : (props.externalIn ?? props.controlledBy ?? PRIMARY),
      podCidrs: props.podCidrs ?? [],
      twoControlPlanes: props.externalIn !== undefined && props.controlledBy !== undefined,
    })),
  });
  if (problems.length > 0) throw new Refused(problems.map((problem) => message(problem, name)));
  return clusters.map(([cluster, props]) => {
    const { istio, eastWest, exposes, secrets, hosts, failsOver } = clusterSettings(topology, cluster);
    const introducedIn = readersNamespaces(topology, cluster, base.istio.namespace);
    const neighbours = clusters.filter(([other, { network }]) => other !== cluster && network === props.network);
    const share: App = (mesh) => {
      const gateway = mesh.gateways.get(EAST_WEST);
      if (gateway !== undefined) new Exposure(mesh, 'Exposure', gateway, exposes);
      check(mesh, () => closedNetworks(mesh, gateway !== undefined, neighbours.length > 0));
      if (failsOver) new Failover(mesh, 'Failover', mesh.controlPlanes.main.props);
    };
    const patch: Patch<Environment> = {
      name: `${name}/${cluster}`,
      purpose: `${base.purpose} Cluster ${cluster} of mesh ${topology.meshId}.`,
      istio,
      // A remote cluster has no istiod that could sign.
      authority: isPrimary(props) ? rootOf(base) : null,
      needsSecrets: [...(base.needsSecrets ?? []), ...secrets],
      otherPods: neighbours.flatMap(([, { podCidrs = [] }]) => podCidrs),
      ...(introducedIn.length > 0 ? { introducedIn } : {}),
      ...(hosts.length > 0 ? { external: hosts.map((host) => externalProps(base, topology, host)) } : {}),
      gateways: { ...base.gateways, ...(eastWest === undefined ? {} : { [EAST_WEST]: eastWest }) },
      guarantees: [...(base.guarantees ?? []), share],
    };
    return override(base, patch);
  });
}

/** The istiod of another cluster: all that the cluster says of itself, except that it is remote there. */
const externalProps = (base: Environment, topology: Topology, cluster: string): IstioProps =>
  override(override(base.istio, clusterSettings(topology, cluster).istio), { remote: null });

/** Network policies of workloads let through what goes from cluster to cluster. */
function closedNetworks(
  { node, controlPlanes }: Installed,
  severalNetworks: boolean,
  sharesNetwork: boolean,
): readonly Problem[] {
  const remote = controlPlanes.main.props.remote !== undefined;
  return node.findAll().flatMap((one) => {
    if (!(one instanceof NetworkPolicies)) return [];
    const { name } = MeshNamespace.of(one);
    const { eastWest, podCidrs = [], istiod = false } = one.props.clusters ?? {};
    return [
      ...(severalNetworks && eastWest === undefined ? [TOPOLOGY.closedNetwork(name, 'services', 'eastWest')] : []),
      ...(sharesNetwork && podCidrs.length === 0
        ? [TOPOLOGY.closedNetwork(name, 'services', "podCidrs: the addresses that the topology's clusters say")]
        : []),
      ...(remote && !istiod ? [TOPOLOGY.closedNetwork(name, 'their istiod', 'istiod')] : []),
    ];
  });
}

/** Clusters trust each other by one root. */
const rootOf = ({ authority = { by: 'plugged-in' } }: Environment): Authority => authority;
