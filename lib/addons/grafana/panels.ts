import type { Drawing, Panel, Query, Row, Variable } from './model';
import { type Matchers, quantileBy, rateBy, select, share } from './promql';

const panel =
  (draw: Drawing) =>
  (title: string, unit: Panel['unit'], ...queries: readonly Query[]): Panel => ({ title, draw, unit, queries });

/** Lines over time. */
export const graph = panel('graph');
/** The newest value, large. */
export const number = panel('number');
/** One line for each series, with its newest values. */
export const table = panel('table');
/** A histogram over time. */
export const heatmap = panel('heatmap');

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
      graph('Requests by response code', 'reqps', {
        ...query(rateBy([...by, 'response_code'], METRICS.requests, ...where), legendOf([...by, 'response_code'])),
      }),
      graph('Success rate (no 5xx)', 'percentunit', query(share(by, METRICS.requests, NOT_5XX, where), legendOf(by))),
      graph('Duration', 'ms', ...percentiles(by, METRICS.duration, where)),
      graph('Request size', 'decbytes', ...percentiles(by, METRICS.requestSize, where)),
      graph('Response size', 'decbytes', ...percentiles(by, METRICS.responseSize, where)),
      graph('Bytes received over TCP', 'Bps', split(METRICS.received)),
      graph('Bytes sent over TCP', 'Bps', split(METRICS.sent)),
    ],
  };
}

/** The four numbers that tell whether those requests are well. */
export const healthPanels = (who: string, where: Matchers): readonly Panel[] => [
  number(`${who} request volume`, 'reqps', query(rateBy([], METRICS.requests, ...where))),
  number(`${who} success rate (no 5xx)`, 'percentunit', query(share([], METRICS.requests, NOT_5XX, where))),
  graph(`${who} request duration`, 'ms', ...percentiles([], METRICS.duration, where, ['p50', 'p90', 'p99'])),
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
