import type { Board } from '../model';
import { choice, healthPanels, METRICS, number, query, trafficRow } from '../panels';
import { rate } from '../promql';

const SELF = (side: 'source' | 'destination') => [
  `${side}_workload_namespace=~"$namespace"`,
  `${side}_workload=~"$workload"`,
];
const IN = ['reporter=~"$qrep"', ...SELF('destination')];
const OUT = ['reporter="source"', ...SELF('source')];

export const workload: Board = {
  file: 'istio-workload-dashboard',
  uid: 'istio-workload',
  title: 'Istio Workload Dashboard',
  purpose: 'Who calls one workload, whom does it call, and how well does that go?',
  variables: [
    choice('namespace', 'Namespace', 'destination_workload_namespace', [], false),
    choice('workload', 'Workload', 'destination_workload', ['destination_workload_namespace=~"$namespace"'], false),
    { name: 'qrep', label: 'Reporter', from: ['source', 'destination', 'waypoint'], many: true },
    choice('srcns', 'Client namespace', 'source_workload_namespace', IN),
    choice('srcwl', 'Client workload', 'source_workload', [...IN, 'source_workload_namespace=~"$srcns"']),
    choice('dstsvc', 'Called service', 'destination_service', OUT),
  ],
  rows: [
    {
      title: 'General',
      text: 'WORKLOAD: $workload.$namespace',
      panels: [
        ...healthPanels('Incoming', IN),
        number(
          'TCP bytes as server',
          'Bps',
          'What passes between it and its clients over connections that are not HTTP.',
          query(`${rate(METRICS.sent, ...IN)} + ${rate(METRICS.received, ...IN)}`),
        ),
        number(
          'TCP bytes as client',
          'Bps',
          'What passes between it and those whom it calls over connections that are not HTTP.',
          query(`${rate(METRICS.sent, ...OUT)} + ${rate(METRICS.received, ...OUT)}`),
        ),
      ].map((panel) => ({ ...panel, span: panel.draw === 'graph' ? 8 : 4 })),
    },
    trafficRow(
      'Inbound workloads',
      'What the clients of $workload send.',
      [...IN, 'source_workload_namespace=~"$srcns"', 'source_workload=~"$srcwl"'],
      ['source_workload', 'source_workload_namespace'],
    ),
    trafficRow(
      'Outbound services',
      'What $workload asks of others.',
      [...OUT, 'destination_service=~"$dstsvc"'],
      ['destination_service'],
    ),
  ],
};
