import { PROMETHEUS, type PrometheusProps } from './props';
import { scrapeJobs } from './scrape';

/** Where the ConfigMap is mounted. */
export const CONFIG = '/etc/config';

/** Rule files of the ConfigMap; those without rules hold an empty document. */
export const RULE_FILES = ['recording_rules.yml', 'alerting_rules.yml', 'rules', 'alerts'] as const;

/** `prometheus.yml`. */
export const prometheusConfig = ({ secureMetrics = false, alertmanagers = [] }: PrometheusProps) => ({
  global: {
    evaluation_interval: '1m',
    scrape_interval: PROMETHEUS.scrapeInterval,
    scrape_timeout: '10s',
  },
  rule_files: RULE_FILES.map((file) => `${CONFIG}/${file}`),
  scrape_configs: scrapeJobs(secureMetrics),
  ...(alertmanagers.length === 0
    ? {}
    : { alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] } }),
});
