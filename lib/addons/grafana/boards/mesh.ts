import type { Board } from '../model';
import { CLIENT, graph, METRICS, NOT_5XX, number, percentiles, query, table } from '../panels';
import { orZero, rate, rateBy, share } from '../promql';

const WORKLOAD = ['destination_workload', 'destination_workload_namespace'];
const WHERE = [...WORKLOAD, 'destination_service'];

const { requests, duration, received, sent } = METRICS;
const having = (code: string) => orZero(rate(requests, ...CLIENT, `response_code=~"${code}"`));

export const mesh: Board = {
  file: 'istio-mesh-dashboard',
  uid: 'istio-mesh',
  title: 'Istio Mesh Dashboard',
  purpose: 'Is the mesh well, and which workloads carry its traffic?',
  rows: [
    {
      title: 'Global traffic',
      panels: [
        number('Traffic volume', 'reqps', query(rate(requests, ...CLIENT))),
        number('Success rate (no 5xx)', 'percentunit', query(share([], requests, NOT_5XX, CLIENT))),
        number('4xx', 'reqps', query(having('4..'))),
        number('5xx', 'reqps', query(having('5..'))),
      ],
    },
    {
      title: 'Workloads',
      panels: [
        table(
          'HTTP and gRPC workloads',
          'short',
          query(rateBy(WHERE, requests, ...CLIENT), 'requests'),
          ...percentiles(WHERE, duration, CLIENT, ['p50', 'p90', 'p99']),
          query(share(WHERE, requests, NOT_5XX, CLIENT), 'success'),
        ),
        table(
          'TCP workloads',
          'Bps',
          query(rateBy(WHERE, received, ...CLIENT), 'received'),
          query(rateBy(WHERE, sent, ...CLIENT), 'sent'),
        ),
      ],
    },
    {
      title: 'Istio components',
      panels: [
        graph(
          'Components by version',
          'short',
          query('sum by (component, tag) (istio_build)', '{{component}} {{tag}}'),
        ),
      ],
    },
  ],
};
