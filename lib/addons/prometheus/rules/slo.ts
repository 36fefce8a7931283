import type { AlertRule, RecordingRule, RuleGroup, Severity } from './model';

/** Upper bounds of the histogram that proxies keep of durations, in milliseconds. Source: Envoy, Histogram default buckets. */
export const DURATION_BUCKETS = [
  ...[0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000],
  ...[30000, 60000, 300000, 600000, 1800000, 3600000],
] as const;

/** What a service promises its clients, over 30 days. */
export interface Objective {
  readonly service: string;
  readonly namespace: string;
  /** Share of requests that succeed, or that do so within `withinMs`, in percent, below 100. */
  readonly percent: number;
  /** One of DURATION_BUCKETS, in milliseconds. @default - success alone counts */
  readonly withinMs?: (typeof DURATION_BUCKETS)[number];
}

/** Name of an objective in series, alerts and dashboards. */
export const objectiveName = ({ service, namespace, withinMs }: Objective): string =>
  `${namespace}/${service}-${withinMs === undefined ? 'availability' : `${withinMs}ms`}`;

/** Share of requests that may fail, 0-1, without the noise of binary fractions. */
export const budget = ({ percent }: Objective): number => Number(((100 - percent) / 100).toFixed(8));

/** Pairs of windows in which the budget may not burn faster than `burn` times evenly. Source: Google, The Site Reliability Workbook, chapter 5. */
const BURNS: readonly {
  readonly long: string;
  readonly short: string;
  readonly burn: number;
  readonly severity: Severity;
}[] = [
  { long: '1h', short: '5m', burn: 14.4, severity: 'page' },
  { long: '6h', short: '30m', burn: 6, severity: 'page' },
  { long: '1d', short: '2h', burn: 3, severity: 'ticket' },
  { long: '3d', short: '6h', burn: 1, severity: 'ticket' },
];
export const SLO_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

const PERIOD = '30d';

/** Share of requests in a window that break the promise. */
function broken({ service, namespace, withinMs }: Objective, window: string): string {
  const where = `reporter=~"source|waypoint", destination_service_name="${service}", destination_service_namespace="${namespace}"`;
  const all = `sum(rate(istio_requests_total{${where}}[${window}]))`;
  if (withinMs === undefined) {
    const errors = `sum(rate(istio_requests_total{${where}, response_code=~"5..|0"}[${window}]))`;
    return `(${errors} or ${all} * 0) / (${all} > 0)`;
  }
  // Prometheus 3 writes whole bounds with ".0".
  const bound = `le=~"${String(withinMs).replace('.', '\\\\.')}(\\\\.0)?"`;
  const count = `sum(rate(istio_request_duration_milliseconds_count{${where}}[${window}]))`;
  return `1 - sum(rate(istio_request_duration_milliseconds_bucket{${where}, ${bound}}[${window}])) / (${count} > 0)`;
}

/** The share in each window, the share over the period, and what is left of the budget. */
export function sloRecording(objective: Objective): RuleGroup<RecordingRule> {
  const slo = objectiveName(objective);
  const labels = { slo, service: objective.service, namespace: objective.namespace };
  const own = `slo="${slo}"`;
  return {
    name: `slo-${slo}`,
    rules: [
      ...SLO_WINDOWS.map((window) => ({
        record: `slo:broken:ratio_rate${window}`,
        expr: broken(objective, window),
        labels,
      })),
      {
        record: `slo:broken:ratio_rate${PERIOD}`,
        expr: `avg_over_time(slo:broken:ratio_rate5m{${own}}[${PERIOD}])`,
        labels,
      },
      { record: 'slo:budget:left', expr: `1 - slo:broken:ratio_rate${PERIOD}{${own}} / ${budget(objective)}`, labels },
    ],
  };
}

/** One alert for each pair of windows: both burn too fast, so it neither flaps nor lingers. @param kiali - page of the service there */
export function sloAlerts(objective: Objective, kiali: string): RuleGroup<AlertRule> {
  const slo = objectiveName(objective);
  const { service, namespace } = objective;
  return {
    name: `slo-${slo}`,
    rules: BURNS.map(({ long, short, burn, severity }) => {
      const limit = Number((burn * budget(objective)).toFixed(8));
      const above = (window: string) => `slo:broken:ratio_rate${window}{slo="${slo}"} > ${limit}`;
      return {
        alert: 'ErrorBudgetBurns',
        expr: `${above(long)} and ${above(short)}`,
        labels: { severity, slo, service, namespace, window: long },
        annotations: {
          summary: `${namespace}/${service} breaks its promise of ${objective.percent} %`,
          description: `For ${long} its error budget has burnt ${burn} times as fast as it may: {{ $value | humanizePercentage }} of requests.`,
          kiali,
        },
      };
    }),
  };
}
