import { expect, test } from '@jest/globals';
import { Telemetry } from '../../imports/telemetry.istio.io';
import { PROFILES } from '../istio/profiles';
import { Revision } from '../istio/revisions/revision';
import { synth } from '../kit/testing';
import { Addons } from './addons';
import { checkTelemetry } from './check-telemetry';
import { meshWithAddons, planAddons } from './plan';
import type { AddonSettings } from './registry';

const place = { revision: new Revision(PROFILES.demo), namespace: 'istio-system', clusterDomain: 'cluster.local' };
const plan = (settings: AddonSettings) => planAddons(settings, place);
const objects = (settings: AddonSettings) => synth((chart) => new Addons(chart, 'Addons', plan(settings)));
const usual = { prometheus: {}, grafana: {}, kiali: {}, jaeger: {} } satisfies AddonSettings;

test('what addons provide is known before any object exists', () => {
  const { receiver, wired, providers } = plan(usual);
  expect(receiver).toEqual({ spans: 'jaeger' });
  expect(wired.metrics?.api.url).toBe('http://prometheus.istio-system.svc.cluster.local:9090');
  expect(providers).toEqual([
    { name: 'jaeger', opentelemetry: { service: 'jaeger-collector.istio-system.svc.cluster.local', port: 4317 } },
  ]);
});

test("an addon's provider takes the place of the profile's of the same name", () => {
  const names = meshWithAddons(PROFILES.demo.mesh, plan(usual)).extensionProviders?.map(({ name }) => name);
  expect(names).toEqual(['otel', 'skywalking', 'otel-tracing', 'jaeger']);
  expect(meshWithAddons({}, plan({ prometheus: {} }))).toEqual({});
});

test('Kiali and Grafana are told where the other addons are', () => {
  const all = objects(usual);
  expect(all['ConfigMap/kiali'].data['config.yaml']).toContain('http://prometheus.istio-system.svc.cluster.local:9090');
  expect(all['ConfigMap/kiali'].data['config.yaml']).toContain('http://tracing.istio-system.svc.cluster.local:16685');
  expect(all['ConfigMap/grafana'].data['datasources.yaml']).toContain('url: http://tracing:80/jaeger');
  expect(objects({ prometheus: {}, kiali: {} })['ConfigMap/kiali'].data['config.yaml']).not.toContain('grafana');
});

test('proxies report spans to the tracing addon, at the share that it asks for', () => {
  expect(meshWithAddons({}, plan(usual)).defaultProviders).toEqual({ tracing: ['jaeger'] });
  expect(objects(usual)['Telemetry/mesh-default']).toBeUndefined();
  const some = objects({ jaeger: { sampling: 2.5 } })['Telemetry/mesh-default'];
  expect(some.spec.tracing[0].randomSamplingPercentage).toBe(2.5);
  expect(meshWithAddons({}, plan({ prometheus: {} })).defaultProviders).toBeUndefined();
});

test('a sampling share outside 0-100 is refused', () => {
  expect(() => objects({ jaeger: { sampling: 101 } })).toThrow(
    'MESH507 [test/Addons] sampling is 101; give a share of requests from 0 to 100 percent',
  );
  expect(() => objects({ jaeger: { sampling: -1 } })).toThrow('MESH507');
  expect(() => objects({ jaeger: { sampling: 100 } })).not.toThrow();
});

test('Kiali and Grafana without Prometheus are refused', () => {
  expect(() => objects({ kiali: {} })).toThrow(
    'MESH500 [test/Addons] kiali needs metrics, and no addon of this environment provides that; switch one of these on: prometheus',
  );
  expect(() => objects({ grafana: {}, kiali: {} })).toThrow(/grafana needs metrics.*\n.*kiali needs metrics/);
  expect(() => objects({ prometheus: {}, kiali: {} })).not.toThrow();
});

test('a provider in use is defined, and its Service exists', () => {
  const used = (provider: string, settings: AddonSettings) => () =>
    synth((chart) => {
      const addons = plan(settings);
      new Addons(chart, 'Addons', addons);
      new Telemetry(chart, 'Mine', {
        metadata: { name: 'mine', namespace: 'shop' },
        spec: { tracing: [{ providers: [{ name: provider }] }] },
      });
      checkTelemetry(chart, { ...PROFILES.demo, mesh: meshWithAddons(PROFILES.demo.mesh, addons) }, addons.wired);
    });
  expect(used('zipkn', usual)).toThrow('IST0157 [test] Telemetry shop/mine uses the provider "zipkn"');
  expect(used('otel-tracing', usual)).toThrow(
    'MESH503 [test] provider "otel-tracing" is used, but its Service opentelemetry-collector.observability.svc.cluster.local is not in this environment',
  );
  expect(used('jaeger', {})).toThrow('MESH503');
  expect(used('jaeger', usual)).not.toThrow();
});

test('two tracing backends are refused: both own Service "tracing"', () => {
  expect(() => objects({ jaeger: {}, zipkin: {} })).toThrow(
    'MESH502 [test/Addons] jaeger and zipkin both own Service "tracing"; switch one of them off',
  );
  expect(() => objects({ jaeger: {}, zipkin: {} })).toThrow(
    'MESH501 [test/Addons] jaeger and zipkin both provide traces',
  );
  expect(() => objects({ zipkin: {} })).not.toThrow();
});

test('a role is filled once: not by our Prometheus and the operator at the same time', () => {
  expect(() => objects({ prometheus: {}, prometheusOperator: {} })).toThrow('MESH501');
  const kiali = objects({ prometheusOperator: {}, kiali: {} })['ConfigMap/kiali'].data['config.yaml'];
  expect(kiali).toContain('http://prometheus-operated.istio-system.svc.cluster.local:9090');
});

test('a collector gets what proxies report, and hands it to the stores', () => {
  const all = objects({ opentelemetryCollector: { accessLogs: true }, jaeger: { sampling: 5 }, loki: {} });
  expect(all['Telemetry/mesh-default'].spec).toEqual({
    tracing: [{ providers: [{ name: 'otel-tracing' }], randomSamplingPercentage: 5 }],
    accessLogging: [{ providers: [{ name: 'otel' }] }],
  });
  const config = all['ConfigMap/opentelemetry-collector-conf'].data['config.yaml'];
  expect(config).toContain('endpoint: jaeger-collector.istio-system.svc.cluster.local:4317');
  expect(config).toContain('endpoint: http://loki.istio-system.svc.cluster.local:3100/otlp');
  const alone = objects({ opentelemetryCollector: {} })['ConfigMap/opentelemetry-collector-conf'].data['config.yaml'];
  expect(alone).not.toContain('otlphttp');
});

test('a storage size is a quantity', () => {
  expect(() => objects({ prometheus: { storage: { size: '20 GB' } } })).toThrow(
    'MESH505 [test/Addons/prometheus] storage.size "20 GB" is no quantity; write it as Kubernetes does: 20Gi',
  );
  expect(() => objects({ loki: { storage: { size: 'big' } } })).toThrow('MESH505');
  const all = objects({ prometheus: { storage: { size: '20Gi', storageClass: 'fast' } } });
  expect(all['PersistentVolumeClaim/prometheus'].spec.storageClassName).toBe('fast');
  expect(all['Deployment/prometheus'].spec.template.spec.volumes).toContainEqual({
    name: 'storage-volume',
    persistentVolumeClaim: { claimName: 'prometheus' },
  });
});
