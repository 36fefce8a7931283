import type { Resources, StringMap } from '../../istio/props';

/** When Kiali's probes begin and how often they ask, in seconds; startup gives up after `failureThreshold`. */
export const PROBES = {
  liveness: { initialDelaySeconds: 5, periodSeconds: 30 },
  readiness: { initialDelaySeconds: 5, periodSeconds: 30 },
  startup: { failureThreshold: 6, initialDelaySeconds: 30, periodSeconds: 10 },
} as const;

interface Facts {
  readonly name: string;
  readonly tag: string;
  readonly version: string;
  readonly resources: Resources;
  readonly logLevel: string;
  readonly timeFormat: string;
  readonly viewOnly: boolean;
  readonly podAnnotations: StringMap;
  readonly probes: typeof PROBES;
}

const none = { spec: {} };

/**
 * What Kiali's own packages (operator, chart) write into the configuration beside what the server decides by: Kiali shows it in its pages.
 * Source: kiali/helm-charts, kiali-server/values.yaml.
 */
export const operatorDefaults = (namespace: string, facts: Facts) => ({
  chat_ai: {
    default_provider: '',
    enabled: false,
    providers: [],
    store_config: { enabled: true, max_cache_memory_mb: 1024, reduce_threshold: 15, reduce_with_ai: false },
  },
  clustering: { autodetect_secrets: { enabled: true, label: 'kiali.io/multiCluster=true' }, clusters: [] },
  deployment: deployment(namespace, facts),
  identity: { cert_file: '', private_key_file: '' },
  kiali_feature_flags: { custom_workload_types: [], disabled_features: [], validations: { ignore: ['KIA1301'] } },
  skipResources: [],
});

const deployment = (namespace: string, facts: Facts) => ({
  cluster_wide_access: true,
  dns: { policy: '' },
  hpa: { api_version: 'autoscaling/v2', ...none },
  image_digest: '',
  image_name: facts.name,
  image_pull_policy: 'IfNotPresent',
  image_version: facts.tag,
  ingress: { class_name: 'nginx' },
  ingress_enabled: false,
  instance_name: 'kiali',
  logger: { log_format: 'text', log_level: facts.logLevel, sampler_rate: '1', time_field_format: facts.timeFormat },
  namespace,
  network_policy: { enabled: false },
  pod_annotations: { ...facts.podAnnotations },
  pod_disruption_budget: { api_version: 'policy/v1', ...none },
  pod_labels: { 'sidecar.istio.io/inject': 'false' },
  priority_class_name: '',
  probes: {
    liveness: seconds(facts.probes.liveness),
    readiness: seconds(facts.probes.readiness),
    startup: { failure_threshold: facts.probes.startup.failureThreshold, ...seconds(facts.probes.startup) },
  },
  remote_cluster_resources_only: false,
  replicas: 1,
  resources: facts.resources,
  secret_name: 'kiali',
  service_type: '',
  tls_config: { max_version: '', min_version: '', source: 'config' },
  version_label: facts.version,
  view_only_mode: facts.viewOnly,
});

const seconds = (probe: { readonly initialDelaySeconds: number; readonly periodSeconds: number }) => ({
  initial_delay_seconds: probe.initialDelaySeconds,
  period_seconds: probe.periodSeconds,
});
