import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Labels = Readonly<Record<string, string>>;

/** A series: a counter grows by `value` a second, a gauge stands at it; a histogram gets `value` observations of `at` a second. */
interface Series {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  readonly at?: number;
}

const counter = (name: string, value: number, labels: Labels = {}): Series => ({
  kind: 'counter',
  name,
  labels,
  value,
});
const gauge = (name: string, value: number, labels: Labels = {}): Series => ({ kind: 'gauge', name, labels, value });
const histogram = (name: string, value: number, at: number, labels: Labels = {}): Series => ({
  ...{ kind: 'histogram', name, labels, value, at },
});

const BOUNDS = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

function print({ kind, name, labels, value, at = 0 }: Series, seconds: number): string {
  const line = (suffix: string, extra: Labels, number: number) => {
    const pairs = Object.entries({ ...labels, ...extra }).map(([key, text]) => `${key}="${text}"`);
    return `${name}${suffix}{${pairs.join(',')}} ${number}\n`;
  };
  if (kind !== 'histogram') return line('', {}, kind === 'counter' ? value * seconds : value);
  const count = value * seconds;
  const buckets = BOUNDS.map((bound) => line('_bucket', { le: String(bound) }, bound >= at ? count : 0));
  return [
    ...buckets,
    line('_bucket', { le: '+Inf' }, count),
    line('_sum', {}, count * at),
    line('_count', {}, count),
  ].join('');
}

/** One hop between two workloads, as the proxy of either side reports it. */
function hop(reporter: 'source' | 'destination', from: string, to: string, version: string): readonly Series[] {
  const app = from === 'istio-ingressgateway' ? 'istio-system' : 'bookinfo';
  const labels = {
    reporter,
    source_workload: from,
    source_workload_namespace: app,
    source_cluster: 'Kubernetes',
    destination_workload: `${to}-${version}`,
    destination_workload_namespace: 'bookinfo',
    destination_cluster: 'Kubernetes',
    destination_app: to,
    destination_version: version,
    destination_service: `${to}.bookinfo.svc.cluster.local`,
    destination_service_name: to,
    destination_service_namespace: 'bookinfo',
    connection_security_policy: reporter === 'source' ? 'unknown' : 'mutual_tls',
  };
  return [
    ...Object.entries({ 200: 8, 404: 1, 503: 2 }).map(([code, rate]) =>
      counter('istio_requests_total', rate, {
        ...labels,
        response_code: code,
        response_flags: code === '503' ? 'UH' : '-',
      }),
    ),
    histogram('istio_request_duration_milliseconds', 11, 2000, labels),
    histogram('istio_request_bytes', 11, 900, labels),
    histogram('istio_response_bytes', 11, 4000, labels),
    counter('istio_tcp_sent_bytes_total', 5000, labels),
    counter('istio_tcp_received_bytes_total', 700, labels),
  ];
}

/** Gauges of a Go or Envoy process. */
const PROCESS = [
  ...['go_memstats_stack_inuse_bytes', 'go_memstats_heap_inuse_bytes', 'go_memstats_heap_alloc_bytes'],
  ...['go_memstats_heap_sys_bytes', 'go_goroutines', 'process_virtual_memory_bytes', 'process_resident_memory_bytes'],
  ...['process_open_fds', 'process_open_sockets'],
].map((name) => gauge(name, 1e6));

const container = (pod: string, name: string, namespace: string): readonly Series[] => {
  const labels = { pod, container: name, namespace };
  return [
    gauge('container_memory_working_set_bytes', 5e7, labels),
    gauge('container_fs_usage_bytes', 1e6, labels),
    counter('container_cpu_usage_seconds_total', 0.2, labels),
  ];
};

