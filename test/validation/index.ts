import { DESTINATION_RULE } from './destination-rule';
import { GATEWAY } from './gateway';
import { MESH_CONFIG, MESH_NETWORKS } from './mesh-config';
import {
  AUTHORIZATION_POLICY,
  METADATA,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
  TELEMETRY,
  TRAFFIC_EXTENSION,
  WASM_PLUGIN,
} from './policies';
import { PROVIDER_ROWS } from './providers';
import { ENVOY_FILTER, PROXY_CONFIG, SIDECAR } from './proxies';
import type { Row } from './row';
import { SERVICE_ENTRY, WORKLOAD_ENTRY, WORKLOAD_GROUP } from './service-entry';
import { VIRTUAL_SERVICE } from './virtual-service';

/** What istiod's validation asks of each kind, function by function. Source: istio pkg/config/validation and pkg/config/security. */
export const ROWS: readonly Row[] = [
  ...METADATA,
  ...GATEWAY,
  ...VIRTUAL_SERVICE,
  ...DESTINATION_RULE,
  ...SERVICE_ENTRY,
  ...WORKLOAD_ENTRY,
  ...WORKLOAD_GROUP,
  ...SIDECAR,
  ...ENVOY_FILTER,
  ...PROXY_CONFIG,
  ...AUTHORIZATION_POLICY,
  ...REQUEST_AUTHENTICATION,
  ...PEER_AUTHENTICATION,
  ...TELEMETRY,
  ...WASM_PLUGIN,
  ...TRAFFIC_EXTENSION,
  ...MESH_CONFIG,
  ...PROVIDER_ROWS,
  ...MESH_NETWORKS,
];
