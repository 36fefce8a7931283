import { override } from '../kit/override';
import type { GatewayPort, GatewayProps } from './props';

const HEALTH: GatewayPort = { name: 'status-port', port: 15021, targetPort: 15021 };

/** The pod listens above 1024, so that it needs no right to open low ports. */
const WEB: readonly GatewayPort[] = [
  { name: 'http2', port: 80, targetPort: 8080 },
  { name: 'https', port: 443, targetPort: 8443 },
];

/** Where requests enter the mesh, as `istioctl install` makes it. */
export const ingressGateway: GatewayProps = {
  name: 'istio-ingressgateway',
  form: 'rendered',
  selector: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
  service: { type: 'LoadBalancer', ports: [HEALTH, ...WEB] },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } },
  autoscaling: { min: 1, max: 5, cpu: 80 },
  rollingUpdate: { maxSurge: '100%', maxUnavailable: '25%' },
};

/** Where requests leave the mesh. */
export const egressGateway: GatewayProps = override(ingressGateway, {
  name: 'istio-egressgateway',
  selector: { app: 'istio-egressgateway', istio: 'egressgateway' },
  service: { type: 'ClusterIP', ports: WEB },
  reaches: 'anywhere',
});

/** The ports of the `demo` profile's ingress: also plain TCP and TLS that is routed by its server name. */
export const DEMO_INGRESS_PORTS: readonly GatewayPort[] = [
  HEALTH,
  ...WEB,
  { name: 'tcp', port: 31400, targetPort: 31400 },
  { name: 'tls', port: 15443, targetPort: 15443 },
];

/** As the Helm chart `gateway` makes it, in a namespace of its own: istiod completes the pod, so a new proxy needs no new YAML. */
export const injectedIngress: GatewayProps = {
  name: 'istio-ingress',
  namespace: 'istio-ingress',
  form: 'injected',
  selector: { app: 'istio-ingress', istio: 'ingress' },
  service: {
    type: 'LoadBalancer',
    ports: [
      { name: 'status-port', port: 15021 },
      { name: 'http2', port: 80 },
      { name: 'https', port: 443 },
    ],
  },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } },
  autoscaling: { min: 1, max: 5, cpu: 80 },
};

export const injectedEgress: GatewayProps = override(injectedIngress, {
  name: 'istio-egress',
  namespace: 'istio-egress',
  selector: { app: 'istio-egress', istio: 'egress' },
  service: { type: 'ClusterIP' },
  reaches: 'anywhere',
});

/** Where requests of other networks enter, and where other clusters reach this one's istiod. */
export const eastWestGateway = (network: string): GatewayProps =>
  override(injectedIngress, {
    name: 'istio-eastwestgateway',
    namespace: null,
    selector: { app: 'istio-eastwestgateway', istio: 'eastwestgateway' },
    network,
    service: {
      ports: [
        { name: 'status-port', port: 15021 },
        { name: 'tls', port: 15443 },
        { name: 'tls-istiod', port: 15012 },
        { name: 'tls-webhook', port: 15017 },
      ],
    },
  });

/** Name under which a fleet's clusters have their east-west gateway. */
export const EAST_WEST = 'eastwest';
