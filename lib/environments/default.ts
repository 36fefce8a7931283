import { ingressGateway } from '../gateways/presets';
import { PROFILES } from '../istio/profiles';
import type { Environment } from './types';

export const defaultEnvironment: Environment = {
  name: 'default',
  purpose: 'Istio as `istioctl install` makes it: a control plane that scales, and an ingress gateway.',
  istio: PROFILES.default,
  gatewayApi: 'install',
  gateways: { ingress: ingressGateway },
};
