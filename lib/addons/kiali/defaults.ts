/** When Kiali's probes begin and how often they ask, in seconds; startup gives up after `failureThreshold`. */
export const PROBES = {
  liveness: { initialDelaySeconds: 5, periodSeconds: 30 },
  readiness: { initialDelaySeconds: 5, periodSeconds: 30 },
  startup: { failureThreshold: 6, initialDelaySeconds: 30, periodSeconds: 10 },
} as const;

interface Facts {
  readonly viewOnly: boolean;
  /** Workloads may be in ambient mode. */
  readonly ambient: boolean;
}

/**
 * What Kiali's own packages (operator, chart) write into the configuration for the server. What they write for themselves (images, probes,
 * autoscaling) is left out: the server knows no such keys. Source: kiali/kiali v2.27, config/config.go.
 */
export const serverDefaults = (namespace: string, { viewOnly, ambient }: Facts) => ({
  chat_ai: {
    default_provider: '',
    enabled: false,
    providers: [],
    store_config: { enabled: true, max_cache_memory_mb: 1024, reduce_threshold: 15, reduce_with_ai: false },
  },
  clustering: { clusters: [] },
  deployment: {
    cluster_wide_access: true,
    instance_name: 'kiali',
    namespace,
    tls_config: { max_version: '', min_version: '', source: 'config' },
    view_only_mode: viewOnly,
  },
  identity: { cert_file: '', private_key_file: '' },
  kiali_feature_flags: {
    custom_workload_types: [],
    disabled_features: [],
    // KIA1317 asks for a waypoint where a workload has policies, and 2.27 asks it of workloads with sidecars too.
    validations: { ignore: ['KIA1301', ...(ambient ? [] : ['KIA1317'])] },
  },
});
