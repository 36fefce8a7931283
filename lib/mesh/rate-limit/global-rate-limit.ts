import { Construct } from 'constructs';
import { EnvoyFilter, type EnvoyPatch } from '../extension/envoy-filter';
import { mustFit } from '../must-fit';
import { type PortHandle, portOf, type ServiceHandle } from '../services/handles';
import { type Descriptor, rateLimits } from './descriptors';
import { type LimitedTraffic, type Place, placeOf } from './place';

/** Defaults of a global rate limit. */
export const GLOBAL = { timeout: '10s', priority: 10 } as const;

export interface GlobalRateLimitProps {
  /** Ends the names of its two Envoy filters: `filter-<name>` and `filter-<name>-svc`. @default - the construct's id */
  readonly name?: string;
  readonly traffic: LimitedTraffic;
  /** Whose limits apply, in the rate-limit service's configuration. */
  readonly domain: string;
  /** The gRPC port of a service that speaks Envoy's rate-limit protocol; a `RateLimitService` has it. */
  readonly service: ServiceHandle | PortHandle;
  /** What requests are counted by; each is a counter of its own. */
  readonly descriptors: readonly Descriptor[];
  /** What becomes of requests while the service does not answer. */
  readonly onFailure: 'deny' | 'allow';
  /** Longest wait for an answer. @default GLOBAL.timeout */
  readonly timeout?: string;
}

const CLUSTER = 'rate_limit_cluster';

const REASON = 'Istio has no resource for rate limits; Envoy asks a service that counts for all proxies together.';

/** The filter that asks, before the request is routed. */
const askingFilter = (context: Place['context'], props: GlobalRateLimitProps): EnvoyPatch => ({
  applyTo: 'HTTP_FILTER',
  match: {
    context,
    listener: {
      filterChain: {
        filter: {
          name: 'envoy.filters.network.http_connection_manager',
          subFilter: { name: 'envoy.filters.http.router' },
        },
      },
    },
  },
  patch: {
    operation: 'INSERT_BEFORE',
    value: {
      name: 'envoy.ratelimit',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit',
        domain: props.domain,
        failure_mode_deny: props.onFailure === 'deny',
        rate_limit_service: { grpc_service: { envoy_grpc: { cluster_name: CLUSTER } } },
        timeout: props.timeout ?? GLOBAL.timeout,
      },
    },
  },
});

/** The service that is asked, as a cluster that no Sidecar scope hides. */
function serviceCluster(host: string, port: number): EnvoyPatch {
  const endpoint = { address: { socket_address: { address: host, port_value: port } } };
  return {
    applyTo: 'CLUSTER',
    match: { cluster: { service: host } },
    patch: {
      operation: 'ADD',
      value: {
        name: CLUSTER,
        type: 'STRICT_DNS',
        connect_timeout: GLOBAL.timeout,
        lb_policy: 'ROUND_ROBIN',
        http2_protocol_options: {},
        load_assignment: { cluster_name: CLUSTER, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
      },
    },
  };
}

const limitsOfHosts = ({ context, virtualHost }: Place, descriptors: readonly Descriptor[]): EnvoyPatch => ({
  applyTo: 'VIRTUAL_HOST',
  match: { context, routeConfiguration: { vhost: { name: virtualHost, route: { action: 'ANY' } } } },
  patch: { operation: 'MERGE', value: { rate_limits: rateLimits(descriptors) } },
});

/**
 * Limits requests by counters that all proxies share: a rate-limit service keeps them and says what each may do; 429 is the answer
 * beyond. Source: Envoy's extensions.filters.http.ratelimit.v3.
 */
export class GlobalRateLimit extends Construct {
  /** Synth reports MESH456 without a descriptor. @throws MESH311 for a service with several ports; MESH462 for a port that is not HTTP; MESH400, MESH401 */
  constructor(scope: Construct, id: string, props: GlobalRateLimitProps) {
    super(scope, id);
    mustFit(this, 'GlobalRateLimitProps', props);
    const { name = id, traffic, service, descriptors } = props;
    const place = placeOf(this, traffic);
    const { host } = 'kind' in service ? service.service : service;
    const common = { reason: REASON, reviewedFor: ['1.30', '1.31'], workload: place.workload };
    const patches = [askingFilter(place.context, props), serviceCluster(host, portOf(service).port)];
    new EnvoyFilter(this, 'Filter', { name: `filter-${name}`, ...common, patches, priority: GLOBAL.priority });
    const limits = [limitsOfHosts(place, descriptors)];
    new EnvoyFilter(this, 'Limits', { name: `filter-${name}-svc`, ...common, patches: limits });
  }
}
