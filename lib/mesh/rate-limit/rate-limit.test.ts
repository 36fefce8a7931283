import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { type Printed, synth } from '../../../test/synth';
import { Gateway } from '../../gateways/gateway';
import { ingressGateway } from '../../gateways/presets';
import { PROFILES } from '../../istio/profiles';
import { Revision } from '../../istio/revisions/revision';
import { prefix } from '../route/match';
import { ExistingService } from '../services/existing';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { grpc, http, tcp } from '../services/ports';
import { byAddress, byHeader, byMatch, byPath, together } from './descriptors';
import { GlobalRateLimit, type GlobalRateLimitProps } from './global-rate-limit';
import { LocalRateLimit, type LocalRateLimitProps, perMinute, perSecond } from './local-rate-limit';
import { type GlobalQuota, RateLimitService } from './service';

function shop(
  more: (shop: { namespace: MeshNamespace; root: MeshNamespace; gateway: Gateway; web: Microservice }) => void,
) {
  return synth((chart) => {
    const controlPlane = { revision: new Revision(PROFILES.default), props: PROFILES.default };
    const gateway = new Gateway(chart, 'Ingress', ingressGateway, controlPlane);
    const root = new MeshNamespace(chart, 'istio-system', { injection: false, existing: true });
    const namespace = new MeshNamespace(chart, 'shop', { injection: true });
    const ports = [http(80, { targetPort: 8080 }), tcp(9000)];
    const web = new Microservice(namespace, 'web', { ports, versions: { v1: { image: 'shop/web:1' } } });
    more({ namespace, root, gateway, web });
  });
}
const patch = (filter: Printed, i = 0): Printed => filter.spec.configPatches[i];

describe('LocalRateLimit', () => {
  const local = (props: Partial<LocalRateLimitProps> = {}): Printed =>
    shop(
      ({ namespace, web }) =>
        void new LocalRateLimit(namespace, 'limit', { traffic: web.port(80), rate: perSecond(5), ...props }),
    )['EnvoyFilter/limit'];

  test('counts in the sidecar, at the port of the pod and not at one that a sample happened to have', () => {
    const filter = local();
    expect(filter.spec.workloadSelector).toEqual({ labels: { app: 'web' } });
    expect(patch(filter).match).toEqual({
      context: 'SIDECAR_INBOUND',
      listener: {
        filterChain: { destinationPort: 8080, filter: { name: 'envoy.filters.network.http_connection_manager' } },
      },
    });
    expect(patch(filter).patch.operation).toBe('INSERT_FIRST');
    expect(patch(filter).patch.value.typed_config.token_bucket).toEqual({
      max_tokens: 5,
      tokens_per_fill: 5,
      fill_interval: '1s',
    });
    expect(patch(filter).patch.value.typed_config.filter_enforced.default_value).toEqual({
      numerator: 100,
      denominator: 'HUNDRED',
    });
  });

  test('counts in a gateway, with quotas of their own for some requests', () => {
    const quotas = [
      { of: [byMatch(':path', prefix('/login'), 'login')], rate: { requests: 3, seconds: 60, burst: 6 } },
      { of: [byHeader('x-plan', 'plan')], values: { plan: 'free' }, rate: perMinute(10) },
    ];
    const filter = shop(
      ({ root, gateway }) =>
        void new LocalRateLimit(root, 'limit', { traffic: gateway, rate: perMinute(100), quotas, enforced: 50 }),
    )['EnvoyFilter/limit'];
    const config = patch(filter).patch.value.typed_config;
    expect(patch(filter).match.context).toBe('GATEWAY');
    expect(config.rate_limits).toEqual([
      {
        actions: [
          {
            header_value_match: {
              descriptor_value: 'login',
              headers: [{ name: ':path', string_match: { prefix: '/login' } }],
            },
          },
        ],
      },
      { actions: [{ request_headers: { header_name: 'x-plan', descriptor_key: 'plan' } }] },
    ]);
    expect(config.descriptors.map((one: Printed) => one.entries)).toEqual([
      [{ key: 'header_match', value: 'login' }],
      [{ key: 'plan', value: 'free' }],
    ]);
    expect(config.descriptors[0].token_bucket).toEqual({ max_tokens: 6, tokens_per_fill: 3, fill_interval: '60s' });
    expect(config.filter_enforced.default_value.numerator).toBe(50);
  });

  test.each<[string, Partial<LocalRateLimitProps>]>([
    ['MESH453 [test/shop/limit/Filter] max_tokens of all requests is 0', { rate: perSecond(0) }],
    ['MESH454 [test/shop/limit/Filter] "0.01s" is no interval', { rate: { requests: 1, seconds: 0.01 } }],
    [
      'MESH455 [test/shop/limit/Filter] a quota is filled every 5s',
      { rate: { requests: 1, seconds: 2 }, quotas: [{ of: [together('a')], rate: { requests: 1, seconds: 5 } }] },
    ],
    ['MESH456 [test/shop/limit/Filter] a quota has no descriptor', { quotas: [{ of: [], rate: perSecond(1) }] }],
    [
      'MESH460 [test/shop/limit/Filter] two quotas are for generic_key=a',
      {
        quotas: [
          { of: [together('a')], rate: perSecond(1) },
          { of: [together('a')], rate: perSecond(2) },
        ],
      },
    ],
    ['MESH409 [test/shop/limit/Filter] filter_enforced is 101', { enforced: 101 }],
  ])('refuses: %s', (problem, change) => {
    expect(() => local(change)).toThrow(problem);
    expect(local({ quotas: [{ of: [byPath], values: { PATH: '/a' }, rate: perMinute(1) }] }).kind).toBe('EnvoyFilter');
  });

  test('a quota without a value is for each, which Envoy counts by itself', () => {
    const [patch] = local({ quotas: [{ of: [byPath], rate: perMinute(1) }] }).spec.configPatches;
    expect(patch.patch.value.typed_config.descriptors).toEqual([
      expect.objectContaining({ entries: [{ key: 'PATH' }] }),
    ]);
  });

  test('refuses a port without requests', () => {
    expect(() =>
      shop(
        ({ namespace, web }) =>
          void new LocalRateLimit(namespace, 'limit', { traffic: web.port(9000), rate: perSecond(1) }),
      ),
    ).toThrow('MESH462 [test/shop/limit] port 9000 of web is TCP');
  });
});

