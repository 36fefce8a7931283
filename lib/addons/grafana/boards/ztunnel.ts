import type { Board } from '../model';
import { graph, query } from '../panels';
import { gaugeBy, rateBy } from '../promql';

const POD = ['pod'];
const ZTUNNEL = 'pod=~"ztunnel-.*"';
const CONTAINER = ['container="istio-proxy"', ZTUNNEL];
const APP = 'app="ztunnel"';

const OPENED = 'istio_tcp_connections_opened_total';
const CLOSED = 'istio_tcp_connections_closed_total';
const perPod = (metric: string, what = '') => query(rateBy(POD, metric, ZTUNNEL), `${what} {{pod}}`.trim());

export const ztunnel: Board = {
  file: 'ztunnel-dashboard',
  uid: 'istio-ztunnel',
  title: 'Istio Ztunnel Dashboard',
  purpose: 'What do the node proxies of ambient mode carry, and do they keep up with istiod?',
  rows: [
    {
      title: 'Process',
      panels: [
        graph(
          'ztunnel by version',
          'short',
          'How many ztunnels run, by version: one for each node.',
          query('sum by (tag) (istio_build{component="ztunnel"})', '{{tag}}'),
        ),
        graph(
          'Memory',
          'bytes',
          'Of the container on each node.',
          query(gaugeBy(POD, 'container_memory_working_set_bytes', ...CONTAINER), '{{pod}}'),
        ),
        graph(
          'CPU',
          'short',
          'Cores in use on each node; encryption costs most.',
          query(rateBy(POD, 'container_cpu_usage_seconds_total', ...CONTAINER), '{{pod}}'),
        ),
      ],
    },
    {
      title: 'Network',
      panels: [
        graph(
          'Connections',
          'cps',
          'Connections of pods that are opened (above) and closed (below) each second.',
          perPod(OPENED, 'opened'),
          query(`-${rateBy(POD, CLOSED, ZTUNNEL)}`, 'closed {{pod}}'),
        ),
        graph(
          'Bytes',
          'Bps',
          'What passes each ztunnel in both directions.',
          perPod('istio_tcp_sent_bytes_total', 'sent'),
          perPod('istio_tcp_received_bytes_total', 'received'),
        ),
        graph(
          'DNS requests',
          'reqps',
          'Names that pods ask for each second, where ztunnel answers.',
          perPod('istio_dns_requests_total'),
        ),
      ],
    },
    {
      title: 'Operations',
      panels: [
        graph(
          'xDS connections ended',
          'ops',
          'Connections to istiod that end each second; each is opened again. Many mean that istiod is away or restarts.',
          perPod('istio_xds_connection_terminations_total'),
        ),
        graph(
          'xDS messages',
          'ops',
          'Changes that ztunnels get of istiod each second, by what they are about.',
          query(rateBy(['url'], 'istio_xds_message_total', ZTUNNEL), '{{url}}'),
        ),
        graph(
          'Workloads',
          'short',
          'Pods on the node that ztunnel serves, and pods that still wait for it. Waiting ones have no network.',
          query(gaugeBy(POD, 'workload_manager_active_proxy_count', ZTUNNEL), 'active {{pod}}'),
          query(gaugeBy(POD, 'workload_manager_pending_proxy_count', ZTUNNEL), 'pending {{pod}}'),
        ),
      ],
    },
    {
      title: 'Resources of the network',
      panels: [
        graph(
          'Open connections, files and sockets',
          'short',
          'What is open now: one that only grows is a leak.',
          query(`${gaugeBy(POD, OPENED, APP)} - ${gaugeBy(POD, CLOSED, APP)}`, 'connections {{pod}}'),
          query(gaugeBy(POD, 'process_open_fds', APP), 'files {{pod}}'),
          query(gaugeBy(POD, 'process_open_sockets', APP), 'sockets {{pod}}'),
        ),
      ],
    },
  ],
};
