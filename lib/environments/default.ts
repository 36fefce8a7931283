import { ingressGateway } from '../gateways/presets';
import type { Environment } from '../installation/environment';
import { PROFILES } from '../istio/profiles';

export const defaultEnvironment: Environment = {
  name: 'default',
  purpose: 'Istio as `istioctl install` makes it: a control plane that scales, and an ingress gateway.',
  istio: PROFILES.default,
  gatewayApi: 'install',
  gateways: { ingress: ingressGateway },
};
