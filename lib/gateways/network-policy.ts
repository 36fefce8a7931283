import type { Construct } from 'constructs';
import { CROSS_NETWORK_PORT, componentPolicy, TO_PODS, toPorts } from '../istio/parts/network-policy';
import type { IstioProps, StringMap } from '../istio/props';
import { type ControlPlane, DEFAULT_REVISION, XDS_PORT } from '../istio/revisions/revision';
import type { GatewayProps } from './props';

/** Readiness, which load balancers ask for too. */
const HEALTH = [15021];
/** Merged metrics, and Envoy's own. */
const METRICS = [15020, 15090];
/** East-west gateways of other networks, which also lead to a control plane of another cluster. */
const elsewhere = ({ remote }: IstioProps) => toPorts(CROSS_NETWORK_PORT, ...(remote === undefined ? [] : [XDS_PORT]));

/** What may reach a gateway, and what it may reach, where the control plane asks for NetworkPolicies. */
export function gatewayPolicy(
  scope: Construct,
  props: GatewayProps,
  { revision, props: istio }: ControlPlane,
  namespace: string,
  labels: StringMap,
): void {
  const mode = istio.networkPolicy;
  if (mode === undefined) return;
  const served = props.service.ports.map(({ port, targetPort = port, protocol }) =>
    protocol === 'UDP' ? { port: targetPort, protocol } : targetPort,
  );
  componentPolicy(scope, 'NetworkPolicy', {
    name: revision.name === DEFAULT_REVISION ? props.name : `${props.name}-${revision.name}`,
    namespace,
    labels: { ...labels, 'istio.io/rev': revision.name },
    pods: props.selector,
    mode,
    ingress: {
      official: [HEALTH, METRICS, ...served.map((port) => [port])],
      least: [HEALTH, METRICS, served.filter((port) => port !== HEALTH[0])],
    },
    egress: props.reaches === 'anywhere' ? [{}] : [TO_PODS, elsewhere(istio)],
  });
}
