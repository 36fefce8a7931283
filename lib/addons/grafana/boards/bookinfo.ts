import type { Board } from '../model';
import { graph, judged, METRICS, NOT_5XX, number, query, SERVER, SUCCESS } from '../panels';
import { quantileBy, rate, rateBy, share } from '../promql';

const BOOKINFO = [...SERVER, 'destination_workload_namespace=~"$namespace"'];
const REVIEWS = [...BOOKINFO, 'destination_app="reviews"'];
const { requests, duration } = METRICS;
const DURATION =
  'Time from the first byte of a request to the last of its answer; p50 is the median, p99 the slowest of a hundred.';

/** Rate, errors and latency of requests, split by one label. */
const questions = (by: string, where: readonly string[]) => {
  const legend = `{{${by}}}`;
  return [
    graph(
      'Requests',
      'reqps',
      'Requests that are served each second.',
      query(rateBy([by], requests, ...where), legend),
    ),
    judged(
      [{ color: 'green' }, { from: 0.01, color: 'orange' }, { from: 0.05, color: 'red' }],
      graph(
        'Share of errors (5xx)',
        'percentunit',
        'Share of requests that are answered with a 5xx.',
        query(`1 - ${share([by], requests, NOT_5XX, where)}`, legend),
      ),
    ),
    graph(
      'Latency',
      'ms',
      DURATION,
      query(quantileBy(0.5, [by], duration, ...where), `${legend} p50`),
      query(quantileBy(0.99, [by], duration, ...where), `${legend} p99`),
    ),
  ];
};

export const bookinfo: Board = {
  file: 'bookinfo-dashboard',
  uid: 'bookinfo',
  title: 'Bookinfo Dashboard',
  purpose: 'Requests, errors and latency of each service of Bookinfo, and of each version of reviews.',
  variables: [
    {
      name: 'namespace',
      label: 'Namespace',
      from: {
        query: 'sum by (destination_workload_namespace) (istio_requests_total{destination_app="productpage"})',
        of: 'destination_workload_namespace',
      },
    },
  ],
  rows: [
    {
      title: 'Bookinfo',
      panels: [
        number(
          'Pages',
          'reqps',
          'Pages that readers ask for each second.',
          query(rate(requests, ...BOOKINFO, 'destination_app="productpage"')),
        ),
        judged(
          SUCCESS,
          number(
            'Success rate (no 5xx)',
            'percentunit',
            'Share of all requests between the services that are not answered with a 5xx.',
            query(share([], requests, NOT_5XX, BOOKINFO)),
          ),
        ),
        number(
          'Latency p99',
          'ms',
          'One page in a hundred takes this long or longer.',
          query(quantileBy(0.99, [], duration, ...BOOKINFO, 'destination_app="productpage"')),
        ),
        number(
          'Versions of reviews in use',
          'short',
          'How many versions of reviews answer now: more than one while a canary runs.',
          query(`count(${rateBy(['destination_version'], requests, ...REVIEWS)} > 0)`),
        ),
      ],
    },
    { title: 'Services', panels: questions('destination_app', BOOKINFO) },
    { title: 'Versions of reviews', panels: questions('destination_version', REVIEWS) },
  ],
};
