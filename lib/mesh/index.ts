/** What a user writes of a mesh: workloads, traffic, entry and exit, security. */
export * from './destination-policy';
export * from './edge/certificate';
export * from './edge/egress';
export * from './edge/external-service';
export * from './edge/listeners';
export * from './edge/servers';
export * from './edge/virtual-machine';
export * from './existing';
export { EnvoyFilter, type EnvoyFilterProps, type EnvoyPatch } from './extension/envoy-filter';
export * from './extension/proxy-config';
export * from './extension/traffic-extension';
export type { ExtensionMatch, Phase, WasmModule } from './extension/wasm';
export * from './extension/wasm-plugin';
export * from './handles';
export * from './match';
export * from './microservice';
export * from './namespace';
export type { IpFamilies, ServiceOptions } from './plain-objects';
export * from './ports';
export {
  byAddress,
  byHeader,
  byMatch,
  byPath,
  type CountedBy,
  type Descriptor,
  together,
} from './rate-limit/descriptors';
export { GlobalRateLimit, type GlobalRateLimitProps } from './rate-limit/global-rate-limit';
export * from './rate-limit/local-rate-limit';
export type { LimitedTraffic } from './rate-limit/place';
export { type GlobalQuota, RateLimitService, type RateLimitServiceProps } from './rate-limit/service';
export * from './route/route';
export * from './route/rules';
export * from './security/authorization';
export type { Caller, CallingGateway, SourceFields } from './security/callers';
export * from './security/declared-calls';
export type { Jwk, Jwks } from './security/jwks';
export * from './security/network-policies';
export type { Condition, Operation } from './security/operations';
export * from './security/peer-authentication';
export * from './security/request-authentication';
export type { PolicyTarget, Workload } from './security/workloads';
export * from './security/zero-trust';
export * from './sidecar-scope';
export type { AccessLogs, Metrics, TagValue, Tracing } from './telemetry/rules';
export * from './telemetry/telemetry';
export * from './traffic-policy';
export type { VersionProps } from './version';
export * from './waypoint';
