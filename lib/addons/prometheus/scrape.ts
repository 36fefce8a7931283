import { annotatedEndpoints, annotatedPods, probedServices, pushgateways } from './annotated';
import { copyAll, keep, meta, type Relabel } from './relabel';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where the sidecar of a Prometheus with secure scraping writes its certificates. */
export const CERTS = '/etc/istio-certs';

/** One job of Prometheus. Source: prometheus/docs/configuration, scrape_config. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly honor_labels?: boolean;
  readonly scheme?: 'https';
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly scrape_interval?: string;
  readonly scrape_timeout?: string;
  readonly bearer_token_file?: string;
  readonly tls_config?: {
    readonly ca_file: string;
    readonly cert_file?: string;
    readonly key_file?: string;
    readonly insecure_skip_verify?: boolean;
  };
  readonly kubernetes_sd_configs?: readonly { readonly role: 'endpoints' | 'node' | 'pod' | 'service' }[];
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  readonly relabel_configs?: readonly Relabel[];
}

type Role = 'endpoints' | 'node' | 'pod' | 'service';
const discover = (role: Role, relabel_configs: readonly Relabel[]) => ({
  kubernetes_sd_configs: [{ role }],
  relabel_configs,
});

/** Asks with the pod's service account; kubelets show certificates that the cluster's CA did not sign. */
const asServiceAccount = (verify: boolean) => ({
  scheme: 'https' as const,
  bearer_token_file: `${ACCOUNT}/token`,
  tls_config: { ca_file: `${ACCOUNT}/ca.crt`, ...(verify ? {} : { insecure_skip_verify: true }) },
});

const nodeLabels = copyAll(meta('node_label_(.+)'));

const clusterJobs: readonly ScrapeJob[] = [
  {
    job_name: 'kubernetes-api-servers',
    ...asServiceAccount(true),
    ...discover('endpoints', [
      keep(
        'default;kubernetes;https',
        ...['namespace', 'service_name', 'endpoint_port_name'].map((name) => meta(name)),
      ),
    ]),
  },
  { job_name: 'kubernetes-nodes', ...asServiceAccount(false), ...discover('node', [nodeLabels]) },
  {
    job_name: 'kubernetes-nodes-cadvisor',
    ...asServiceAccount(false),
    ...discover('node', [nodeLabels, { source_labels: ['__metrics_path__'], target_label: 'metrics_path' }]),
    metrics_path: '/metrics/cadvisor',
  },
];

const SLOW = { scrape_interval: '5m', scrape_timeout: '30s' };

const workloadJobs: readonly ScrapeJob[] = [
  { job_name: 'kubernetes-pods', honor_labels: true, ...discover('pod', annotatedPods(false)) },
  { job_name: 'kubernetes-pods-slow', honor_labels: true, ...discover('pod', annotatedPods(true)), ...SLOW },
  { job_name: 'kubernetes-service-endpoints', honor_labels: true, ...discover('endpoints', annotatedEndpoints(false)) },
  {
    job_name: 'kubernetes-service-endpoints-slow',
    honor_labels: true,
    ...discover('endpoints', annotatedEndpoints(true)),
    ...SLOW,
  },
  {
    job_name: 'kubernetes-services',
    honor_labels: true,
    metrics_path: '/probe',
    params: { module: ['http_2xx'] },
    ...discover('service', probedServices),
  },
];

/** Scrapes proxies over mTLS: `port` is the annotation `prometheus.istio.io/<port>` with the proxy's TLS port. */
const secureJob = (job_name: string, port: string): ScrapeJob => ({
  job_name,
  scheme: 'https',
  // Prometheus checks host names, and proxies have SPIFFE identities instead; the CA is still checked by the proxy.
  tls_config: {
    ca_file: `${CERTS}/root-cert.pem`,
    cert_file: `${CERTS}/cert-chain.pem`,
    key_file: `${CERTS}/key.pem`,
    insecure_skip_verify: true,
  },
  ...discover('pod', [
    { action: 'keep', regex: '.+', source_labels: [meta(`pod_annotation_prometheus_istio_io_${port}`)] },
    {
      action: 'replace',
      regex: '(.+)',
      source_labels: [meta('pod_annotation_prometheus_io_path')],
      target_label: '__metrics_path__',
    },
    {
      action: 'replace',
      regex: '(.+);(.+)',
      replacement: '$1:$2',
      source_labels: [meta('pod_ip'), meta(`pod_annotation_prometheus_istio_io_${port}`)],
      target_label: '__address__',
    },
  ]),
});

const secureJobs: readonly ScrapeJob[] = [
  secureJob('istio-secure-merged-metrics', 'secure_port'),
  secureJob('istio-secure-envoy-metrics', 'secure_envoy_port'),
];

/** Every job: the cluster, proxies over mTLS where asked for, whatever carries `prometheus.io/scrape`, Prometheus itself. */
export const scrapeJobs = (secure: boolean): readonly ScrapeJob[] => [
  ...(secure ? secureJobs : []),
  ...clusterJobs,
  ...workloadJobs,
  { job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] },
  { job_name: 'prometheus-pushgateway', honor_labels: true, ...discover('service', pushgateways) },
];
