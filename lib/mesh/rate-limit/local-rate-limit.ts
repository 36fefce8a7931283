import { Construct } from 'constructs';
import { defined } from '../../kit/defined';
import type { StringMap } from '../../kit/formats/labels';
import { EnvoyFilter } from '../extension/envoy-filter';
import { mustFit } from '../must-fit';
import { type Descriptor, fixedValue, keyOf, rateLimits } from './descriptors';
import { type LimitedTraffic, placeOf } from './place';

/** How many requests each proxy lets through in a time. */
export interface Rate {
  readonly requests: number;
  /** Seconds, in which the requests are given back at once. */
  readonly seconds: number;
  /** Requests that may come at once after a quiet time. @default - `requests` */
  readonly burst?: number;
}

export const perSecond = (requests: number): Rate => ({ requests, seconds: 1 });
export const perMinute = (requests: number): Rate => ({ requests, seconds: 60 });

/** A rate of its own for some of the requests. */
export interface Quota {
  readonly of: Descriptor;
  /**
   * Values of entries that count by header, by their keys: the quota is for these alone.
   * @default - any: each value has the rate by itself, of which a proxy remembers the last twenty
   */
  readonly values?: StringMap;
  readonly rate: Rate;
}

export interface LocalRateLimitProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly traffic: LimitedTraffic;
  /** For all requests that no quota is for. */
  readonly rate: Rate;
  readonly quotas?: readonly Quota[];
  /** Share of the requests beyond that are refused, in percent; the others are only counted. @default 100 */
  readonly enforced?: number;
}

const bucket = ({ requests, seconds, burst = requests }: Rate) => ({
  max_tokens: burst,
  tokens_per_fill: requests,
  fill_interval: `${seconds}s`,
});

const share = (percent: number, key: string) => ({
  runtime_key: key,
  default_value: { numerator: percent, denominator: 'HUNDRED' },
});

const entriesOf = ({ of, values = {} }: Quota) =>
  of.map((entry) => {
    const key = keyOf(entry);
    const value = fixedValue(entry, values);
    return defined({ key, value });
  });

const REASON = 'Istio has no resource for rate limits; each proxy counts by itself, before all other filters.';

/**
 * Limits requests in each proxy by itself, without asking anybody; 429 is the answer beyond. With several pods the whole takes
 * several times the rate. Source: Envoy's extensions.filters.http.local_ratelimit.v3.
 */
export class LocalRateLimit extends Construct {
  /** Synth reports MESH409, MESH453-MESH456, MESH460 for numbers and quotas. @throws MESH400, MESH401 */
  constructor(scope: Construct, id: string, props: LocalRateLimitProps) {
    super(scope, id);
    mustFit(this, 'LocalRateLimitProps', props);
    const { name = id, traffic, rate, quotas = [], enforced = 100 } = props;
    const { workload, context, port } = placeOf(this, traffic);
    const filter = { name: 'envoy.filters.network.http_connection_manager' };
    const value = {
      name: 'envoy.filters.http.local_ratelimit',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
        stat_prefix: 'http_local_rate_limiter',
        token_bucket: bucket(rate),
        filter_enabled: share(100, 'local_rate_limit_enabled'),
        filter_enforced: share(enforced, 'local_rate_limit_enforced'),
        enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
        ...(quotas.length > 0 && {
          rate_limits: rateLimits(quotas.map(({ of }) => of)),
          descriptors: quotas.map((quota) => ({ entries: entriesOf(quota), token_bucket: bucket(quota.rate) })),
          // A request that a quota is for is not taken from the rate of the others.
          always_consume_default_token_bucket: false,
        }),
      },
    };
    new EnvoyFilter(this, 'Filter', {
      name,
      reason: REASON,
      reviewedFor: ['1.30', '1.31'],
      workload,
      patches: [
        {
          applyTo: 'HTTP_FILTER',
          match: {
            context,
            listener: { filterChain: port === undefined ? { filter } : { destinationPort: port, filter } },
          },
          patch: { operation: 'INSERT_FIRST', value },
        },
      ],
    });
  }
}
