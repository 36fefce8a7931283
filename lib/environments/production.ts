import { PRODUCTION_ADDONS, PRODUCTION_SECRETS } from '../addons/production';
import type { Environment } from '../installation/environment';
import { override } from '../kit/override';
import { defaultEnvironment } from './default';
import { hardened } from './hardened';

export const production: Environment = override(hardened(defaultEnvironment), {
  name: 'production',
  purpose:
    'To be relied on: survives a node, mutual TLS, least privilege, and guard rails that are left with a reason only.',
  delivery: { by: 'argo-cd' },
  availability: 'zone',
  podSecurity: 'restricted',
  guardRails: { waived: {} },
  istio: {
    image: { variant: 'distroless' },
    mesh: { accessLogFile: '/dev/stdout' },
    istiod: { resources: { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } } },
    gatewayPods: {
      securityContext: {
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
  },
  gateways: { ingress: { resources: { requests: { cpu: '500m', memory: '256Mi' } } } },
  addons: PRODUCTION_ADDONS,
  needsSecrets: [...PRODUCTION_SECRETS],
  mutualTls: 'STRICT',
});
