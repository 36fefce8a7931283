import type { Board } from '../model';
import { choice, graph, judged, METRICS, NONE, NOT_5XX, number, percentiles, query, SUCCESS, table } from '../panels';
import { gaugeBy, orZero, quantileBy, rate, rateBy, select, share } from '../promql';

const { requests, duration, received, sent } = METRICS;
/** Gateways have no server's side: they report what they pass on. */
const GATEWAY = ['reporter="source"', 'source_workload=~"$gateway"'];
const SERVICE = ['destination_service'];
const GATEWAY_NAMES = ['reporter="source"', 'source_workload=~".*gateway.*|.*-istio"'];

const DAY = 86_400;
const certificate = select('istio_agent_cert_expiry_seconds', 'resource_name="default"');
const root = 'min(citadel_server_root_cert_expiry_seconds)';
const ISTIOD = 'app="istiod"';

export const gateways: Board = {
  file: 'istio-gateways-dashboard',
  uid: 'istio-gateways',
  title: 'Istio Gateways and Certificates',
  purpose: 'How do requests get in and out, and does every proxy have a certificate that holds?',
  variables: [choice('gateway', 'Gateway', 'source_workload', GATEWAY_NAMES)],
  rows: [
    {
      title: 'Requests through gateways',
      panels: [
        number('Requests', 'reqps', 'Requests each second that gateways pass on.', query(rate(requests, ...GATEWAY))),
        judged(
          SUCCESS,
          number(
            'Success rate (no 5xx)',
            'percentunit',
            'Share of requests through gateways that are not answered with a 5xx: what users see.',
            query(share([], requests, NOT_5XX, GATEWAY)),
          ),
        ),
        number(
          'Latency p99',
          'ms',
          'One request in a hundred takes this long or longer, seen from the gateway.',
          query(quantileBy(0.99, [], duration, ...GATEWAY)),
        ),
        judged(
          NONE,
          number(
            'Without an answer',
            'reqps',
            'Requests each second that the gateway gave up on, or that the client did: no service, no pods, no connection.',
            query(orZero(rate(requests, ...GATEWAY, 'response_flags!="-"'))),
          ),
        ),
      ],
    },
    {
      title: 'By service',
      panels: [
        graph(
          'Requests by response code',
          'reqps',
          'Client errors are orange, server errors red.',
          query(
            rateBy([...SERVICE, 'response_code'], requests, ...GATEWAY),
            '{{destination_service}} {{response_code}}',
          ),
        ),
        graph(
          'Why there was no good answer',
          'reqps',
          'By the flags of Envoy: UH no healthy pod, UF no connection, NR no route, UO too many at once, RL rate limit, DC the client left.',
          query(rateBy(['response_flags'], requests, ...GATEWAY, 'response_flags!="-"'), '{{response_flags}}'),
        ),
        graph(
          'Duration',
          'ms',
          'Time from the first byte of a request to the last of its answer, seen from the gateway.',
          ...percentiles(SERVICE, duration, GATEWAY, ['p50', 'p99']),
        ),
        graph(
          'Bytes over TCP',
          'Bps',
          'What passes the gateways over connections that are not HTTP.',
          query(rateBy(SERVICE, received, ...GATEWAY), '{{destination_service}} received'),
          query(rateBy(SERVICE, sent, ...GATEWAY), '{{destination_service}} sent'),
        ),
      ].map((panel) => ({ ...panel, span: 12 })),
    },
    {
      title: 'Certificates',
      panels: [
        judged(
          [{ color: 'red' }, { from: 30 * DAY, color: 'orange' }, { from: 90 * DAY, color: 'green' }],
          number(
            'Root certificate holds',
            's',
            'When it ends, no workload trusts another any more. Begin to rotate it months before.',
            query(root),
          ),
        ),
        judged(
          [{ color: 'red' }, { from: DAY / 4, color: 'orange' }, { from: DAY / 3, color: 'green' }],
          number(
            'Shortest of the workloads',
            's',
            'Proxies renew theirs at half of its time, a day where nobody says otherwise. Red: one proxy does not.',
            query(`min(${certificate})`),
          ),
        ),
        judged(
          NONE,
          number(
            'Secrets that gateways do not get',
            'ops',
            'Failures of istiod to read a Secret that a Gateway names, each second: there is none, it is no certificate, or it may not be read.',
            query(orZero(rate('pilot_sds_certificate_errors_total', ISTIOD))),
          ),
        ),
        judged(
          NONE,
          number(
            'Refused signing requests',
            'ops',
            'Proxies that istiod does not know who they are, each second.',
            query(orZero(rate('citadel_server_authentication_failure_count', ISTIOD))),
          ),
        ),
        table(
          { namespace: { heading: 'Namespace' }, pod: { heading: 'Pod' } },
          'Certificates of workloads',
          's',
          'How long the certificate of each proxy holds.',
          {
            ...query(`min by (namespace, pod) (${certificate})`, 'Holds for'),
            limits: [{ color: 'red' }, { from: DAY / 4, color: 'orange' }, { from: DAY / 3, color: 'green' }],
          },
        ),
        graph(
          'Certificates that istiod signs',
          'ops',
          'Each second; every proxy asks twice in the time of a certificate, and each new pod once.',
          query(rateBy(['pod'], 'citadel_server_success_cert_issuance_count', ISTIOD), '{{pod}}'),
        ),
        graph(
          'Proxies that hold a certificate',
          'short',
          'How many proxies have one now.',
          query(
            `count(${gaugeBy(['namespace', 'pod'], 'istio_agent_cert_expiry_seconds', 'resource_name="default"')} > 0)`,
            'proxies',
          ),
        ),
      ].map((panel) => ({ ...panel, span: panel.draw === 'number' ? 6 : 12 })),
    },
  ],
};
