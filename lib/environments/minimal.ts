import type { Environment } from '../installation/environment';
import { PROFILES } from '../istio/profiles';

export const minimal: Environment = {
  name: 'minimal',
  purpose: 'The control plane alone; gateways come from the Gateway API or later.',
  istio: PROFILES.minimal,
  gatewayApi: 'install',
  gateways: {},
};
