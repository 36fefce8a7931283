/** What a user writes of a mesh: workloads, traffic, entry and exit, security. */

export * from './ambient/waypoint';
export * from './edge/certificate';
export * from './edge/egress';
export * from './edge/external-service';
export * from './edge/listeners';
export * from './edge/servers';
export * from './edge/virtual-machine';
export { EnvoyFilter, type EnvoyFilterProps, type EnvoyPatch } from './extension/envoy-filter';
export * from './extension/proxy-config';
export * from './extension/traffic-extension';
export type { ExtensionMatch, Phase, WasmModule } from './extension/wasm';
export * from './extension/wasm-plugin';
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
export { type Metadata, type MetadataProps, resource } from './resource';
export * from './route/match';
export * from './route/route';
export * from './route/rules';
export * from './security/authorization';
export type { Caller, CallingGateway, SourceFields } from './security/callers';
export * from './security/declared-calls';
export * from './security/network-policies';
export type { Condition, Operation } from './security/operations';
export * from './security/peer-authentication';
export type { Jwk, Jwks } from './security/tokens/jwks';
export * from './security/tokens/request-authentication';
export { ALL_WAYPOINTS, type GatewayClassTarget, type PolicyTarget, type Workload } from './security/workloads';
export * from './security/zero-trust';
export * from './services/existing';
export * from './services/handles';
export type { IpFamilies, ServiceOptions } from './services/kplus';
export * from './services/microservice';
export * from './services/namespace';
export * from './services/ports';
export type { VersionProps } from './services/version';
export type { AccessLogs, Metrics, TagValue, Tracing } from './telemetry/rules';
export * from './telemetry/telemetry';
export * from './traffic/destination-policy';
export type {
  CaptureMode,
  EgressListener,
  IngressListener,
  ListenerPort,
  ListenerTls,
} from './traffic/sidecar-listeners';
export * from './traffic/sidecar-scope';
export * from './traffic/traffic-policy';
