import type { Wired } from '../../types';

export const COLLECTOR = { otlpGrpc: 4317, otlpHttp: 4318, health: 13133, metrics: 8888 } as const;

const at = (port: number) => ({ endpoint: `0.0.0.0:${port}` });

/** How spans are handed to the trace store. SkyWalking takes none from this collector. */
function spanExporter({ traces }: Wired): Readonly<Record<string, object>> {
  if (traces === undefined || traces.ingest.protocol === 'skywalking') return {};
  const { protocol, endpoint } = traces.ingest;
  return protocol === 'zipkin'
    ? { zipkin: { endpoint: `${endpoint.url}/api/v2/spans` } }
    : { otlp_grpc: { endpoint: `${endpoint.host}:${endpoint.port}`, tls: { insecure: true } } };
}

const logExporter = ({ logs }: Wired): Readonly<Record<string, object>> =>
  logs === undefined ? {} : { otlp_http: { endpoint: `${logs.api.url}/otlp` } };

/** A pipeline to the store of the environment; without one, what arrives is counted and written to the collector's own log. */
const pipeline = (exporters: Readonly<Record<string, object>>) => {
  const names = Object.keys(exporters);
  return {
    receivers: ['otlp'],
    processors: ['memory_limiter', 'batch'],
    exporters: names.length > 0 ? names : ['debug'],
  };
};

/** Takes OTLP from the proxies, and hands spans and access logs to the stores of the environment. */
export function collectorConfig(wired: Wired) {
  const spans = spanExporter(wired);
  const logs = logExporter(wired);
  return {
    receivers: { otlp: { protocols: { grpc: at(COLLECTOR.otlpGrpc), http: at(COLLECTOR.otlpHttp) } } },
    processors: {
      memory_limiter: { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 },
      batch: {},
    },
    exporters: { debug: { verbosity: 'basic' }, ...spans, ...logs },
    extensions: { health_check: at(COLLECTOR.health) },
    service: {
      extensions: ['health_check'],
      pipelines: { traces: pipeline(spans), logs: pipeline(logs) },
      telemetry: {
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: COLLECTOR.metrics } } } }] },
      },
    },
  };
}
