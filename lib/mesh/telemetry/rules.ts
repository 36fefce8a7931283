/** Which side of a call reports: the caller's proxy, the callee's, or both. */
export const SIDES = ['CLIENT', 'SERVER', 'CLIENT_AND_SERVER'] as const;
export type Side = (typeof SIDES)[number];

/** Istio's standard metrics. Source: istio.io/docs/reference/config/metrics. */
export const METRICS = [
  'ALL_METRICS',
  'REQUEST_COUNT',
  'REQUEST_DURATION',
  'REQUEST_SIZE',
  'RESPONSE_SIZE',
  'TCP_OPENED_CONNECTIONS',
  'TCP_CLOSED_CONNECTIONS',
  'TCP_SENT_BYTES',
  'TCP_RECEIVED_BYTES',
  'GRPC_REQUEST_MESSAGES',
  'GRPC_RESPONSE_MESSAGES',
] as const;
export type Metric = (typeof METRICS)[number];

/** A change of some metrics. */
export interface MetricOverride {
  /** A metric of Istio's, or one of a plug-in by its name. @default 'ALL_METRICS' */
  readonly metric?: Metric | { readonly custom: string };
  /** @default 'CLIENT_AND_SERVER' */
  readonly side?: Side;
  /** Do not report it. */
  readonly disabled?: boolean;
  /** Tags with the CEL expression of their value, such as `request.host`; `null` removes one, which saves the most series. */
  readonly tags?: Readonly<Record<string, string | null>>;
}

export interface Metrics {
  /** Names of providers of the mesh configuration. @default - the mesh's own */
  readonly providers?: readonly string[];
  readonly overrides?: readonly MetricOverride[];
  /** How often proxies push TCP metrics, such as `10s`. @default - Istio's own: 5s */
  readonly reportingInterval?: string;
}

export interface AccessLogs {
  /** Names of providers of the mesh configuration; `envoy` is the proxy's standard output. @default - the mesh's own */
  readonly providers?: readonly string[];
  readonly side?: Side;
  readonly disabled?: boolean;
  /** Log only what this CEL expression holds for, such as `response.code >= 400`. */
  readonly filter?: string;
}

/** Where the value of a span's tag comes from. */
export type TagValue =
  | { readonly literal: string }
  | { readonly header: string; readonly default?: string }
  | { readonly environment: string; readonly default?: string }
  /** Envoy's access log operators, such as `%REQ(:PATH)%`. */
  | { readonly format: string };

export interface Tracing {
  /** Name of a provider of the mesh configuration; Istio uses one. @default - the mesh's own */
  readonly provider?: string;
  /** Share of requests that start a trace, 0-100 percent. @default - the mesh's own */
  readonly sampling?: number;
  readonly side?: Side;
  /** Report no spans, but pass the context on. */
  readonly disabled?: boolean;
  /** Do not pass the context on, either. @default false */
  readonly withoutContext?: boolean;
  /** Decide by the request id whether to trace, so that all proxies agree. @default - Istio's own: true */
  readonly sampledByRequestId?: boolean;
  readonly tags?: Readonly<Record<string, TagValue>>;
  /** Istio's own tags on spans. @default true */
  readonly istioTags?: boolean;
}

const named = (providers: readonly string[] | undefined) => providers?.map((name) => ({ name }));

const istioOverride = ({ metric, side, disabled, tags }: MetricOverride) => ({
  match: {
    mode: side,
    ...(typeof metric === 'object' ? { customMetric: metric.custom } : { metric: metric ?? 'ALL_METRICS' }),
  },
  disabled,
  tagOverrides:
    tags &&
    Object.fromEntries(
      Object.entries(tags).map(([tag, value]) => [
        tag,
        value === null ? { operation: 'REMOVE' as const } : { operation: 'UPSERT' as const, value },
      ]),
    ),
});

export const istioMetrics = ({ providers, overrides, reportingInterval }: Metrics) => ({
  providers: named(providers),
  overrides: overrides?.map(istioOverride),
  reportingInterval,
});

export const istioAccessLogs = ({ providers, side, disabled, filter }: AccessLogs) => ({
  providers: named(providers),
  match: side && { mode: side },
  disabled,
  filter: filter === undefined ? undefined : { expression: filter },
});

function istioTag(tag: TagValue) {
  if ('literal' in tag) return { literal: { value: tag.literal } };
  if ('format' in tag) return { formatter: { value: tag.format } };
  return 'header' in tag
    ? { header: { name: tag.header, defaultValue: tag.default } }
    : { environment: { name: tag.environment, defaultValue: tag.default } };
}

export const istioTracing = ({ provider, sampling, side, disabled, tags, istioTags, ...more }: Tracing) => ({
  providers: provider === undefined ? undefined : [{ name: provider }],
  randomSamplingPercentage: sampling,
  match: side && { mode: side },
  disableSpanReporting: disabled,
  disableContextPropagation: more.withoutContext,
  useRequestIdForTraceSampling: more.sampledByRequestId,
  customTags: tags && Object.fromEntries(Object.entries(tags).map(([name, tag]) => [name, istioTag(tag)])),
  enableIstioTags: istioTags,
});
