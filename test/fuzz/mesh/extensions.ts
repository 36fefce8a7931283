import fc from 'fast-check';
import { EnvoyFilter } from '../../../lib/mesh/extension/envoy-filter';
import { ProxyConfig } from '../../../lib/mesh/extension/proxy-config';
import { TrafficExtension } from '../../../lib/mesh/extension/traffic-extension';
import { WasmPlugin } from '../../../lib/mesh/extension/wasm-plugin';
import { byAddress, byHeader, byMatch, byPath, together } from '../../../lib/mesh/rate-limit/descriptors';
import { GlobalRateLimit } from '../../../lib/mesh/rate-limit/global-rate-limit';
import { LocalRateLimit } from '../../../lib/mesh/rate-limit/local-rate-limit';
import { RateLimitService } from '../../../lib/mesh/rate-limit/service';
import { external } from '../../../lib/mesh/services/existing';
import { grpc } from '../../../lib/mesh/services/ports';
import { Telemetry } from '../../../lib/mesh/telemetry/telemetry';
import { map, match, metadata, number, optional, some, text, texts } from '../values';
import { type Family, gateway } from './family';

const wasm = optional({
  sha256: text,
  pullPolicy: text,
  pullSecret: text,
  pluginName: text,
  config: fc.object({ maxDepth: 1 }),
  onFailure: text,
  env: map,
  envFromProxy: texts,
});
const seen = optional({
  match: some(optional({ mode: text, ports: some(number) })),
  phase: text,
  priority: number,
});

const descriptor = some(
  fc.oneof(
    fc.constantFrom(byPath, byAddress),
    text.map(together),
    fc.tuple(text, text).map(([header, key]) => byHeader(header, key)),
    fc.tuple(text, match, text).map(([header, one, value]) => byMatch(header, one, value)),
  ),
);
const rate = optional({ burst: number }).chain((more) =>
  fc.record({ requests: number, seconds: number }).map((one) => ({ ...one, ...more })),
);
const globalQuota = fc.record({
  of: descriptor,
  values: map,
  requests: number,
  per: fc.oneof(fc.constantFrom('second', 'day'), text),
  shadow: fc.boolean(),
});

/** What is put into proxies. */
export const EXTENSIONS: readonly Family[] = [
  {
    of: ['Telemetry'],
    props: optional({
      ...metadata,
      metrics: some(
        optional({ providers: texts, reportingInterval: text, overrides: some(optional({ metric: text, tags: map })) }),
      ),
      accessLogs: some(optional({ providers: texts, filter: text })),
      tracing: some(optional({ provider: text, sampling: number })),
    }),
    make: ({ scope }, props) => new Telemetry(scope, 'it', props),
  },
  {
    of: ['ProxyConfig', 'EnvoyFilter'],
    props: fc.record({ env: map, concurrency: number, reason: text, applyTo: text, value: fc.object({ maxDepth: 1 }) }),
    make: ({ scope, web }, { env, concurrency, reason, applyTo, value }) => {
      new ProxyConfig(scope, 'config', { workload: web, concurrency, env });
      new EnvoyFilter(scope, 'filter', {
        reason,
        reviewedFor: ['1.31'],
        patches: [{ applyTo, patch: { operation: 'MERGE', value } }],
      });
    },
  },
  {
    of: ['WasmPlugin'],
    props: fc.tuple(text, wasm, seen),
    make: ({ scope, web }, [url, wasm, seen]) =>
      new WasmPlugin(scope, 'plugin', { workload: web, url, ...wasm, ...seen }),
  },
  {
    of: ['TrafficExtension'],
    props: fc.record({
      lua: fc.option(text, { nil: undefined }),
      url: fc.option(text, { nil: undefined }),
      wasm,
      seen,
    }),
    make: ({ scope, web }, { lua, url, wasm, seen }) =>
      new TrafficExtension(scope, 'it', {
        workload: web,
        ...seen,
        ...(lua !== undefined && { lua }),
        ...(url !== undefined && { wasm: { url, ...wasm } }),
      }),
  },
  {
    of: ['LocalRateLimit'],
    props: fc.record(
      {
        name: text,
        rate,
        quotas: some(fc.record({ of: descriptor, values: map, rate })),
        enforced: number,
        at: fc.nat(2),
      },
      { requiredKeys: ['rate', 'at'] },
    ),
    make: ({ scope, web, db }, { at, ...props }) =>
      new LocalRateLimit(scope, 'it', { ...props, traffic: [web.port(8080), db.port(5432), gateway][at] }),
  },
  {
    of: ['GlobalRateLimit'],
    props: fc.record({
      name: text,
      domain: text,
      descriptors: some(descriptor),
      onFailure: fc.constantFrom('deny', 'allow', 'x'),
      timeout: text,
      host: text,
      port: number,
    }),
    make: ({ scope, web }, { host, port, ...props }) =>
      new GlobalRateLimit(scope, 'it', { ...props, traffic: web.port(8080), service: external(host, [grpc(port)]) }),
  },
  {
    of: ['RateLimitService'],
    props: fc.record({ domains: fc.dictionary(text, some(globalQuota), { maxKeys: 2 }), replicas: number }),
    make: ({ scope }, props) => new RateLimitService(scope, 'it', props),
  },
];
