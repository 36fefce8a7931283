import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { StringMap } from '../../kit/formats/labels';
import { manifest } from '../../kit/manifest';
import { REGISTRIES, VERSIONS } from '../../kit/versions';
import { printYaml } from '../../kit/yaml';
import { mustFit } from '../must-fit';
import type { PortHandle } from '../services/handles';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { grpc, http, redis } from '../services/ports';
import { type Descriptor, fixedValue, keyOf } from './descriptors';

/** Units that the service counts in. Source: github.com/envoyproxy/ratelimit, RateLimitResponse.RateLimit.Unit. */
export const UNITS = ['second', 'minute', 'hour', 'day'] as const;
export type Unit = (typeof UNITS)[number];

/** How many requests of one descriptor all proxies together let through. */
export interface GlobalQuota {
  readonly of: Descriptor;
  /** Values that entries must have, by key; an entry without one is counted for each of its values by itself. */
  readonly values?: StringMap;
  readonly requests: number;
  readonly per: Unit;
  /** Count what is beyond, but refuse nothing. @default false */
  readonly shadow?: boolean;
}

export interface RateLimitServiceProps {
  /** Limits by domain, which a `GlobalRateLimit` names. */
  readonly domains: Readonly<Record<string, readonly GlobalQuota[]>>;
  /** @default 1 */
  readonly replicas?: number;
}

interface Level {
  readonly key: string;
  readonly value?: string;
  readonly rate_limit?: { readonly unit: Unit; readonly requests_per_unit: number };
  readonly shadow_mode?: true;
  readonly descriptors?: readonly Level[];
}

/** The nested form of the service's configuration: one level for each entry, the limit at the innermost. */
function nested([first, ...rest]: Descriptor, quota: GlobalQuota): readonly Level[] {
  const key = first === undefined ? '' : keyOf(first);
  const value = first && fixedValue(first, quota.values);
  const node = value === undefined ? { key } : { key, value };
  if (rest.length > 0) return [{ ...node, descriptors: nested(rest, quota) }];
  const rate_limit = { unit: quota.per, requests_per_unit: quota.requests };
  return [quota.shadow ? { ...node, rate_limit, shadow_mode: true } : { ...node, rate_limit }];
}

/** The beginning of one and the same counter; two limits of it stay two, and are refused. */
const same = (a: Level, b: Level): boolean =>
  a.key === b.key && a.value === b.value && (a.rate_limit === undefined || b.rate_limit === undefined);

/** Descriptors that begin alike share their beginning, for the service takes the first that it finds. */
function merged(levels: readonly Level[]): readonly Level[] {
  const done: Level[] = [];
  for (const level of levels) {
    const twin = done.findIndex((one) => same(one, level));
    const before = done[twin];
    if (before === undefined) {
      done.push(level);
      continue;
    }
    const under = merged([...(before.descriptors ?? []), ...(level.descriptors ?? [])]);
    done[twin] = { ...before, ...level, ...(under.length > 0 && { descriptors: under }) };
  }
  return done;
}

/** Where the service reads its configuration: below RUNTIME_ROOT/RUNTIME_SUBDIRECTORY. */
const CONFIG_PATH = '/data/ratelimit/config';

/**
 * Envoy's reference service for global rate limits, with the Redis that keeps its counters; neither keeps anything over a restart.
 * Source: github.com/envoyproxy/ratelimit.
 */
export class RateLimitService extends Construct {
  /** Where proxies ask. */
  readonly port: PortHandle;
  readonly service: Microservice;

  /** Synth reports MESH453, MESH456, MESH460 for a quota by itself. */
  constructor(scope: Construct, id: string, props: RateLimitServiceProps) {
    super(scope, id);
    mustFit(this, 'RateLimitServiceProps', props);
    const { domains, replicas = 1 } = props;
    const { name: namespace } = MeshNamespace.of(this);
    const config = manifest<IConfigMap>(this, 'Config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ratelimit-config', namespace },
      data: Object.fromEntries(
        Object.entries(domains).map(([domain, quotas]) => [
          `${domain}.yaml`,
          printYaml({ domain, descriptors: merged(quotas.flatMap((quota) => nested(quota.of, quota))) }),
        ]),
      ),
    });
    const counters = new Microservice(this, 'redis', {
      ports: [redis(6379)],
      versions: { v1: { image: `${REGISTRIES.dockerHub}/library/redis:${VERSIONS.redis}` } },
    });
    this.service = new Microservice(this, 'ratelimit', {
      ports: [grpc(8081), http(8080), http(6070, { name: 'debug' })],
      versions: {
        v1: {
          image: `${REGISTRIES.dockerHub}/envoyproxy/ratelimit:${VERSIONS.rateLimit}`,
          replicas,
          // The image names no program to start.
          args: ['/bin/ratelimit'],
          env: {
            LOG_LEVEL: 'info',
            REDIS_SOCKET_TYPE: 'tcp',
            REDIS_URL: `${counters.name}:6379`,
            USE_STATSD: 'false',
            RUNTIME_ROOT: '/data',
            RUNTIME_SUBDIRECTORY: 'ratelimit',
            RUNTIME_WATCH_ROOT: 'false',
            RUNTIME_IGNOREDOTFILES: 'true',
            HOST: '::',
            GRPC_HOST: '::',
          },
        },
      },
      calls: [counters],
    });
    this.port = this.service.port(8081);
    const deployment = this.service.deployment('v1');
    const volume = kplus.Volume.fromConfigMap(
      deployment,
      'config',
      kplus.ConfigMap.fromConfigMapName(this, 'ConfigRef', config.name),
      { name: 'config' },
    );
    deployment.containers[0]?.mount(CONFIG_PATH, volume);
  }
}
