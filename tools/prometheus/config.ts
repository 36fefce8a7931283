import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { ScrapeJob } from '../../lib/addons/prometheus/scrape';
import { prometheusFiles } from './ours';

interface Config {
  readonly global: object;
  readonly scrape_configs: readonly ScrapeJob[];
}

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Writes our configuration as it is, its paths moved below `folder`, where the files that it names exist. */
export function writeConfig(folder: string, change: (config: Config) => object = (config) => config): string {
  const account = join(folder, 'account');
  mkdirSync(account, { recursive: true });
  for (const name of ['token', 'ca.crt']) writeFileSync(join(account, name), '');
  for (const [name, text] of Object.entries(prometheusFiles)) writeFileSync(join(folder, name), text);
  const text = (prometheusFiles['prometheus.yml'] ?? '').replaceAll('/etc/config', folder).replaceAll(ACCOUNT, account);
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, dump(change(load(text) as Config)));
  return file;
}

/** What Kubernetes discovery would say of a pod whose proxy is scraped at `path`. */
const pod = (port: number, path: string, app: string) => ({
  targets: [`192.0.2.1:1`],
  labels: {
    __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'true',
    __meta_kubernetes_pod_annotation_prometheus_io_port: String(port),
    __meta_kubernetes_pod_annotation_prometheus_io_path: `/${path}`,
    __meta_kubernetes_pod_ip: '127.0.0.1',
    __meta_kubernetes_pod_label_app: app,
    __meta_kubernetes_pod_phase: 'Running',
    __meta_kubernetes_namespace: 'istio-system',
    __meta_kubernetes_pod_name: `${app}-1`,
  },
});

/** The configuration with the stub in place of what Kubernetes discovers, and a quicker pace; all relabelling stays. */
export const aimedAt =
  (port: number) =>
  (config: Config): object => {
    const targets: Readonly<Record<string, object>> = {
      'kubernetes-pods': { static_configs: ['proxy', 'istiod', 'ztunnel'].map((app) => pod(port, app, app)) },
      'kubernetes-nodes-cadvisor': { metrics_path: '/node', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
    };
    const jobs = config.scrape_configs.flatMap((job) => {
      const aim = targets[job.job_name];
      if (aim === undefined) return [];
      const {
        kubernetes_sd_configs: _discovery,
        scheme: _scheme,
        tls_config: _tls,
        bearer_token_file: _token,
        ...rest
      } = job;
      return [{ ...rest, ...aim }];
    });
    const global = { ...config.global, scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' };
    return { ...config, global, scrape_configs: jobs };
  };
