import type { App } from '../../../lib/installation/environment';
import { EnvoyFilter, type EnvoyPatch } from '../../../lib/mesh/extension/envoy-filter';
import { ALL_WAYPOINTS } from '../../../lib/mesh/security/workloads';
import { MeshNamespace } from '../../../lib/mesh/services/namespace';

/** Filters of Istio's own that a plain Envoy has not: they know peers for metrics alone, where HBONE ends. */
const PEERS = ['waypoint_downstream_peer_metadata', 'waypoint_upstream_peer_metadata'];

/** What is kept of an HBONE request. Istio's Envoy has a type of strings of its own for it, which differs in how it is shared. */
const KEPT = [
  { key: 'envoy.filters.listener.original_dst.local_ip', of: '%REQ(:AUTHORITY)%' },
  { key: 'io.istio.connect_authority', of: '%REQ(:AUTHORITY)%', type: 'envoy.hashable_string' },
  { key: 'envoy.filters.listener.original_dst.remote_ip', of: '%DOWNSTREAM_REMOTE_ADDRESS%' },
  { key: 'io.istio.peer_principal', of: '%DOWNSTREAM_PEER_URI_SAN%', type: 'envoy.hashable_string' },
  { key: 'io.istio.local_principal', of: '%DOWNSTREAM_LOCAL_URI_SAN%', type: 'envoy.hashable_string' },
];
const AUTHORITY = 'connect_authority';

const patch = (name: string, change: NonNullable<EnvoyPatch['patch']>): EnvoyPatch => {
  const filter = { name: 'envoy.filters.network.http_connection_manager', subFilter: { name } };
  return {
    applyTo: 'HTTP_FILTER',
    match: { context: 'SIDECAR_INBOUND', listener: { filterChain: { filter } } },
    patch: change,
  };
};

const stated = {
  '@type': 'type.googleapis.com/envoy.extensions.filters.http.set_filter_state.v3.Config',
  on_request_headers: KEPT.map(({ key, of, type }) => ({
    object_key: key,
    format_string: { text_format_source: { inline_string: of } },
    shared_with_upstream: 'ONCE',
    ...(type ? { factory_key: type } : {}),
  })),
};

/** Leads to other networks alone, and keeps what only Istio's Envoy has a type for. */
const otherNetworks: EnvoyPatch = {
  applyTo: 'LISTENER',
  match: { context: 'SIDECAR_INBOUND', listener: { name: 'inner_connect_originate' } },
  patch: { operation: 'REMOVE' },
};

/** What waypoints and sidecars get from istiod, so that an Envoy without Istio's own filters takes it. */
export const plainEnvoys: App = (mesh) => {
  const root = new MeshNamespace(mesh, 'Root', { name: 'istio-system', injection: false, existing: true });
  const reason = 'An Envoy without filters of Istio takes its configuration.';
  const patches = [
    ...PEERS.map((name) => patch(name, { operation: 'REMOVE' })),
    patch(AUTHORITY, { operation: 'REPLACE', value: { name: AUTHORITY, typed_config: stated } }),
    otherNetworks,
  ];
  new EnvoyFilter(root, 'plain-envoys', { reason, reviewedFor: ['1.31'], patches });
  // One for all proxies is not for waypoints.
  new EnvoyFilter(root, 'plain-waypoints', { reason, reviewedFor: ['1.31'], workload: ALL_WAYPOINTS, patches });
};
