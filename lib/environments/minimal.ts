import { PROFILES } from '../istio/profiles';
import type { Environment } from './types';

export const minimal: Environment = {
  name: 'minimal',
  purpose: 'The control plane alone; gateways come from the Gateway API or later.',
  istio: PROFILES.minimal,
  gatewayApi: 'install',
  gateways: {},
};
