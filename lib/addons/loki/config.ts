/** Ports of Loki. */
export const LOKI = { http: 3100, grpc: 9095, gossip: 7946, storage: '10Gi' } as const;

export const DATA = '/var/loki';
/** Rules of the one tenant that there is without authentication, `fake`, are read from a folder of its name. */
export const RULES = { folder: '/rules', ofTenant: '/rules/fake' } as const;
export const RUNTIME_CONFIG = '/etc/loki/runtime-config';

/** Loki as one process that keeps everything in files; `domain` ends the names of its Services. Source: grafana/loki chart, SingleBinary. */
export const lokiConfig = (domain: string) => ({
  auth_enabled: false,
  bloom_build: { builder: { planner_address: '' }, enabled: false },
  bloom_gateway: { client: { addresses: '' }, enabled: false },
  common: {
    compactor_grpc_address: `loki.${domain}:${LOKI.grpc}`,
    path_prefix: DATA,
    replication_factor: 1,
    storage: { filesystem: { chunks_directory: `${DATA}/chunks`, rules_directory: `${DATA}/rules` } },
  },
  frontend: { scheduler_address: '', tail_proxy_url: '' },
  frontend_worker: { scheduler_address: '' },
  index_gateway: { mode: 'simple' },
  limits_config: {
    max_cache_freshness_per_query: '10m',
    // What Envoy says of itself in access logs: `workload.namespace`.
    otlp_config: {
      resource_attributes: { attributes_config: [{ action: 'index_label', attributes: ['cluster_name'] }] },
    },
    query_timeout: '300s',
    reject_old_samples: true,
    reject_old_samples_max_age: '168h',
    split_queries_by_interval: '15m',
    volume_enabled: true,
  },
  memberlist: { join_members: [`loki-memberlist.${domain}`] },
  pattern_ingester: { enabled: false },
  query_range: { align_queries_with_step: true },
  ruler: { storage: { type: 'local', local: { directory: RULES.folder } }, wal: { dir: `${DATA}/ruler-wal` } },
  runtime_config: { file: `${RUNTIME_CONFIG}/runtime-config.yaml` },
  schema_config: {
    configs: [
      {
        from: '2024-04-01',
        index: { period: '24h', prefix: 'index_' },
        object_store: 'filesystem',
        schema: 'v13',
        store: 'tsdb',
      },
    ],
  },
  server: {
    grpc_listen_port: LOKI.grpc,
    http_listen_port: LOKI.http,
    http_server_read_timeout: '600s',
    http_server_write_timeout: '600s',
  },
  storage_config: {
    bloom_shipper: { working_directory: `${DATA}/data/bloomshipper` },
    boltdb_shipper: { index_gateway_client: { server_address: '' } },
    hedging: { at: '250ms', max_per_second: 20, up_to: 3 },
    tsdb_shipper: { index_gateway_client: { server_address: '' } },
    use_thanos_objstore: false,
  },
  tracing: { enabled: false },
});
