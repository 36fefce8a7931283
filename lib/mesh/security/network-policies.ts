import { Construct } from 'constructs';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import { CROSS_NETWORK_PORT, toPorts } from '../../istio/parts/network-policy';
import { XDS_PORT } from '../../istio/revisions/revision';
import { manifest } from '../../kit/manifest';
import type { GatewayPods } from '../edge/listeners';
import { mustFit } from '../must-fit';
import type { DeclaredCall, Labels, ServiceHandle } from '../services/handles';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { type DeclaredCallsProps, declaredCalls } from './declared-calls';

/** What pods exchange with other clusters of their mesh. */
export interface OtherClusters {
  /** Where requests of other networks enter this one. @default - all clusters are in one network */
  readonly eastWest?: GatewayPods;
  /** Addresses (CIDRs) of the pods of other clusters in the same network, which no selector finds. @default - no other cluster is in this network */
  readonly podCidrs?: readonly string[];
  /** Pods are served by an istiod in another cluster. @default false */
  readonly istiod?: boolean;
}

export interface NetworkPoliciesProps extends DeclaredCallsProps {
  /** Namespace of the control plane, whose Prometheus scrapes the pods and whose istiod they ask. @default 'istio-system' */
  readonly rootNamespace?: string;
  /** @default - the mesh has one cluster */
  readonly clusters?: OtherClusters;
}

/** Ports of every sidecar. Source: istio.io/docs/ops/deployment/application-requirements. */
const SIDECAR = { health: 15021, agent: 15020, envoyMetrics: 15090 } as const;

/** Kubelets ask from addresses of nodes, which no selector names; the agent answers rewritten probes and merged metrics. */
const PROBES = toPorts(SIDECAR.agent, SIDECAR.health);

const DNS: INetworkPolicyEgressRule = {
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

const podsOf = (namespace: string, labels: Labels): INetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { ...labels } },
});

const addresses = (cidrs: readonly string[]): readonly INetworkPolicyPeer[] =>
  cidrs.map((cidr) => ({ ipBlock: { cidr } }));

const allOf = (namespace: string): INetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
});

/** In ambient mode, pods of the mesh talk to each other through one port. */
const HBONE = 15008;

/** As whom ztunnel's node lets its kubelet's probes in, on whatever port. Source: istio.io/docs/ambient/usage/networkpolicy. */
const AMBIENT_PROBES: INetworkPolicyIngressRule = {
  from: [
    { ipBlock: { cidr: '169.254.7.127/32' } },
    { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } },
  ],
};

/** Waypoints of any namespace: istiod makes their pods. Whom they serve is theirs to judge, by identity. */
const WAYPOINT = { 'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint' };
const WAYPOINTS: INetworkPolicyPeer = { namespaceSelector: {}, podSelector: { matchLabels: { ...WAYPOINT } } };

const isAmbient = (service: ServiceHandle): boolean =>
  service instanceof Microservice && MeshNamespace.of(service).injection === 'ambient';

const portsOf = (service: ServiceHandle) =>
  toPorts(...service.ports.map(({ port, targetPort }) => targetPort ?? port), ...(isAmbient(service) ? [HBONE] : []))
    .ports;

const caller = ({ from, fromVersion }: DeclaredCall): readonly INetworkPolicyPeer[] =>
  from.namespace === undefined
    ? []
    : [podsOf(from.namespace, fromVersion === undefined ? from.podLabels : from.version(fromVersion).podLabels)];

/** A service outside of the mesh has no pods, only ports; one inside may have some in other clusters. */
const callee = (to: ServiceHandle, podCidrs: readonly string[]): INetworkPolicyEgressRule => ({
  ...(to.namespace === undefined ? {} : { to: [podsOf(to.namespace, to.podLabels), ...addresses(podCidrs)] }),
  ...(to.ports.length > 0 && { ports: portsOf(to) ?? [] }),
});

/**
 * What the network lets through beside the proxies' own rules: declared calls, probes of kubelets, Prometheus, istiod and DNS.
 * A pod that got around its sidecar is stopped here.
 */
export class NetworkPolicies extends Construct {
  constructor(
    scope: Construct,
    id: string,
    readonly props: NetworkPoliciesProps = {},
  ) {
    super(scope, id);
    mustFit(this, 'NetworkPoliciesProps', props);
    const { rootNamespace = 'istio-system', entries = [], clusters = {} } = props;
    const { eastWest, podCidrs = [], istiod = false } = clusters;
    const calls = declaredCalls(this, props);
    const ambient = MeshNamespace.of(this).injection === 'ambient';
    this.policy(
      'default',
      {},
      [
        PROBES,
        { from: [allOf(rootNamespace)], ...toPorts(SIDECAR.envoyMetrics) },
        ...(ambient ? [AMBIENT_PROBES, { from: [WAYPOINTS], ...toPorts(HBONE) }] : []),
      ],
      [
        DNS,
        // istiod, tracing, and the egress gateway.
        { to: [allOf(rootNamespace)] },
        ...(istiod ? [toPorts(XDS_PORT)] : []),
        ...(ambient ? [{ to: [WAYPOINTS], ...toPorts(HBONE) }] : []),
      ],
    );
    const pods = { namespaceSelector: {} };
    if (ambient)
      this.policy('waypoints', WAYPOINT, [{ from: [pods], ...toPorts(HBONE) }], [{ to: [pods], ...toPorts(HBONE) }]);
    for (const service of MeshNamespace.of(this)
      .node.findAll()
      .filter((one) => one instanceof Microservice)) {
      const gateways = entries.filter(({ to }) => to.includes(service)).map(({ gateway }) => gateway);
      const from = [
        ...gateways.map((gateway) => podsOf(gateway.namespace, gateway.selector)),
        ...calls.filter(({ to }) => to === service).flatMap(caller),
      ];
      // A caller in another network comes through its gateway, one in this network by itself; who it is remains for the proxy to judge.
      const elsewhere = [
        ...(eastWest === undefined ? [] : [podsOf(eastWest.namespace, eastWest.selector)]),
        ...addresses(podCidrs),
      ];
      const ingress = from.length === 0 ? [] : [{ from: [...from, ...elsewhere], ports: portsOf(service) ?? [] }];
      const called = (version?: string) => {
        const to = calls
          .filter((call) => call.from === service && call.fromVersion === version)
          .map(({ to }) => callee(to, podCidrs));
        return to.length > 0 && eastWest !== undefined ? [...to, toPorts(CROSS_NETWORK_PORT)] : to;
      };
      this.policy(service.name, service.podLabels, ingress, called());
      for (const version of service.versions)
        this.policy(`${service.name}-${version}`, service.version(version).podLabels, [], called(version));
    }
  }

  /** Nothing is written that opens nothing: the policy for all pods closes what is not opened. */
  private policy(
    name: string,
    pods: Labels,
    ingress: readonly INetworkPolicyIngressRule[],
    egress: readonly INetworkPolicyEgressRule[],
  ) {
    if (ingress.length + egress.length === 0) return;
    const { name: namespace } = MeshNamespace.of(this);
    manifest<INetworkPolicy>(this, name, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `mesh-${name}`, namespace },
      spec: {
        podSelector: Object.keys(pods).length === 0 ? {} : { matchLabels: { ...pods } },
        policyTypes: ['Ingress', 'Egress'],
        ...(ingress.length > 0 && { ingress: [...ingress] }),
        ...(egress.length > 0 && { egress: [...egress] }),
      },
    });
  }
}
