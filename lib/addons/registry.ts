import { grafana } from './grafana/grafana';
import { kiali } from './kiali/kiali';
import { loki } from './loki/loki';
import { prometheus } from './prometheus/prometheus';
import { prometheusOperator } from './prometheus-operator/prometheus-operator';
import { jaeger } from './tracing/jaeger/jaeger';
import { opentelemetryCollector } from './tracing/opentelemetry-collector/opentelemetry-collector';
import { skywalking } from './tracing/skywalking/skywalking';
import { zipkin } from './tracing/zipkin/zipkin';
import type { Addon } from './types';

/** Every addon, one line each: settings, tables and tests are derived from it. */
const LINES = {
  prometheus,
  prometheusOperator,
  grafana,
  kiali,
  jaeger,
  zipkin,
  skywalking,
  loki,
  opentelemetryCollector,
};

type PropsOf = { readonly [K in keyof typeof LINES]: (typeof LINES)[K] extends Addon<infer Props> ? Props : never };
export type AddonName = keyof PropsOf;

export const ADDONS: { readonly [K in AddonName]: Addon<PropsOf[K]> } = LINES;
export const ADDON_NAMES = Object.keys(LINES) as readonly AddonName[];

/** Which addons an environment has; `{}` switches one on as the official manifest has it. */
export type AddonSettings = { readonly [K in AddonName]?: PropsOf[K] };
