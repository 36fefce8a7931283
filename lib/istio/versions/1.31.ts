import { off, type Release, TEMPLATE_NAMES } from './types';

export const v1_31 = {
  minor: '1.31',
  tag: '1.31.1',
  api: '1.31.4',
  changes: {
    templates: TEMPLATE_NAMES,
    initImage: 'ProxyInitImage',
    gatewayProtocol: 'as-given',
    replaceableSocket: true,
    fipsGodebug: true,
    scrapeTargets: true,
    ztunnelCpu: true,
    terminationMessages: { openshift: 'FallbackToLogsOnError' },
  },
  variables: {
    added: [
      'ENABLE_XDS_API_GENERATOR_AUTH',
      'ENVOY_SECURE_MERGED_METRICS_PORT',
      'ENVOY_SECURE_METRICS_PORT',
      'ISTIO_META_ENABLE_SELF_DISCOVERY',
      'PILOT_ALLOW_ANY_DYNAMIC_DNS_MAX_HOSTS',
      'PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS',
      'PILOT_ENABLE_REMOTE_CREDENTIALS_CONTROLLER',
      'PILOT_ENABLE_STRICT_GATEWAY_MERGING',
    ],
    removed: ['PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY', 'UNSAFE_PILOT_ENABLE_DELTA_TEST'],
  },
  before: { '1.30': off('PILOT_ENABLE_STRICT_GATEWAY_MERGING', 'PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS') },
  notes: [
    "Gateways of the Gateway API are no longer merged with Istio's own of other namespaces (PILOT_ENABLE_STRICT_GATEWAY_MERGING).",
    'Proxies learn of unhealthy endpoints too, unless outlier detection has a minHealthPercent (PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS).',
    'The xDS generator `api` answers none but control planes (ENABLE_XDS_API_GENERATOR_AUTH).',
    'ztunnel tells istiod the version of all that it holds when it connects again: raise ISTIO_GPRC_MAXRECVMSGSIZE from 40,000 ambient workloads on.',
    'Gateways always report a span of their own for each request upstream; PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY is gone.',
  ],
} as const satisfies Release;