describe('GlobalRateLimit', () => {
  const asked = ExistingService.of({ name: 'limits', namespace: 'ops', ports: [grpc(8081)] });
  const global = (props: Partial<GlobalRateLimitProps> = {}) =>
    shop(({ namespace, web }) => {
      const given = { traffic: web.port(80), domain: 'shop', service: asked, descriptors: [[byPath, byAddress]] };
      new GlobalRateLimit(namespace, 'limit', { ...given, onFailure: 'allow', ...props });
    });

  test('asks the service about each request of the port, by all entries of a descriptor', () => {
    const made = global();
    const filter = made['EnvoyFilter/filter-limit'];
    expect(patch(filter).patch.value.typed_config).toMatchObject({
      domain: 'shop',
      failure_mode_deny: false,
      timeout: '10s',
    });
    const { load_assignment } = patch(filter, 1).patch.value;
    expect(load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address).toEqual({
      address: 'limits.ops.svc.cluster.local',
      port_value: 8081,
    });
    expect(patch(made['EnvoyFilter/filter-limit-svc'])).toMatchObject({
      match: { context: 'SIDECAR_INBOUND', routeConfiguration: { vhost: { name: 'inbound|http|80' } } },
      patch: {
        value: {
          rate_limits: [
            {
              actions: [{ request_headers: { header_name: ':path', descriptor_key: 'PATH' } }, { remote_address: {} }],
            },
          ],
        },
      },
    });
  });

  test('refuses a limit that counts by nothing', () => {
    expect(() => global({ descriptors: [] })).toThrow(
      'MESH456 [test/shop/limit/Limits] a rate limit has no descriptor',
    );
    expect(() => global({ descriptors: [[]] })).toThrow('MESH456');
  });
});

describe('RateLimitService', () => {
  const config = (quotas: readonly GlobalQuota[]): unknown => {
    const made = shop(({ namespace }) => void new RateLimitService(namespace, 'Limits', { domains: { shop: quotas } }));
    return load(made['ConfigMap/ratelimit-config'].data['shop.yaml']);
  };

  test('has quotas as the service reads them, nested by their entries', () => {
    const path = { of: [byPath], values: { PATH: '/buy' }, requests: 1, per: 'minute' } as const;
    const byClient = {
      of: [byPath, byAddress],
      values: { PATH: '/buy' },
      requests: 2,
      per: 'second',
      shadow: true,
    } as const;
    expect(config([path, byClient, { of: [byPath], requests: 100, per: 'hour' }])).toEqual({
      domain: 'shop',
      descriptors: [
        {
          key: 'PATH',
          value: '/buy',
          rate_limit: { unit: 'minute', requests_per_unit: 1 },
          descriptors: [
            { key: 'remote_address', shadow_mode: true, rate_limit: { unit: 'second', requests_per_unit: 2 } },
          ],
        },
        { key: 'PATH', rate_limit: { unit: 'hour', requests_per_unit: 100 } },
      ],
    });
  });

  test('a key may be called as what every object of JavaScript has', () => {
    const of = [byHeader('x-a', 'constructor')];
    const limit = { rate_limit: { unit: 'day', requests_per_unit: 1 } };
    const quota = { of, requests: 1, per: 'day' } as const;
    expect(config([quota])).toEqual({ domain: 'shop', descriptors: [{ key: 'constructor', ...limit }] });
    expect(config([{ ...quota, values: { constructor: 'a' } }])).toEqual({
      domain: 'shop',
      descriptors: [{ key: 'constructor', value: 'a', ...limit }],
    });
  });

  test('runs with its configuration and its counters', () => {
    const made = shop(({ namespace }) => void new RateLimitService(namespace, 'Limits', { domains: {} }));
    const { containers, volumes } = made['Deployment/ratelimit-v1'].spec.template.spec;
    expect(volumes).toEqual([{ name: 'config', configMap: { name: 'ratelimit-config' } }]);
    expect(containers[0].volumeMounts).toEqual([{ name: 'config', mountPath: '/data/ratelimit/config' }]);
    expect(made['Service/redis'].spec.ports[0].port).toBe(6379);
  });

  test.each<[string, readonly GlobalQuota[]]>([
    ['MESH453 [test/shop/Limits/Config] requests_per_unit is 0.5', [{ of: [byPath], requests: 0.5, per: 'day' }]],
    ['MESH456 [test/shop/Limits/Config] a quota has no descriptor', [{ of: [], requests: 1, per: 'day' }]],
    [
      'MESH460 [test/shop/Limits/Config] two quotas are for PATH=*',
      [
        { of: [byPath], requests: 1, per: 'day' },
        { of: [byPath], requests: 2, per: 'day' },
      ],
    ],
  ])('refuses: %s', (problem, quotas) => expect(() => config(quotas)).toThrow(problem));
});
