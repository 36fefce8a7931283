import { PRODUCTION_ADDONS, PRODUCTION_SECRETS } from '../addons/production';
import type { Environment } from '../installation/environment';
import { CNI } from '../istio/cni/props';
import { override } from '../kit/override';
import { defaultEnvironment } from './default';

const seccompProfile = { type: 'RuntimeDefault' } as const;

export const production: Environment = override(defaultEnvironment, {
  name: 'production',
  purpose:
    'To be relied on: survives a node, mutual TLS, least privilege, and guard rails that are left with a reason only.',
  delivery: { by: 'argo-cd' },
  availability: 'zone',
  podSecurity: 'restricted',
  guardRails: { waived: {} },
  gates: 'answered',
  istio: {
    image: { variant: 'distroless' },
    mesh: { accessLogFile: '/dev/stdout', outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
    istiod: { resources: { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '4Gi' } }, seccompProfile },
    proxy: { seccompProfile },
    gatewayPods: {
      securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }], seccompProfile },
      seccompProfile,
    },
    cni: { provider: 'default' },
    networkPolicy: 'least',
  },
  cni: override(CNI, { namespace: 'kube-system', appArmor: 'field', seccompProfile }),
  gateways: { ingress: { resources: { requests: { cpu: '500m', memory: '256Mi' } } } },
  addons: PRODUCTION_ADDONS,
  needsSecrets: [...PRODUCTION_SECRETS],
  mutualTls: 'STRICT',
});
