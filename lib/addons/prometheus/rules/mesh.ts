import type { AlertRule, RecordingRule, RuleGroup, Severity } from './model';

/** When the mesh's alerts speak up. */
export const ALERTS = {
  /** Share of requests with a 5xx, in percent. */
  errorPercent: 5,
  /** 99th percentile of a service's answers, in milliseconds. */
  latencyMs: 1000,
  /** Requests a second below which a service is too quiet to judge. */
  quietRps: 0.1,
  /** Time until every proxy has a change, in seconds. */
  convergenceSeconds: 30,
  /** Days before the root certificate ends. */
  rootCertificateDays: 30,
  /** Hours before a workload's certificate ends; istiod renews it at half of its 24 hours. */
  workloadCertificateHours: 6,
} as const;

export type AlertThresholds = { readonly [K in keyof typeof ALERTS]?: number };

const SERVICE = 'destination_service, destination_service_name, destination_service_namespace';
const CLIENT = 'reporter=~"source|waypoint"';

/** Rates that alerts and dashboards share, so that each is computed once. */
export const meshRecording: RuleGroup<RecordingRule> = {
  name: 'istio-services',
  rules: [
    {
      record: 'service:istio_requests:rate5m',
      expr: `sum by (${SERVICE}) (rate(istio_requests_total{${CLIENT}}[5m]))`,
    },
    {
      record: 'service:istio_requests_errors:rate5m',
      expr: `sum by (${SERVICE}) (rate(istio_requests_total{${CLIENT}, response_code=~"5..|0"}[5m])) or service:istio_requests:rate5m * 0`,
    },
    {
      record: 'service:istio_requests_errors:ratio_rate5m',
      expr: 'service:istio_requests_errors:rate5m / (service:istio_requests:rate5m > 0)',
    },
    {
      record: 'service:istio_request_duration_milliseconds:p99_rate5m',
      expr: `histogram_quantile(0.99, sum by (le, ${SERVICE}) (rate(istio_request_duration_milliseconds_bucket{${CLIENT}}[5m])))`,
    },
  ],
};

const alert = (
  name: string,
  severity: Severity,
  wait: string,
  expr: string,
  summary: string,
  description: string,
): AlertRule => ({ alert: name, expr, for: wait, labels: { severity }, annotations: { summary, description } });

/** Alerts of services, of istiod and of certificates. */
export function meshAlerts(given: AlertThresholds = {}): RuleGroup<AlertRule> {
  const at = { ...ALERTS, ...given };
  const busy = `service:istio_requests:rate5m > ${at.quietRps}`;
  return {
    name: 'istio-alerts',
    rules: [
      alert(
        ...(['ServiceErrors', 'page', '5m'] as const),
        `service:istio_requests_errors:ratio_rate5m * 100 > ${at.errorPercent} and ${busy}`,
        'Requests to {{ $labels.destination_service }} fail',
        `{{ $value | printf "%.1f" }} % of the requests of its clients end with a 5xx or without an answer, more than ${at.errorPercent} %.`,
      ),
      alert(
        ...(['ServiceLatency', 'ticket', '10m'] as const),
        `service:istio_request_duration_milliseconds:p99_rate5m > ${at.latencyMs} and ${busy}`,
        '{{ $labels.destination_service }} answers slowly',
        `One request in a hundred takes {{ $value | printf "%.0f" }} ms or longer, more than ${at.latencyMs} ms.`,
      ),
      alert(
        ...(['IstiodPushErrors', 'page', '5m'] as const),
        'sum(rate(pilot_total_xds_internal_errors[5m])) + sum(rate(pilot_xds_pushes{type=~".*_(senderr|builderr)"}[5m]) or vector(0)) > 0',
        'istiod fails to push configuration',
        'Proxies may run on old configuration; see the log of istiod.',
      ),
      alert(
        ...(['ProxyRejectsConfiguration', 'page', '5m'] as const),
        'sum by (type) (rate(pilot_total_xds_rejects[5m])) > 0',
        'Proxies reject {{ $labels.type }} configuration',
        'A resource, often an EnvoyFilter, makes configuration that Envoy refuses; istioctl proxy-status names the proxies.',
      ),
      alert(
        ...(['ProxyOutOfSync', 'ticket', '10m'] as const),
        `histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket[5m]))) > ${at.convergenceSeconds}`,
        'Proxies get changes late',
        `One proxy in a hundred has a change after {{ $value | printf "%.0f" }} s or later; give istiod more CPU or narrow Sidecar scopes.`,
      ),
      alert(
        ...(['ProxyDisconnected', 'page', '5m'] as const),
        'max by (namespace, pod) (envoy_cluster_upstream_cx_active{cluster_name="xds-grpc"}) == 0',
        'The proxy of {{ $labels.namespace }}/{{ $labels.pod }} has lost istiod',
        'It keeps its last configuration and gets neither changes nor new certificates.',
      ),
      alert(
        ...(['RootCertificateExpires', 'page', '1h'] as const),
        `min(citadel_server_root_cert_expiry_seconds) / 86400 < ${at.rootCertificateDays}`,
        "The mesh's root certificate ends soon",
        'In {{ $value | printf "%.0f" }} days no workload trusts another any more; begin to rotate it.',
      ),
      alert(
        ...(['WorkloadCertificateExpires', 'page', '15m'] as const),
        `min by (namespace, pod) (istio_agent_cert_expiry_seconds{resource_name="default"}) / 3600 < ${at.workloadCertificateHours}`,
        'The certificate of {{ $labels.namespace }}/{{ $labels.pod }} is not renewed',
        'It ends in {{ $value | printf "%.1f" }} hours; see whether its proxy reaches istiod.',
      ),
    ],
  };
}
