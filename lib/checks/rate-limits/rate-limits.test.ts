import { describe, expect, test } from '@jest/globals';
import { judge } from '../judge/judge';

const object = (apiVersion: string, kind: string, body: object) => ({
  place: 'a.yaml:1',
  object: { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, ...body },
});
const said = (one: ReturnType<typeof object>) =>
  judge([one]).map(({ problem: { code, fact }, severity }) => `${severity} ${code} ${fact}`);
const filter = (value: object, applyTo = 'HTTP_FILTER') =>
  object('networking.istio.io/v1alpha3', 'EnvoyFilter', {
    spec: {
      configPatches: [{ applyTo, patch: { operation: applyTo === 'HTTP_FILTER' ? 'INSERT_FIRST' : 'MERGE', value } }],
    },
  });

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';
const bucket = (fill_interval: string, max_tokens: unknown = 10) => ({
  max_tokens,
  tokens_per_fill: 10,
  fill_interval,
});
const limit = (more: object = {}) => ({ stat_prefix: 'a', token_bucket: bucket('60s'), ...more });
const typed = (more: object = {}) => filter({ name: 'limit', typed_config: { '@type': TYPE, ...limit(more) } });
const quota = (value: string, fill: string) => ({ entries: [{ key: 'path', value }], token_bucket: bucket(fill) });

describe('a limit of each proxy, in an EnvoyFilter that anybody wrote', () => {
  test.each<[string, object, object]>([
    ['MESH453 max_tokens of all requests is 0', { token_bucket: bucket('1s', 0) }, { token_bucket: bucket('1s') }],
    ['MESH454 "10ms" is no interval', { token_bucket: bucket('10ms') }, { token_bucket: bucket('0.05s') }],
    ['MESH454 "0.01s" is no interval', { token_bucket: bucket('0.01s') }, { token_bucket: bucket('1s') }],
    [
      'MESH455 a quota is filled every 90s',
      { descriptors: [quota('/', '90s')] },
      { descriptors: [quota('/', '120s')] },
    ],
    [
      'MESH456 a quota has no descriptor',
      { descriptors: [{ entries: [], token_bucket: bucket('60s') }] },
      { descriptors: [quota('/', '60s')] },
    ],
    [
      'MESH460 two quotas are for path=/',
      { descriptors: [quota('/', '60s'), quota('/', '120s')] },
      { descriptors: [quota('/', '60s'), quota('/a', '60s')] },
    ],
    [
      'MESH409 filter_enforced is 200',
      { filter_enforced: { default_value: { numerator: 200, denominator: 'HUNDRED' } } },
      { filter_enforced: { default_value: { numerator: 200, denominator: 'TEN_THOUSAND' } } },
    ],
  ])('%s', (says, wrong, right) => {
    expect(said(typed(wrong))).toEqual([expect.stringContaining(`error ${says}`)]);
    expect(said(typed(right))).toEqual([]);
  });

  test('is found in a TypedStruct, below a route, and in the other spelling', () => {
    const wrong = { statPrefix: 'a', tokenBucket: { maxTokens: 1, fillInterval: '0s' } };
    const struct = { '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct', type_url: TYPE, value: wrong };
    const says = [expect.stringContaining('MESH454')];
    expect(said(filter({ name: 'limit', typed_config: struct }))).toEqual(says);
    const perRoute = { typed_per_filter_config: { 'envoy.filters.http.local_ratelimit': { '@type': TYPE, ...wrong } } };
    expect(said(filter(perRoute, 'HTTP_ROUTE'))).toEqual(says);
  });
});

test('limits of a route count by something', () => {
  const route = (limits: readonly object[]) => filter({ route: { rate_limits: limits } }, 'HTTP_ROUTE');
  const says = ['error MESH456 a rate limit has no descriptor'];
  expect(said(route([]))).toEqual(says);
  expect(said(route([{ actions: [] }]))).toEqual(says);
  expect(said(route([{ actions: [{ remote_address: {} }] }]))).toEqual([]);
});

describe('a configuration of the rate-limit service, in a ConfigMap that anybody wrote', () => {
  const config = (text: string) => object('v1', 'ConfigMap', { data: { 'config.yaml': text } });
  const level = (more: string) => `domain: shop\ndescriptors:\n  - key: PATH\n    value: /\n${more}`;
  const LIMIT = '    rate_limit: { unit: minute, requests_per_unit: 1 }\n';
  test.each<[string, string, string]>([
    [
      'MESH463 "fortnight" is no unit',
      level(LIMIT.replace('minute', 'fortnight')),
      level(LIMIT.replace('minute', 'DAY')),
    ],
    ['MESH453 requests_per_unit is 0.5', level(LIMIT.replace('1 }', '0.5 }')), level(LIMIT.replace('1 }', '0 }'))],
    [
      'MESH460 two quotas are for PATH=/',
      `${level(LIMIT)}  - key: PATH\n    value: /\n${LIMIT}`,
      `${level(LIMIT)}  - key: PATH\n${LIMIT}`,
    ],
    [
      'MESH456 a quota has no descriptor',
      level('    descriptors: [{ value: a }]\n'),
      level('    descriptors: [{ key: a }]\n'),
    ],
  ])('%s', (says, wrong, right) => {
    expect(said(config(wrong))).toEqual([expect.stringContaining(`error ${says}`)]);
    expect(said(config(right))).toEqual([]);
  });

  test('is no other text', () => expect(said(config('descriptors: [{ value: a }]\n'))).toEqual([]));
});
