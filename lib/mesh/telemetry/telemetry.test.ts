import { describe, expect, test } from '@jest/globals';
import { type Printed, synth } from '../../../test/synth';
import { Microservice } from '../services/microservice';
import { MeshNamespace } from '../services/namespace';
import { http } from '../services/ports';
import { Telemetry, type TelemetryProps } from './telemetry';

interface Shop {
  readonly namespace: MeshNamespace;
  readonly web: Microservice;
}
const shop = (more: (shop: Shop) => void): Readonly<Record<string, Printed>> =>
  synth((chart) => {
    const namespace = new MeshNamespace(chart, 'shop', { injection: true });
    const versions = { v1: { image: 'shop/web:1' }, v2: { image: 'shop/web:2' } };
    more({ namespace, web: new Microservice(namespace, 'web', { ports: [http(80)], versions }) });
  });
const telemetry = (props: TelemetryProps): Printed =>
  shop(({ namespace }) => void new Telemetry(namespace, 'all', props))['Telemetry/all'].spec;

test('changes metrics and their tags', () => {
  const overrides = [
    { metric: 'REQUEST_COUNT', side: 'SERVER', tags: { host: 'request.host', response_flags: null } },
    { disabled: true, side: 'CLIENT' },
    { metric: { custom: 'my_metric' }, tags: { a: '"b"' } },
  ] as const;
  expect(telemetry({ metrics: [{ providers: ['prometheus'], overrides, reportingInterval: '10s' }] })).toEqual({
    metrics: [
      {
        providers: [{ name: 'prometheus' }],
        reportingInterval: '10s',
        overrides: [
          {
            match: { metric: 'REQUEST_COUNT', mode: 'SERVER' },
            tagOverrides: {
              host: { operation: 'UPSERT', value: 'request.host' },
              response_flags: { operation: 'REMOVE' },
            },
          },
          { match: { metric: 'ALL_METRICS', mode: 'CLIENT' }, disabled: true },
          { match: { customMetric: 'my_metric' }, tagOverrides: { a: { operation: 'UPSERT', value: '"b"' } } },
        ],
      },
    ],
  });
});

test('logs what a filter asks for, and traces a share of one workload with tags of its own', () => {
  const tags = {
    team: { literal: 'shop' },
    user: { header: 'end-user', default: 'nobody' },
    node: { environment: 'NODE' },
    path: { format: '%REQ(:PATH)%' },
  };
  const made = shop(({ namespace, web }) => {
    new Telemetry(namespace, 'all', {
      accessLogs: [{ providers: ['envoy'], side: 'SERVER', filter: 'response.code >= 400' }],
    });
    const tracing = [{ provider: 'jaeger', sampling: 12.5, tags, istioTags: false }];
    new Telemetry(namespace, 'spans', { workload: web.version('v2'), tracing });
  });
  expect(made['Telemetry/all'].spec.accessLogging).toEqual([
    { providers: [{ name: 'envoy' }], match: { mode: 'SERVER' }, filter: { expression: 'response.code >= 400' } },
  ]);
  expect(made['Telemetry/spans'].spec).toEqual({
    selector: { matchLabels: { app: 'web', version: 'v2' } },
    tracing: [
      {
        providers: [{ name: 'jaeger' }],
        randomSamplingPercentage: 12.5,
        enableIstioTags: false,
        customTags: {
          team: { literal: { value: 'shop' } },
          user: { header: { name: 'end-user', defaultValue: 'nobody' } },
          node: { environment: { name: 'NODE' } },
          path: { formatter: { value: '%REQ(:PATH)%' } },
        },
      },
    ],
  });
});

test('refuses a share that is none', () => {
  const share = (sampling: number) => () => telemetry({ tracing: [{ sampling }] });
  expect(share(101)).toThrow('[test/shop/all] spec.tracing[0].randomSamplingPercentage');
  expect(share(Number.NaN)).toThrow('[test/shop/all] spec.tracing[0].randomSamplingPercentage');
  expect(share(100)).not.toThrow();
});

describe('of several, only one would count', () => {
  const tracing = [{ sampling: 1 }];
  const two = (first: (shop: Shop) => Partial<TelemetryProps>, second: (shop: Shop) => Partial<TelemetryProps>) =>
    shop((made) => {
      new Telemetry(made.namespace, 'one', { tracing, ...first(made) });
      new Telemetry(made.namespace, 'two', { tracing, ...second(made) });
    });
  const all = () => ({});
  const version = (name: string) => (made: Shop) => ({ workload: made.web.version(name) });

  test('IST0160 for a namespace', () => {
    expect(() => two(all, all)).toThrow(
      'IST0160 [test/shop/two] shop/one is for all of shop, too, and only the oldest counts;',
    );
    expect(two(all, version('v1'))['Telemetry/two'].kind).toBe('Telemetry');
  });

  test('IST0159 for a workload', () => {
    expect(() => two(version('v1'), ({ web }) => ({ workload: web }))).toThrow(
      'IST0159 [test/shop/two] web-v1 is selected by shop/one, too, and only the oldest counts;',
    );
    expect(two(version('v1'), version('v2'))['Telemetry/two'].kind).toBe('Telemetry');
  });
});
