import type { Board, Panel } from '../model';
import { CLIENT, graph, judged, METRICS, NONE, NOT_5XX, number, percentiles, query, SUCCESS, table } from '../panels';
import { orZero, rate, rateBy, share } from '../promql';

const WORKLOAD = ['destination_workload', 'destination_workload_namespace'];
const WHERE = [...WORKLOAD, 'destination_service'];

const { requests, duration, received, sent } = METRICS;
const having = (code: string) => orZero(rate(requests, ...CLIENT, `response_code=~"${code}"`));

/** Each row leads to the boards of its workload and its service. */
const COLUMNS: Panel['columns'] = {
  destination_workload: {
    heading: 'Workload',
    link: '/d/istio-workload?var-namespace=${__data.fields.Namespace}&var-workload=${__value.raw}&${__url_time_range}',
  },
  destination_workload_namespace: { heading: 'Namespace' },
  destination_service: {
    heading: 'Service',
    link: '/d/istio-service?var-service=${__value.raw}&${__url_time_range}',
  },
};
const latencies = percentiles([], duration, CLIENT, ['p50', 'p90', 'p99']).map(({ legend = '' }) => legend);

export const mesh: Board = {
  file: 'istio-mesh-dashboard',
  uid: 'istio-mesh',
  title: 'Istio Mesh Dashboard',
  purpose: 'Is the mesh well, and which workloads carry its traffic?',
  rows: [
    {
      title: 'Global traffic',
      panels: [
        number('Traffic volume', 'reqps', 'Requests each second in the whole mesh.', query(rate(requests, ...CLIENT))),
        judged(
          SUCCESS,
          number(
            'Success rate (no 5xx)',
            'percentunit',
            'Share of requests that are not answered with a 5xx.',
            query(share([], requests, NOT_5XX, CLIENT)),
          ),
        ),
        number('4xx', 'reqps', "Requests each second that are refused as the client's fault.", query(having('4..'))),
        judged(
          NONE,
          number('5xx', 'reqps', 'Requests each second that fail in a server or a proxy.', query(having('5..'))),
        ),
      ],
    },
    {
      title: 'Workloads',
      panels: [
        table(
          COLUMNS,
          'HTTP and gRPC workloads',
          'short',
          'A line for each workload and the service by which it is asked, busiest first. Names lead to their dashboards.',
          { ...query(rateBy(WHERE, requests, ...CLIENT), 'Requests'), unit: 'reqps' },
          ...percentiles(WHERE, duration, CLIENT, ['p50', 'p90', 'p99']).map(({ expr }, i) => ({
            ...query(expr, `Latency ${latencies[i]}`),
            unit: 'ms' as const,
          })),
          { ...query(share(WHERE, requests, NOT_5XX, CLIENT), 'Success rate'), unit: 'percentunit', limits: SUCCESS },
        ),
        table(
          COLUMNS,
          'TCP workloads',
          'Bps',
          'A line for each workload that is reached over connections that are not HTTP.',
          query(rateBy(WHERE, received, ...CLIENT), 'Received'),
          query(rateBy(WHERE, sent, ...CLIENT), 'Sent'),
        ),
      ],
    },
    {
      title: 'Istio components',
      panels: [
        graph(
          'Components by version',
          'short',
          'How many processes of each component run, by version: two versions while an upgrade is under way.',
          query('sum by (component, tag) (istio_build)', '{{component}} {{tag}}'),
        ),
      ],
    },
  ],
};
