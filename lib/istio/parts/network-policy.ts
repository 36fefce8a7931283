import type { Construct } from 'constructs';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import { manifest } from '../../kit/manifest';
import type { IstioProps, StringMap } from '../props';
import type { NetworkPolicyMode, Platform } from '../surroundings';

export interface ComponentPolicyProps {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  /** Labels of the pods. */
  readonly pods: StringMap;
  readonly mode: NetworkPolicyMode;
  /** Open ports, in groups of one purpose. */
  readonly ingress: Readonly<Record<NetworkPolicyMode, readonly (readonly PolicyPort[])[]>>;
  /** Where the pods may connect to in mode `least`, beside DNS; in mode `official` anywhere. */
  readonly egress: readonly INetworkPolicyEgressRule[];
}

/** A TCP port, or one of another protocol. */
export type PolicyPort = number | { readonly port: number; readonly protocol: 'UDP' };

const port = (one: PolicyPort) =>
  typeof one === 'number' ? { protocol: 'TCP' as const, port: one } : { protocol: one.protocol, port: one.port };

/** Name resolution. The cluster's resolver may be a pod or run on the node. */
const DNS: INetworkPolicyEgressRule = { ports: [port({ port: 53, protocol: 'UDP' }), port(53)] };

/** Where an east-west gateway lets requests of other networks in. */
export const CROSS_NETWORK_PORT = 15443;

/** TCP ports of any address. */
export const toPorts = (...ports: readonly number[]): INetworkPolicyEgressRule => ({ ports: ports.map(port) });

/** Where the API server of a distribution listens, if on no usual port: a policy may be held before or after its Service leads there. */
const API_SERVERS: Partial<Record<Platform, number>> = { microk8s: 16443, minikube: 8443 };

/** Ports of API servers, and of HTTPS. */
export const apiServerPorts = ({ platform }: Pick<IstioProps, 'platform'>): readonly number[] => {
  const own = platform && API_SERVERS[platform];
  return [443, 6443, ...(own === undefined ? [] : [own])];
};

/** The API server, whose address differs from cluster to cluster. */
export const toApiServer = (istio: Pick<IstioProps, 'platform'>): INetworkPolicyEgressRule =>
  toPorts(...apiServerPorts(istio));

/** Any pod of the cluster, on any port. */
export const TO_PODS: INetworkPolicyEgressRule = { to: [{ namespaceSelector: {} }] };

/** What may reach a component of Istio, and what it may reach. */
export function componentPolicy(scope: Construct, id: string, props: ComponentPolicyProps): void {
  const { name, namespace, labels, mode } = props;
  manifest<INetworkPolicy>(scope, id, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels },
    spec: {
      podSelector: { matchLabels: { ...props.pods } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: props.ingress[mode].map((ports) => ({ ports: ports.map(port) })),
      egress: mode === 'official' ? [{}] : [DNS, ...props.egress],
    },
  });
}
