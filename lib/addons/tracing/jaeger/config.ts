const at = (port: number) => ({ endpoint: `0.0.0.0:${port}` });

/** Ports of Jaeger, by what they speak. Source: jaegertracing.io, APIs. */
export const JAEGER = {
  ui: 16686,
  uiGrpc: 16685,
  otlpGrpc: 4317,
  otlpHttp: 4318,
  jaegerGrpc: 14250,
  jaegerHttp: 14268,
  zipkin: 9411,
  health: 13133,
  metrics: 8888,
} as const;

/** Path below which the UI lives. */
export const BASE_PATH = '/jaeger';

/** Name of the one storage backend: Badger, files in the pod. */
const STORE = 'badger_storage';

/** Jaeger's configuration: an OpenTelemetry collector that stores what it receives. */
export const jaegerConfig = () => ({
  service: {
    extensions: ['jaeger_storage', 'jaeger_query', 'remote_sampling', 'healthcheckv2', 'expvar', 'zpages'],
    pipelines: {
      traces: {
        receivers: ['otlp', 'jaeger', 'zipkin'],
        processors: ['batch'],
        exporters: ['jaeger_storage_exporter'],
      },
    },
    telemetry: {
      resource: { 'service.name': 'jaeger' },
      metrics: {
        level: 'detailed',
        readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: JAEGER.metrics } } } }],
      },
      logs: { level: 'info' },
    },
  },
  extensions: {
    jaeger_query: { base_path: BASE_PATH, storage: { traces: STORE } },
    jaeger_storage: {
      backends: {
        [STORE]: { badger: { ephemeral: false, directories: { keys: '/badger/key', values: '/badger/data/' } } },
      },
    },
    remote_sampling: {
      file: { default_sampling_probability: 1, reload_interval: '1s' },
      http: at(5778),
      grpc: at(5779),
    },
    healthcheckv2: { use_v2: true, http: at(JAEGER.health) },
    expvar: at(27777),
    zpages: at(27778),
  },
  receivers: {
    otlp: { protocols: { grpc: at(JAEGER.otlpGrpc), http: at(JAEGER.otlpHttp) } },
    jaeger: {
      protocols: {
        grpc: at(JAEGER.jaegerGrpc),
        thrift_http: at(JAEGER.jaegerHttp),
        thrift_binary: at(6832),
        thrift_compact: at(6831),
      },
    },
    zipkin: at(JAEGER.zipkin),
  },
  processors: { batch: {} },
  exporters: { jaeger_storage_exporter: { trace_storage: STORE } },
});
