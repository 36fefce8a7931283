import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSecurityContext } from 'kubernetes-models/v1/PodSecurityContext';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { IstioProps } from '../../props';
import * as env from '../../proxy/env';
import { gatewaySecurityContext } from '../pods/gateway';
import { firstOf, gateway, infrastructureLabel, number } from '../template/functions';
import { type Item, type Node, when } from '../template/tree';

type Env = Item<IEnvVar>;

/** Network that the Gateway's own labels name, or empty. */
export const ownNetwork = infrastructureLabel('topology.istio.io/network').as('ownNetwork');

/** Network of a Gateway: its label's, else the mesh's. */
export const network = ({ identity }: IstioProps) =>
  identity.network === undefined ? ownNetwork : firstOf(ownNetwork, identity.network).as('network');

/** Which workload the Gateway's proxy is. */
export const workloadEnv: readonly Env[] = [
  { name: 'ISTIO_META_WORKLOAD_NAME', value: gateway('DeploymentName') },
  env.deploymentOwner(gateway('Namespace'), gateway('DeploymentName')),
];

/** What other clusters see of this one's network through the Gateway. */
export const networkView = (test: Parameters<typeof when>[0], value: Node<string>): Env =>
  when<IEnvVar>(test, { name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value });

/** The pod of a gateway with ports below 1024. */
export const podSecurity = (istio: IstioProps): IPodSecurityContext => ({
  ...gatewaySecurityContext(istio),
  ...(istio.gatewayPods?.securityContext === undefined && istio.gatewayPods?.seccompProfile !== undefined
    ? { seccompProfile: istio.gatewayPods.seccompProfile }
    : {}),
});

/** No rights at all. */
export const LOCKED_DOWN = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
} as const;

/** No rights, as the user that istiod chooses: the namespace's on OpenShift. */
export const asProxyUser: Node<ISecurityContext> = {
  ...LOCKED_DOWN,
  runAsUser: number(gateway('ProxyUID')),
  runAsGroup: number(gateway('ProxyGID')),
};

/** The cluster that the Gateway is in. */
export const cluster = ({ identity }: IstioProps) => identity.cluster ?? gateway('ClusterID');
