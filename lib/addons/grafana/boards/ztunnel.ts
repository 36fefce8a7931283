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
        graph('ztunnel by version', 'short', query('sum by (tag) (istio_build{component="ztunnel"})', '{{tag}}')),
        graph('Memory', 'bytes', query(gaugeBy(POD, 'container_memory_working_set_bytes', ...CONTAINER), '{{pod}}')),
        graph('CPU', 'short', query(rateBy(POD, 'container_cpu_usage_seconds_total', ...CONTAINER), '{{pod}}')),
      ],
    },
    {
      title: 'Network',
      panels: [
        graph(
          'Connections',
          'cps',
          perPod(OPENED, 'opened'),
          query(`-${rateBy(POD, CLOSED, ZTUNNEL)}`, 'closed {{pod}}'),
        ),
        graph(
          'Bytes',
          'Bps',
          perPod('istio_tcp_sent_bytes_total', 'sent'),
          perPod('istio_tcp_received_bytes_total', 'received'),
        ),
        graph('DNS requests', 'reqps', perPod('istio_dns_requests_total')),
      ],
    },
    {
      title: 'Operations',
      panels: [
        graph('xDS connections ended', 'ops', perPod('istio_xds_connection_terminations_total')),
        graph('xDS messages', 'ops', query(rateBy(['url'], 'istio_xds_message_total', ZTUNNEL), '{{url}}')),
        graph(
          'Workloads',
          'short',
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
          query(`${gaugeBy(POD, OPENED, APP)} - ${gaugeBy(POD, CLOSED, APP)}`, 'connections {{pod}}'),
          query(gaugeBy(POD, 'process_open_fds', APP), 'files {{pod}}'),
          query(gaugeBy(POD, 'process_open_sockets', APP), 'sockets {{pod}}'),
        ),
      ],
    },
  ],
};
