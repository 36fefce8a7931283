import type { Board, Query } from '../model';
import { graph, METRICS, query } from '../panels';
import { gaugeBy, rate, rateBy, select } from '../promql';

const SIDECARS = ['namespace!="istio-system"', 'container="istio-proxy"'];
const INGRESS = ['pod=~"istio-ingressgateway-.*"', 'container="istio-proxy"'];
const PROXIES = ['container="istio-proxy"'];
const ISTIOD_PODS = ['container=~"discovery|istio-proxy"', 'pod=~"istiod-.*"'];
const ISTIOD = 'app="istiod"';
const CPU = 'container_cpu_usage_seconds_total';
const MEMORY = 'container_memory_working_set_bytes';

const fromIngress = ['source_workload="istio-ingressgateway"', 'reporter="source"'];
const fromSidecars = ['source_workload_namespace!="istio-system"', 'reporter="source"'];

/** Cores for a thousand requests a second; only where there is traffic to speak of. */
const perThousand = (pods: readonly string[], traffic: readonly string[]): string =>
  `${rate(CPU, ...pods)} / (${rate(METRICS.requests, ...traffic)} / 1000 > 0.01)`;

const average = (metric: string, where: readonly string[]): string =>
  `sum(${select(metric, ...where)}) / count(${select(metric, ...where)})`;

const bytes = (traffic: readonly string[]): string =>
  `${rate(`${METRICS.responseSize}_sum`, ...traffic)} + ${rate(`${METRICS.requestSize}_sum`, ...traffic)}`;

const both = (ingress: string, sidecars: string): readonly Query[] => [
  query(ingress, 'ingress gateway'),
  query(sidecars, 'sidecars'),
];

export const performance: Board = {
  file: 'istio-performance-dashboard',
  uid: 'istio-performance',
  title: 'Istio Performance Dashboard',
  purpose: 'What do proxies and istiod cost for the traffic that they carry?',
  rows: [
    {
      title: 'CPU',
      text: 'Cost of a thousand requests a second, and in all. Needs the metrics of the kubelet (cAdvisor).',
      panels: [
        graph(
          'vCPU for 1,000 requests a second',
          'short',
          'What a thousand requests a second cost in cores, of gateways and of sidecars.',
          ...both(perThousand(INGRESS, fromIngress), perThousand(SIDECARS, fromSidecars)),
        ),
        graph('vCPU', 'short', 'Cores in use.', ...both(rate(CPU, ...INGRESS), rate(CPU, ...SIDECARS))),
      ],
    },
    {
      title: 'Memory and data',
      panels: [
        graph(
          'Memory of a proxy',
          'bytes',
          'On average; it grows with the services that a proxy knows, which SidecarScope narrows.',
          ...both(average(MEMORY, INGRESS), average(MEMORY, SIDECARS)),
        ),
        graph(
          'Bytes transferred',
          'Bps',
          'Bodies of requests and answers each second.',
          ...both(bytes(fromIngress), bytes(fromSidecars)),
        ),
      ],
    },
    {
      title: 'Versions',
      panels: [
        graph(
          'Components by version',
          'short',
          'How many processes of each component run, by version.',
          query('sum by (component, tag) (istio_build)', '{{component}} {{tag}}'),
        ),
      ],
    },
    {
      title: 'All proxies',
      panels: [
        graph(
          'Memory',
          'bytes',
          'In use; of Go the parts that it asked for.',
          query(gaugeBy([], MEMORY, ...PROXIES), 'all'),
        ),
        graph('vCPU', 'short', 'Cores in use.', query(rate(CPU, ...PROXIES), 'all')),
        graph(
          'Disk',
          'bytes',
          'Files that all proxies write.',
          query(gaugeBy([], 'container_fs_usage_bytes', ...PROXIES), 'all'),
        ),
      ],
    },
    {
      title: 'istiod',
      panels: [
        graph(
          'Memory',
          'bytes',
          'In use; of Go the parts that it asked for.',
          ...['process_virtual_memory_bytes', 'process_resident_memory_bytes', 'go_memstats_heap_sys_bytes']
            .concat('go_memstats_heap_alloc_bytes', 'go_memstats_heap_inuse_bytes', 'go_memstats_stack_inuse_bytes')
            .map((metric) => query(select(metric, ISTIOD), `${metric} {{pod}}`)),
          query(gaugeBy(['container'], MEMORY, ...ISTIOD_PODS), 'container {{container}}'),
        ),
        graph(
          'vCPU',
          'short',
          'Cores in use.',
          query(rateBy(['container'], CPU, ...ISTIOD_PODS), '{{container}}'),
          query(rate('process_cpu_seconds_total', ISTIOD), 'istiod'),
        ),
        graph(
          'Disk and files',
          'short',
          'Open files, connections included, and what is written to disk.',
          query(select('process_open_fds', ISTIOD), 'open files {{pod}}'),
          query(gaugeBy(['container'], 'container_fs_usage_bytes', ...ISTIOD_PODS), 'bytes {{container}}'),
        ),
        graph(
          'Goroutines',
          'short',
          'One that only grows is a leak.',
          query(select('go_goroutines', ISTIOD), '{{pod}}'),
        ),
      ],
    },
  ],
};
