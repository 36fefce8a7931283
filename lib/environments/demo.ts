import { bookinfo } from '../addons/grafana/boards';
import { DEMO_INGRESS_PORTS, egressGateway, ingressGateway } from '../gateways/presets';
import type { Environment } from '../installation/environment';
import { PROFILES } from '../istio/profiles';
import { override } from '../kit/override';

const small = { requests: { cpu: '10m', memory: '40Mi' } };

/** What Bookinfo promises its readers. */
const objectives = [
  { service: 'productpage', namespace: 'bookinfo', percent: 99.5 },
  { service: 'productpage', namespace: 'bookinfo', percent: 95, withinMs: 500 },
] as const;

export const demo: Environment = {
  name: 'demo',
  purpose: 'Everything on a small cluster, to look at: control plane, gateways, addons and Bookinfo.',
  istio: PROFILES.demo,
  gatewayApi: 'install',
  gateways: {
    ingress: override(ingressGateway, { autoscaling: null, resources: small, service: { ports: DEMO_INGRESS_PORTS } }),
    egress: override(egressGateway, { autoscaling: null, resources: small }),
  },
  addons: { prometheus: { objectives }, grafana: { boards: [bookinfo] }, kiali: {}, jaeger: {} },
  // As the sample has it; `secure` hardens it.
  bookinfo: { hardening: 'none', tasks: ['destination-rules', 'strict-mtls'] },
};
