import { type Oldest, off } from './types';
import { VARIABLES } from './variables';

export const v1_30 = {
  minor: '1.30',
  tag: '1.30.3',
  api: '1.30.8',
  changes: {
    templates: ['sidecar', 'gateway', 'grpc-simple', 'grpc-agent', 'waypoint', 'kube-gateway', 'agentgateway'],
    initImage: 'ProxyImage',
    gatewayProtocol: 'TCP',
    replaceableSocket: false,
    fipsGodebug: false,
    scrapeTargets: false,
    ztunnelCpu: false,
    terminationMessages: {},
  },
  variables: { added: VARIABLES, removed: [] },
  before: {
    '1.29': off('PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE'),
    '1.28': {
      ...off('DISABLE_TRACK_REMAINING_CB_METRICS'),
      cni: { ambient: { reconcileIptablesOnStartup: false } },
    },
    '1.27': off('DISABLE_SHADOW_HOST_SUFFIX', 'PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY'),
    '1.26': { istio: { injection: { nativeSidecars: 'off' } } },
    '1.25': { cni: { ambient: { shareHostNetworkNamespace: true } } },
  },
  notes: [],
} as const satisfies Oldest;
