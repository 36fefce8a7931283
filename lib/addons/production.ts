import type { AddonSettings } from './registry';

/** Least rights, and nobody connects who need not. */
const hardened = { restricted: true, networkPolicy: true } as const;

const small = { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } } as const;

/** The usual addons with least rights, sized for a small cluster; their data goes with their pods. */
export const HARDENED_ADDONS = {
  prometheus: { ...hardened, resources: small },
  grafana: { ...hardened, resources: small },
  kiali: { ...hardened },
  jaeger: { ...hardened, resources: small },
} as const satisfies AddonSettings;

/** Secrets that must exist in the control plane's namespace before these addons start. */
export const PRODUCTION_SECRETS = ['grafana-admin', 'kiali-signing-key'] as const;
const [ADMIN, SIGNING_KEY] = PRODUCTION_SECRETS;

/** Addons to be relied on: data outlives pods, visitors sign in, and one request in a hundred leaves a trace. */
export const PRODUCTION_ADDONS = {
  prometheus: {
    ...hardened,
    retention: '30d',
    retentionSize: '45GB',
    storage: { size: '50Gi' },
    resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } },
  },
  grafana: {
    ...hardened,
    auth: { adminSecret: ADMIN },
    storage: { size: '5Gi' },
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
  },
  kiali: { ...hardened, auth: { strategy: 'token', signingKey: { secret: SIGNING_KEY, key: 'key' } }, viewOnly: true },
  jaeger: {
    ...hardened,
    sampling: 1,
    storage: { size: '20Gi' },
    resources: { requests: { cpu: '200m', memory: '512Mi' }, limits: { memory: '2Gi' } },
  },
} as const satisfies AddonSettings;
