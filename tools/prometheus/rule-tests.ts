interface Series {
  readonly series: string;
  readonly values: string;
}

const SERVICE =
  'destination_service="cart", destination_service_name="productpage", destination_service_namespace="bookinfo"';
const requests = (code: string, perMinute: number): Series => ({
  series: `istio_requests_total{reporter="source", ${SERVICE}, response_code="${code}"}`,
  values: `0+${perMinute}x400`,
});

/** One day: what is scraped each minute, and which alerts fire at its end, by their labels. */
const day = (name: string, input: readonly Series[], fires: Readonly<Record<string, number>>) => ({
  name,
  interval: '1m',
  input_series: input,
  promql_expr_test: Object.entries(fires).map(([alert, count]) => ({
    expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`,
    eval_time: '90m',
    exp_samples: [{ labels: '{}', value: count }],
  })),
});

/** Pairs of windows of one objective. */
const BURN_ALERTS = 4;

const healthy: readonly Series[] = [
  requests('200', 600),
  { series: 'envoy_cluster_upstream_cx_active{cluster_name="xds-grpc", namespace="a", pod="b"}', values: '1x400' },
  { series: 'istio_agent_cert_expiry_seconds{resource_name="default", namespace="a", pod="b"}', values: '80000x400' },
  { series: 'citadel_server_root_cert_expiry_seconds', values: '300000000x400' },
  { series: 'pilot_total_xds_internal_errors', values: '0x400' },
  { series: 'pilot_total_xds_rejects{type="lds"}', values: '3x400' },
];

const sick: readonly Series[] = [
  requests('200', 600),
  requests('503', 300),
  { series: 'envoy_cluster_upstream_cx_active{cluster_name="xds-grpc", namespace="a", pod="b"}', values: '0x400' },
  { series: 'istio_agent_cert_expiry_seconds{resource_name="default", namespace="a", pod="b"}', values: '3600x400' },
  { series: 'citadel_server_root_cert_expiry_seconds', values: '86400x400' },
  { series: 'pilot_total_xds_internal_errors', values: '0+1x400' },
  { series: 'pilot_total_xds_rejects{type="lds"}', values: '0+1x400' },
];

const each = (count: number) => ({
  ...{ ServiceErrors: count, ProxyDisconnected: count, WorkloadCertificateExpires: count },
  ...{ RootCertificateExpires: count, ProxyRejectsConfiguration: count, IstiodPushErrors: count },
});

/** promtool's unit tests of our rules. */
export const ruleTests = {
  rule_files: ['recording_rules.yml', 'alerting_rules.yml'],
  evaluation_interval: '1m',
  tests: [
    day('a good day', healthy, { ...each(0), ErrorBudgetBurns: 0 }),
    day('a bad day', sick, { ...each(1), ErrorBudgetBurns: BURN_ALERTS }),
    day('a quiet service is not judged', [requests('503', 1)], { ServiceErrors: 0 }),
  ],
};
