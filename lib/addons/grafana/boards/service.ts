import type { Board } from '../model';
import { choice, healthPanels, METRICS, number, query, SERVER, trafficRow } from '../panels';
import { rate } from '../promql';

const SERVICE = 'destination_service="$service"';
const FROM = ['reporter=~"$qrep"', SERVICE];

export const service: Board = {
  file: 'istio-service-dashboard',
  uid: 'istio-service',
  title: 'Istio Service Dashboard',
  purpose: 'How does one service look to its clients, and how do its workloads serve them?',
  variables: [
    choice('service', 'Service', 'destination_service', [], false),
    { name: 'qrep', label: 'Reporter', from: ['source', 'destination', 'waypoint'], many: true },
    choice('srccluster', 'Client cluster', 'source_cluster', FROM),
    choice('srcns', 'Client namespace', 'source_workload_namespace', FROM),
    choice('srcwl', 'Client workload', 'source_workload', [...FROM, 'source_workload_namespace=~"$srcns"']),
    choice('dstcluster', 'Service cluster', 'destination_cluster', [...SERVER, SERVICE]),
    choice('dstns', 'Service namespace', 'destination_workload_namespace', [...SERVER, SERVICE]),
    choice('dstwl', 'Service workload', 'destination_workload', [
      ...SERVER,
      SERVICE,
      'destination_workload_namespace=~"$dstns"',
    ]),
  ],
  rows: [
    {
      title: 'General',
      text: 'SERVICE: $service',
      panels: [
        ...healthPanels('Client', FROM),
        number(
          'TCP bytes received',
          'Bps',
          'What its clients send over connections that are not HTTP.',
          query(rate(METRICS.received, ...FROM)),
        ),
        ...healthPanels('Server', [...SERVER, SERVICE]),
        number(
          'TCP bytes sent',
          'Bps',
          'What it sends over connections that are not HTTP.',
          query(rate(METRICS.sent, ...FROM)),
        ),
      ].map((panel) => ({ ...panel, span: 6 })),
    },
    trafficRow(
      'Client workloads',
      'What the clients of $service see.',
      [...FROM, 'source_cluster=~"$srccluster"', 'source_workload_namespace=~"$srcns"', 'source_workload=~"$srcwl"'],
      ['source_workload', 'source_workload_namespace'],
    ),
    trafficRow(
      'Service workloads',
      'What the workloads behind $service do.',
      [
        ...SERVER,
        SERVICE,
        'destination_cluster=~"$dstcluster"',
        'destination_workload_namespace=~"$dstns"',
        'destination_workload=~"$dstwl"',
      ],
      ['destination_workload', 'destination_workload_namespace'],
    ),
  ],
};
