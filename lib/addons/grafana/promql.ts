/** Matchers of labels, as PromQL writes them: `reporter="source"`. */
export type Matchers = readonly string[];

/** The step that Grafana finds right for the graph and the scrape interval. */
const STEP = '$__rate_interval';

export const select = (metric: string, ...where: Matchers): string =>
  where.length === 0 ? metric : `${metric}{${where.join(', ')}}`;

/** Per-second increase of a counter, summed over all labels but `by`. */
export const rateBy = (by: readonly string[], metric: string, ...where: Matchers): string =>
  `${sumBy(by)}(rate(${select(metric, ...where)}[${STEP}]))`;

export const rate = (metric: string, ...where: Matchers): string => rateBy([], metric, ...where);

/** Sum of a gauge over all labels but `by`. */
export const gaugeBy = (by: readonly string[], metric: string, ...where: Matchers): string =>
  `${sumBy(by)}(${select(metric, ...where)})`;

/** A share, 0-1, of requests that match both. */
export const share = (by: readonly string[], metric: string, part: Matchers, whole: Matchers): string =>
  `${rateBy(by, metric, ...whole, ...part)} / ${rateBy(by, metric, ...whole)}`;

/** A percentile, 0-1, of a histogram. */
export const quantileBy = (q: number, by: readonly string[], histogram: string, ...where: Matchers): string =>
  `histogram_quantile(${q}, ${rateBy([...by, 'le'], `${histogram}_bucket`, ...where)})`;

/** Zero where nothing answers. */
export const orZero = (expr: string): string => `${expr} or vector(0)`;

const sumBy = (by: readonly string[]): string => (by.length === 0 ? 'sum' : `sum by (${by.join(', ')}) `);
