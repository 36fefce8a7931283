import type { Construct } from 'constructs';
import { componentPolicy, TO_PODS, toPorts } from '../istio/network-policy';
import type { StringMap } from '../istio/props';
import { type ControlPlane, DEFAULT_REVISION, XDS_PORT } from '../istio/revisions/revision';
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
  { revision, props: istio }: ControlPlane,
  namespace: string,
  labels: StringMap,
): void {
  const mode = istio.networkPolicy;
  if (mode === undefined) return;
  const served = props.service.ports.map(({ port, targetPort = port, protocol }) =>
    protocol === 'UDP' ? { port: targetPort, protocol } : targetPort,
  );
  const toIstiod = istio.remote === undefined ? [] : [REMOTE_ISTIOD];
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
    egress: props.reaches === 'anywhere' ? [{}] : [TO_PODS, OTHER_NETWORKS, ...toIstiod],
  });
}