/** What each part of a mesh exports on a bad day: every panel has something to show, and every alert a reason. */
export const TARGETS: Readonly<Record<string, readonly Series[]>> = {
  proxy: [
    ...hop('source', 'istio-ingressgateway', 'productpage', 'v1'),
    ...hop('destination', 'istio-ingressgateway', 'productpage', 'v1'),
    ...['v1', 'v2', 'v3'].flatMap((version) => [
      ...hop('source', 'productpage-v1', 'reviews', version),
      ...hop('destination', 'productpage-v1', 'reviews', version),
    ]),
    ...hop('source', 'reviews-v1', 'ratings', 'v1'),
    gauge('istio_build', 1, { component: 'proxy', tag: 'test' }),
    gauge('envoy_cluster_upstream_cx_active', 0, { cluster_name: 'xds-grpc' }),
    gauge('istio_agent_cert_expiry_seconds', 3600, { resource_name: 'default' }),
    ...['null', 'v8'].flatMap((runtime) =>
      ['active', 'created'].map((what) => gauge(`envoy_wasm_envoy_wasm_runtime_${runtime}_${what}`, 2)),
    ),
    ...['cache_entries', 'cache_hits', 'cache_misses', 'cache_negative_hits', 'fetch_failures', 'fetch_successes'].map(
      (what) => gauge(`envoy_wasm_remote_load_${what}`, 1),
    ),
  ],
  istiod: [
    gauge('istio_build', 1, { component: 'pilot', tag: 'test' }),
    ...PROCESS,
    counter('go_memstats_alloc_bytes_total', 1e5),
    counter('go_memstats_mallocs_total', 1e3),
    counter('process_cpu_seconds_total', 0.1),
    gauge('pilot_xds', 12),
    counter('pilot_xds_pushes', 1, { type: 'lds' }),
    counter('pilot_xds_pushes', 0.5, { type: 'cds_senderr' }),
    counter('pilot_k8s_reg_events', 1, { type: 'Services', event: 'update' }),
    counter('pilot_k8s_cfg_events', 1, { type: 'VirtualService', event: 'update' }),
    counter('pilot_push_triggers', 1, { type: 'endpoint' }),
    counter('pilot_total_xds_rejects', 0.5, { type: 'lds' }),
    counter('pilot_total_xds_internal_errors', 0.5),
    counter('pilot_xds_push_context_errors', 0.5),
    histogram('pilot_xds_push_time', 1, 1),
    histogram('pilot_xds_config_size_bytes', 1, 5000),
    histogram('pilot_proxy_convergence_time', 1, 60),
    counter('galley_validation_passed', 1),
    counter('galley_validation_failed', 0.1),
    counter('sidecar_injection_success_total', 1),
    counter('sidecar_injection_failure_total', 0.1),
    gauge('citadel_server_root_cert_expiry_seconds', 86400),
    counter('citadel_server_success_cert_issuance_count', 1),
    counter('citadel_server_authentication_failure_count', 0.1),
    counter('pilot_sds_certificate_errors_total', 0.1),
  ],
  ztunnel: [
    gauge('istio_build', 1, { component: 'ztunnel', tag: 'test' }),
    ...PROCESS,
    ...['istio_tcp_connections_opened_total', 'istio_tcp_connections_closed_total', 'istio_tcp_sent_bytes_total'].map(
      (name) => counter(name, 4),
    ),
    counter('istio_tcp_received_bytes_total', 4),
    counter('istio_dns_requests_total', 1),
    counter('istio_xds_connection_terminations_total', 0.1),
    counter('istio_xds_message_total', 1, { url: 'type.googleapis.com/istio.workload.Address' }),
    gauge('workload_manager_active_proxy_count', 3),
    gauge('workload_manager_pending_proxy_count', 1),
  ],
  node: [
    ...container('istio-ingressgateway-1', 'istio-proxy', 'istio-system'),
    ...container('reviews-v1-1', 'istio-proxy', 'bookinfo'),
    ...container('istiod-1', 'discovery', 'istio-system'),
    ...container('ztunnel-1', 'istio-proxy', 'istio-system'),
  ],
};

/** Serves `/<target>` in Prometheus' text format until it is closed. */
export async function startExporter() {
  const start = Date.now();
  const server = createServer((request, response) => {
    const series = TARGETS[request.url?.slice(1) ?? ''];
    response.writeHead(series === undefined ? 404 : 200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(series?.map((one) => print(one, (Date.now() - start) / 1000)).join(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}
