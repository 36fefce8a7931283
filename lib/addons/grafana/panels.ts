import type { Drawing, Limit, Panel, Query, Row, Variable } from './model';
import { type Matchers, quantileBy, rateBy, select, share } from './promql';

const panel =
  (draw: Drawing) =>
  (title: string, unit: Panel['unit'], help: string, ...queries: readonly Query[]): Panel => ({
    ...{ title, draw, unit, help, queries },
  });

/** Lines over time. */
export const graph = panel('graph');
/** The newest value, large. */
export const number = panel('number');
/** One line for each set of labels, with a column for each query; `columns` heads the labels. */
export const table = (columns: Panel['columns'], ...what: Parameters<typeof graph>): Panel => ({
  ...panel('table')(...what),
  ...(columns && { columns }),
});
/** A histogram over time. */
export const heatmap = panel('heatmap');

/** A panel that shows by its colour whether all is well. */
export const judged = (limits: readonly Limit[], one: Panel): Panel => ({ ...one, limits });

/** Of a share of good requests: what users notice is red. */
export const SUCCESS: readonly Limit[] = [
  { color: 'red' },
  { from: 0.95, color: 'orange' },
  { from: 0.99, color: 'green' },
];
/** Of something that should not happen at all. */
export const NONE: readonly Limit[] = [{ color: 'green' }, { from: 0.001, color: 'red' }];

export const query = (expr: string, legend?: string): Query => ({ expr, ...(legend === undefined ? {} : { legend }) });

/** What proxies count, by what it says of a request. Source: istio.io, Istio Standard Metrics. */
export const METRICS = {
  requests: 'istio_requests_total',
  duration: 'istio_request_duration_milliseconds',
  requestSize: 'istio_request_bytes',
  responseSize: 'istio_response_bytes',
  received: 'istio_tcp_received_bytes_total',
  sent: 'istio_tcp_sent_bytes_total',
} as const;

export const NOT_5XX: Matchers = ['response_code!~"5.."'];
/** Reports of clients and of waypoints in their place. */
export const CLIENT: Matchers = ['reporter=~"source|waypoint"'];
export const SERVER: Matchers = ['reporter="destination"'];

const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** Percentiles of a histogram, each as a query of its own. */
export const percentiles = (
  by: readonly string[],
  histogram: string,
  where: Matchers,
  which: readonly (keyof typeof PERCENTILES)[] = ['p50', 'p90', 'p95', 'p99'],
): readonly Query[] =>
  which.map((p) => query(quantileBy(PERCENTILES[p], by, histogram, ...where), `${legendOf(by)} ${p}`.trim()));

const legendOf = (by: readonly string[]): string => by.map((label) => `{{${label}}}`).join(' ');

/** Everything about the requests and connections that match, split by who they come from or go to. */
export function trafficRow(title: string, text: string, where: Matchers, who: readonly string[]): Row {
  const by = [...who, 'connection_security_policy'];
  const split = (metric: string) => query(rateBy(by, metric, ...where), legendOf(by));
  return {
    title,
    text,
    panels: [
      graph(
        'Requests by response code',
        'reqps',
        'Requests each second, by who, whether mutual TLS holds, and the code of the answer. Client errors are orange, server errors red.',
        {
          ...query(rateBy([...by, 'response_code'], METRICS.requests, ...where), legendOf([...by, 'response_code'])),
        },
      ),
      judged(
        SUCCESS,
        graph(
          'Success rate (no 5xx)',
          'percentunit',
          'Share of requests that are not answered with a 5xx.',
          query(share(by, METRICS.requests, NOT_5XX, where), legendOf(by)),
        ),
      ),
      graph(
        'Duration',
        'ms',
        'Time from the first byte of a request to the last of its answer.',
        ...percentiles(by, METRICS.duration, where),
      ),
      graph(
        'Request size',
        'decbytes',
        'Size of the bodies of requests.',
        ...percentiles(by, METRICS.requestSize, where, ['p50', 'p90', 'p99']),
      ),
      graph(
        'Response size',
        'decbytes',
        'Size of the bodies of answers.',
        ...percentiles(by, METRICS.responseSize, where, ['p50', 'p90', 'p99']),
      ),
      graph(
        'Bytes received over TCP',
        'Bps',
        'What clients send over connections that are not HTTP.',
        split(METRICS.received),
      ),
      graph('Bytes sent over TCP', 'Bps', 'What servers send over connections that are not HTTP.', split(METRICS.sent)),
    ],
  };
}

/** The four numbers that tell whether those requests are well. */
export const healthPanels = (who: string, where: Matchers): readonly Panel[] => [
  number(`${who} request volume`, 'reqps', 'Requests each second.', query(rateBy([], METRICS.requests, ...where))),
  judged(
    SUCCESS,
    number(
      `${who} success rate (no 5xx)`,
      'percentunit',
      'Share of requests that are not answered with a 5xx.',
      query(share([], METRICS.requests, NOT_5XX, where)),
    ),
  ),
  graph(
    `${who} request duration`,
    'ms',
    'Time from the first byte of a request to the last of its answer.',
    ...percentiles([], METRICS.duration, where, ['p50', 'p90', 'p99']),
  ),
];

/** A choice among the values that label `of` has in the requests and connections that match. */
export const choice = (name: string, label: string, of: string, where: Matchers, many = true): Variable => ({
  name,
  label,
  from: {
    query: [METRICS.requests, METRICS.sent]
      .map((metric) => `sum by (${of}) (${select(metric, ...where)})`)
      .join(' or '),
    of,
  },
  many,
});
