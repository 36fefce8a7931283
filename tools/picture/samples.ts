/** Fixed, so that the picture is the same whenever it is made. */
export const START = 1_767_225_600;
const SCRAPE = 15;
const STEPS = 160;
export const END = START + STEPS * SCRAPE;

const BOUNDS = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

/** A workload that serves: requests a second, typical milliseconds, share of errors, each at a moment between 0 and 1. */
interface Workload {
  readonly app: string;
  readonly version: string;
  readonly rate: (t: number) => number;
  readonly ms: number;
  readonly errors: (t: number) => number;
}

const wave = (t: number, phase: number): number =>
  1 + 0.25 * Math.sin(9 * t + phase) + 0.08 * Math.sin(47 * t + 3 * phase);
/** Share of the canary: v3 takes over from v1 in the middle of the time. */
const canary = (t: number): number => Math.min(1, Math.max(0, (t - 0.35) / 0.3));
const none = () => 0;

const WORKLOADS: readonly Workload[] = [
  {
    app: 'productpage',
    version: 'v1',
    rate: (t) => 22 * wave(t, 0),
    ms: 42,
    errors: (t) => (t > 0.5 && t < 0.6 ? 0.04 : 0.002),
  },
  { app: 'details', version: 'v1', rate: (t) => 22 * wave(t, 0.2), ms: 4, errors: none },
  { app: 'reviews', version: 'v1', rate: (t) => 12 * wave(t, 0.4) * (1 - canary(t)), ms: 9, errors: none },
  { app: 'reviews', version: 'v2', rate: (t) => 9 * wave(t, 0.6), ms: 18, errors: none },
  {
    app: 'reviews',
    version: 'v3',
    rate: (t) => 12 * wave(t, 0.8) * canary(t),
    ms: 24,
    errors: (t) => (t > 0.5 && t < 0.6 ? 0.12 : 0.004),
  },
  { app: 'ratings', version: 'v1', rate: (t) => (9 + 12 * canary(t)) * wave(t, 1), ms: 3, errors: none },
];

/** Share of requests that are answered within a time: a log-logistic curve around the typical one. */
const within = (ms: number, typical: number): number => 1 / (1 + (typical / ms) ** 3);

/** Bookinfo's requests over 40 minutes in OpenMetrics' text, as each serving proxy would have counted them. */
export function samples(): string {
  const lines = WORKLOADS.flatMap(({ app, version, rate, ms, errors }) => {
    const labels = `reporter="destination",destination_workload_namespace="bookinfo",destination_app="${app}",destination_version="${version}"`;
    let good = 0;
    let bad = 0;
    return Array.from({ length: STEPS + 1 }, (_, i) => {
      const t = i / STEPS;
      const count = rate(t) * SCRAPE;
      good += count * (1 - errors(t));
      bad += count * errors(t);
      const at = START + i * SCRAPE;
      const requests = (code: number, number: number) =>
        `istio_requests_total{${labels},response_code="${code}"} ${number.toFixed(3)} ${at}`;
      const bucket = (le: string, share: number) =>
        `istio_request_duration_milliseconds_bucket{${labels},le="${le}"} ${((good + bad) * share).toFixed(3)} ${at}`;
      return [
        requests(200, good),
        requests(503, bad),
        ...BOUNDS.map((bound) => bucket(String(bound), within(bound, ms))),
        bucket('+Inf', 1),
      ];
    });
  });
  // Samples of one series stand together.
  const series = [...new Set(lines.flat().map((line) => line.slice(0, line.indexOf('}') + 1)))];
  const grouped = new Map(series.map((name) => [name, [] as string[]]));
  for (const line of lines.flat()) grouped.get(line.slice(0, line.indexOf('}') + 1))?.push(line);
  return `${[...grouped.values()].flat().join('\n')}\n# EOF\n`;
}
