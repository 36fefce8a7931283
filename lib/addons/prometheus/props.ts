import type { ExposureProps, PodProps, StorageProps } from '../props';
import type { AlertThresholds } from './rules/mesh';
import type { Objective } from './rules/slo';

/** What Prometheus does where nothing else is said. */
export const PROMETHEUS = { port: 9090, scrapeInterval: '15s', retention: '15d' } as const;

export interface PrometheusProps extends PodProps {
  /** How long samples are kept: Prometheus' duration, such as `15d`. @default PROMETHEUS.retention */
  readonly retention?: string;
  /** Oldest samples go when the data grows above this: `10GB`, `512MB`. @default - no limit */
  readonly retentionSize?: string;
  /** What services promise; each gets rules, alerts and a row of the dashboard. @default - none */
  readonly objectives?: readonly Objective[];
  /** When the mesh's own alerts speak up. @default ALERTS */
  readonly alerts?: AlertThresholds;
  /** `host:port` of each Alertmanager that gets the alerts. @default - none: alerts are seen in Prometheus alone */
  readonly alertmanagers?: readonly string[];
  /** @default - data goes with the pod */
  readonly storage?: StorageProps;
  /** Scrape proxies over mTLS as well, with a certificate of a sidecar of its own. @default false */
  readonly secureMetrics?: boolean;
  /** @default - inside the cluster only */
  readonly expose?: ExposureProps;
}
