import { isBlock } from '../../../kit/json';
import type { SpecsByKind } from '../../../model/mesh';
import { LONGEST_VERSION } from '../proxies/envoy-patches';
import { noLabels, type Warned, type Warnings } from './warned';

/** Envoy's names of filters before its API 3. Source: istio pkg/config/xds, DeprecatedFilterNames. */
const OLD_FILTERS = [
  ...['buffer', 'cors', 'csrf', 'http_dynamo_filter', 'ext_authz', 'fault', 'grpc_http1_bridge'],
  ...['grpc_json_transcoder', 'grpc_web', 'gzip', 'health_check', 'ip_tagging', 'lua', 'rate_limit', 'router'],
  ...['squash', 'listener.http_inspector', 'listener.original_dst', 'listener.original_src'],
  ...['listener.proxy_protocol', 'listener.tls_inspector', 'client_ssl_auth', 'http_connection_manager'],
  ...['mongo_proxy', 'ratelimit', 'redis_proxy', 'tcp_proxy'],
].map((name) => `envoy.${name}`);

type Patch = NonNullable<SpecsByKind['EnvoyFilter']['configPatches']>[number];

function patchWarnings({ applyTo = 'INVALID', match, patch }: Patch, i: number): readonly Warned[] {
  const { filter } = match?.listener?.filterChain ?? {};
  const old = [filter?.name, filter?.subFilter?.name].find((name) => OLD_FILTERS.includes(name ?? ''));
  const value: unknown = patch?.value;
  const bare =
    isBlock(value) &&
    /^(HTTP|NETWORK)_FILTER$/.test(applyTo) &&
    !('typed_config' in value || 'typedConfig' in value) &&
    !('config_discovery' in value || 'configDiscovery' in value) &&
    patch?.operation !== 'REMOVE';
  return [
    ...((match?.proxy?.proxyVersion ?? '').length > LONGEST_VERSION
      ? [[`configPatches[${i}] has a proxyVersion that is too long and ignored`, 'shorten it'] as const]
      : []),
    ...(filter !== undefined && /^(LISTENER|FILTER_CHAIN)$/.test(applyTo)
      ? [[`configPatches[${i}] is of ${applyTo}, for which its filter counts for nothing`, 'leave it out'] as const]
      : []),
    ...(old === undefined ? [] : [[`configPatches[${i}] names ${old}, of the past`, 'use the name of API 3'] as const]),
    ...(bare ? [[`configPatches[${i}] has a filter without typed_config`, 'say its type'] as const] : []),
  ];
}

/** A key by itself that holds more than is needed to verify; those of a set are refused (MESH407). */
function isPrivateKey(jwks: string): boolean {
  try {
    const key: unknown = JSON.parse(jwks);
    return isBlock(key) && !Array.isArray(key['keys']) && ('d' in key || key['kty'] === 'oct');
  } catch {
    return false;
  }
}

export const POLICIES: Warnings<
  | 'AuthorizationPolicy'
  | 'RequestAuthentication'
  | 'PeerAuthentication'
  | 'ProxyConfig'
  | 'Telemetry'
  | 'WasmPlugin'
  | 'TrafficExtension'
  | 'EnvoyFilter'
> = {
  AuthorizationPolicy: ({ selector }) => noLabels(selector),
  RequestAuthentication: ({ selector, jwtRules = [] }) => [
    ...noLabels(selector),
    ...jwtRules
      .filter(({ jwks }) => jwks !== undefined && isPrivateKey(jwks))
      .map(
        ({ issuer }): Warned => [
          `the key of ${issuer} is a secret, which everybody can read now`,
          'give a public key alone, and make a new one',
        ],
      ),
  ],
  PeerAuthentication: ({ selector }) => noLabels(selector),
  ProxyConfig: ({ selector }) => noLabels(selector),
  WasmPlugin: ({ selector }) => noLabels(selector),
  TrafficExtension: ({ selector }) => noLabels(selector),
  Telemetry: ({ selector, tracing = [], metrics = [] }) => [
    ...noLabels(selector),
    ...(tracing.length > 1 ? [['tracing is said several times, and counts once', 'make it one entry'] as const] : []),
    ...tracing
      .filter(({ providers = [] }) => providers.length > 1)
      .map((): Warned => ['traces go to one provider, but several are named', 'name one']),
    ...metrics
      .flatMap(({ overrides = [] }) => overrides)
      .filter(({ tagOverrides = {} }) => Object.hasOwn(tagOverrides, ''))
      .map((): Warned => ['a tag of metrics has no name', 'name it']),
  ],
  EnvoyFilter: ({ workloadSelector, configPatches = [] }) => [
    ...noLabels(workloadSelector),
    ...configPatches.flatMap(patchWarnings),
  ],
};
