import type { Board, Query } from '../model';
import { graph, heatmap, judged, NONE, query } from '../panels';
import { gaugeBy, rate, rateBy } from '../promql';

const POD = ['pod'];
const ISTIOD = 'app="istiod"';
const CONTAINER = ['container="discovery"', 'pod=~"istiod-.*"'];

/** One line a pod, named by what it shows. */
const perPod = (what: string, metric: string, ...where: readonly string[]): Query =>
  query(gaugeBy(POD, metric, ...where), `${what} {{pod}}`);

export const controlPlane: Board = {
  file: 'pilot-dashboard',
  uid: 'istio-control-plane',
  title: 'Istio Control Plane Dashboard',
  purpose: 'Does istiod keep up: its resources, its pushes to proxies, its webhooks?',
  rows: [
    {
      title: 'Deployed versions',
      panels: [
        graph(
          'istiod by version',
          'short',
          'How many istiods run, by version: two versions while an upgrade is under way.',
          query('sum by (tag) (istio_build{component="pilot"})', '{{tag}}'),
        ),
      ],
    },
    {
      title: 'Resource usage',
      panels: [
        graph(
          'Memory',
          'bytes',
          'Of the container, and what of it Go uses. A container that nears its limit is killed.',
          perPod('container', 'container_memory_working_set_bytes', ...CONTAINER),
          perPod('stack', 'go_memstats_stack_inuse_bytes', ISTIOD),
          perPod('heap in use', 'go_memstats_heap_inuse_bytes', ISTIOD),
          perPod('heap allocated', 'go_memstats_heap_alloc_bytes', ISTIOD),
        ),
        graph(
          'Memory allocations',
          'Bps',
          'Bytes and objects that istiod allocates each second: much garbage costs CPU.',
          query(rateBy(POD, 'go_memstats_alloc_bytes_total', ISTIOD), 'bytes {{pod}}'),
          query(rateBy(POD, 'go_memstats_mallocs_total', ISTIOD), 'objects {{pod}}'),
        ),
        graph(
          'CPU',
          'short',
          'Cores in use. Pushes to many proxies cost most; SidecarScope makes them smaller.',
          query(rateBy(POD, 'container_cpu_usage_seconds_total', ...CONTAINER), '{{pod}}'),
        ),
        graph('Goroutines', 'short', 'One that only grows is a leak.', perPod('', 'go_goroutines', ISTIOD)),
      ],
    },
    {
      title: 'Pushes',
      panels: [
        graph(
          'xDS pushes',
          'ops',
          'Configuration that goes to proxies each second, by what it is about; *_senderr and *_builderr are failures.',
          query(rateBy(['type'], 'pilot_xds_pushes'), '{{type}}'),
        ),
        graph(
          'Events',
          'ops',
          'What makes istiod push: changes of Services, Pods and Istio resources.',
          query(rateBy(['type', 'event'], 'pilot_k8s_reg_events'), '{{event}} {{type}}'),
          query(rateBy(['type', 'event'], 'pilot_k8s_cfg_events'), '{{event}} {{type}}'),
          query(rateBy(['type'], 'pilot_push_triggers'), 'push {{type}}'),
        ),
        graph(
          'Connections',
          'short',
          'Proxies that are connected. Where proxies see fewer than istiod, some run on old configuration.',
          query('sum(envoy_cluster_upstream_cx_active{cluster_name="xds-grpc"})', 'seen by proxies'),
          query('sum(pilot_xds)', 'seen by istiod'),
        ),
        judged(
          NONE,
          graph(
            'Push errors',
            'short',
            'Configuration that proxies reject, or that istiod fails to build or send. Good is none at all.',
            query(gaugeBy(['type'], 'pilot_total_xds_rejects'), 'rejected {{type}}'),
            query('sum(pilot_total_xds_internal_errors)', 'internal errors'),
            query('sum(pilot_xds_push_context_errors)', 'context errors'),
          ),
        ),
        heatmap(
          'Push time',
          's',
          'How long a push takes, by how many take as long.',
          query(rateBy(['le'], 'pilot_xds_push_time_bucket'), '{{le}}'),
        ),
        heatmap(
          'Push size',
          'decbytes',
          'Size of the configuration that proxies get, by how many get as much.',
          query(rateBy(['le'], 'pilot_xds_config_size_bytes_bucket'), '{{le}}'),
        ),
        judged(
          [{ color: 'green' }, { from: 30, color: 'red' }],
          graph(
            'Time until every proxy has it',
            's',
            'From a change to the last proxy that has it, for 99 of a hundred changes.',
            query(`histogram_quantile(0.99, ${rateBy(['le'], 'pilot_proxy_convergence_time_bucket')})`, 'p99'),
          ),
        ),
      ],
    },
    {
      title: 'Webhooks',
      panels: [
        graph(
          'Validation',
          'ops',
          'Istio resources that the webhook judged. Failed ones are mistakes that somebody tried to apply.',
          query(rate('galley_validation_passed'), 'passed'),
          query(rate('galley_validation_failed'), 'failed'),
        ),
        graph(
          'Injection',
          'ops',
          'Pods that got a sidecar. A failed injection is a pod that does not start.',
          query(rate('sidecar_injection_success_total'), 'injected'),
          query(rate('sidecar_injection_failure_total'), 'failed'),
        ),
      ],
    },
  ],
};
