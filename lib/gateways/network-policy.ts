import type { Construct } from 'constructs';
import { componentPolicy, TO_PODS, toPorts } from '../istio/network-policy';
import type { IstioProps, StringMap } from '../istio/props';
import { XDS_PORT } from '../istio/revisions/revision';
import type { GatewayProps } from './props';

/** Readiness, which load balancers ask for too. */
const HEALTH = [15021];
/** Merged metrics, and Envoy's own. */
const METRICS = [15020, 15090];
/** East-west gateways of other networks. */
const OTHER_NETWORKS = toPorts(15443);
/** An istiod in another cluster has no pods here. */
const REMOTE_ISTIOD = toPorts(XDS_PORT);

/** What may reach a gateway, and what it may reach, where the control plane asks for NetworkPolicies. */
export function gatewayPolicy(
  scope: Construct,
  props: GatewayProps,
  controlPlane: { readonly props: IstioProps },
  namespace: string,
  labels: StringMap,
): void {
  const mode = controlPlane.props.networkPolicy;
  if (mode === undefined) return;
  const served = props.service.ports.map(({ port, targetPort = port, protocol }) =>
    protocol === 'UDP' ? { port: targetPort, protocol } : targetPort,
  );
  const toIstiod = controlPlane.props.remote === undefined ? [] : [REMOTE_ISTIOD];
  componentPolicy(scope, 'NetworkPolicy', {
    name: props.name,
    namespace,
    labels,
    pods: props.selector,
    mode,
    ingress: {
      official: [HEALTH, METRICS, ...served.map((port) => [port])],
      least: [HEALTH, METRICS, served.filter((port) => port !== HEALTH[0])],
    },
    egress: props.reaches === 'anywhere' ? [{}] : [TO_PODS, OTHER_NETWORKS, ...toIstiod],
  });
}
