import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { Telemetry } from '../../imports/telemetry.istio.io';
import { type Printed, synth } from '../../test/synth';
import { Gateway } from '../gateways/gateway';
import { ingressGateway } from '../gateways/presets';
import { PROFILES } from '../istio/profiles';
import { Revision } from '../istio/revisions/revision';
import { Addons } from './addons';
import { meshWithAddons, planAddons } from './plan';
import { ADDON_NAMES, ADDONS, type AddonSettings } from './registry';
import { checkTelemetry } from './rules/check-telemetry';

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
  const used =
    (provider: string, settings: AddonSettings, ...ofOthers: readonly string[]) =>
    () =>
      synth((chart) => {
        const addons = plan(settings);
        new Addons(chart, 'Addons', addons);
        new Telemetry(chart, 'Mine', {
          metadata: { name: 'mine', namespace: 'shop' },
          spec: { tracing: [{ providers: [{ name: provider }] }] },
        });
        const istio = { ...PROFILES.demo, mesh: meshWithAddons(PROFILES.demo.mesh, addons) };
        checkTelemetry(chart, istio, addons.wired, ofOthers);
      });
  expect(used('zipkn', usual)).toThrow('MESH984 [test] Telemetry shop/mine uses the provider "zipkn"');
  expect(used('otel-tracing', usual)).toThrow(
    'MESH503 [test] provider "otel-tracing" is used, but its Service opentelemetry-collector.observability.svc.cluster.local is not in this environment',
  );
  const collector = 'opentelemetry-collector.observability.svc.cluster.local';
  expect(used('otel-tracing', usual, collector)).not.toThrow();
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
  });
  const { defaultProviders } = meshWithAddons({}, plan({ opentelemetryCollector: { accessLogs: true }, jaeger: {} }));
  expect(defaultProviders).toEqual({ tracing: ['otel-tracing'], accessLogging: ['otel'] });
  const config = all['ConfigMap/opentelemetry-collector-conf'].data['config.yaml'];
  expect(config).toContain('endpoint: jaeger-collector.istio-system.svc.cluster.local:4317');
  expect(config).toContain('endpoint: http://loki.istio-system.svc.cluster.local:3100/otlp');
  // Names that a collector of today knows without a warning.
  expect(Object.keys((load(config) as Printed).exporters)).toEqual(['debug', 'otlp_grpc', 'otlp_http']);
  const alone = objects({ opentelemetryCollector: {} })['ConfigMap/opentelemetry-collector-conf'].data['config.yaml'];
  expect(Object.keys((load(alone) as Printed).exporters)).toEqual(['debug']);
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

const exposed = { host: 'grafana.example.com', tlsSecret: 'grafana-tls' };
const withIngress = (settings: AddonSettings) =>
  synth((chart) => {
    const plane = { revision: new Revision(PROFILES.demo), props: PROFILES.demo };
    new Addons(chart, 'Addons', plan(settings), new Gateway(chart, 'Ingress', ingressGateway, plane));
  });

test('an addon is exposed through the ingress gateway, with a Gateway and a route', () => {
  const all = withIngress({ prometheus: {}, grafana: { expose: exposed }, kiali: {} });
  expect(all['Gateway/grafana'].spec).toEqual({
    selector: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    servers: [
      {
        hosts: ['grafana.example.com'],
        port: { name: 'http', number: 80, protocol: 'HTTP' },
        tls: { httpsRedirect: true },
      },
      {
        hosts: ['grafana.example.com'],
        port: { name: 'https', number: 443, protocol: 'HTTPS' },
        tls: { credentialName: 'grafana-tls', mode: 'SIMPLE' },
      },
    ],
  });
  expect(all['VirtualService/grafana'].spec.http[0].route[0].destination).toEqual({
    host: 'grafana.istio-system.svc.cluster.local',
    port: { number: 3000 },
  });
  expect(all['ConfigMap/kiali'].data['config.yaml']).toContain('external_url: https://grafana.example.com');
  expect(all['ConfigMap/grafana'].data['grafana.ini']).toContain('root_url = https://grafana.example.com/');
});

test('an addon is not exposed where no ingress gateway is', () => {
  expect(() => objects({ prometheus: {}, grafana: { expose: exposed } })).toThrow(
    'MESH514 [test/Addons/grafana] grafana is exposed as grafana.example.com, but this environment has no gateway "ingress"',
  );
});

test('a NetworkPolicy lets in the other addons, proxies where they report to, and the gateway where exposed', () => {
  const all = withIngress({
    prometheus: {},
    grafana: { expose: exposed, networkPolicy: true },
    jaeger: { networkPolicy: true },
  });
  const [near, mesh] = all['NetworkPolicy/jaeger'].spec.ingress;
  expect(near.from).toEqual([{ podSelector: {} }]);
  expect(mesh.from).toEqual([{ namespaceSelector: {} }]);
  expect(mesh.ports).toContainEqual({ port: 4317, protocol: 'TCP' });
  expect(all['NetworkPolicy/grafana'].spec.ingress[0].from[1]).toEqual({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } },
    podSelector: { matchLabels: { app: 'istio-ingressgateway', istio: 'ingressgateway' } },
  });
  expect(Object.keys(objects(usual)).filter((name) => name.startsWith('NetworkPolicy'))).toEqual([]);
});

const hardened = { restricted: true, networkPolicy: true } as const;
const production: AddonSettings = {
  prometheus: hardened,
  grafana: { ...hardened, auth: { adminSecret: 'grafana-admin' } },
  kiali: { ...hardened, auth: { strategy: 'token', signingKey: { secret: 'kiali-signing-key', key: 'key' } } },
  jaeger: hardened,
  loki: hardened,
  opentelemetryCollector: hardened,
};

test('pods meet the Pod Security Standard restricted where that is asked for', () => {
  const pods = Object.values(objects(production))
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(({ spec }) => spec.template.spec);
  expect(pods.length).toBe(6);
  for (const { securityContext, containers } of pods) {
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of containers)
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      });
  }
});

test('a claim belongs to the group that the pod runs with, restricted or not', () => {
  const group = (settings: AddonSettings, name: string) =>
    objects(settings)[`Deployment/${name}`].spec.template.spec.securityContext?.fsGroup;
  const storage = { size: '1Gi' };
  for (const restricted of [false, true]) {
    expect(group({ jaeger: { storage, restricted } }, 'jaeger')).toBe(10001);
    expect(group({ prometheus: { storage, restricted } }, 'prometheus')).toBe(65534);
    expect(group({ prometheus: {}, grafana: { storage, restricted } }, 'grafana')).toBe(472);
  }
  expect(group({ jaeger: {} }, 'jaeger')).toBeUndefined();
});

test('passwords and keys come from Secrets that exist, and no output holds one', () => {
  const all = objects(production);
  const [grafana] = all['Deployment/grafana'].spec.template.spec.containers;
  expect(grafana.env).toContainEqual({
    name: 'GF_SECURITY_ADMIN_PASSWORD',
    valueFrom: { secretKeyRef: { name: 'grafana-admin', key: 'admin-password' } },
  });
  expect(all['Deployment/kiali'].spec.template.spec.volumes).toContainEqual({
    name: 'login-token-signing-key',
    secret: { secretName: 'kiali-signing-key', items: [{ key: 'key', path: 'value.txt' }] },
  });
  for (const settings of [usual, production, { zipkin: {} }, { skywalking: {} }] satisfies AddonSettings[])
    expect(JSON.stringify(objects(settings))).not.toMatch(/"value":"admin"|signing_key|CHANGEME|"kind":"Secret"/);
});

test('every line of the registry says what it is for and can be switched on', () => {
  for (const name of ADDON_NAMES) {
    expect(ADDONS[name].purpose).toMatch(/^[A-Z].*\.$/);
    const others: AddonSettings = ADDONS[name].needs.includes('metrics') ? { prometheus: {} } : {};
    expect(Object.keys(objects({ ...others, [name]: {} })).length).toBeGreaterThan(1);
  }
});

test("Kiali's configuration holds what the server reads, and no false alarm where nothing is ambient", () => {
  const config = (ambient: boolean) => {
    const addons = planAddons(usual, { ...place, ambient });
    return load(
      synth((chart) => new Addons(chart, 'Addons', addons))['ConfigMap/kiali'].data['config.yaml'],
    ) as Printed;
  };
  const sidecars = config(false);
  expect(Object.keys(sidecars.deployment)).toEqual([
    'cluster_wide_access',
    'instance_name',
    'namespace',
    'tls_config',
    'view_only_mode',
  ]);
  for (const unknown of ['skipResources']) expect(sidecars).not.toHaveProperty(unknown);
  expect(sidecars.external_services).not.toHaveProperty('istio');
  expect(sidecars.external_services.grafana.external_url).toBe('http://localhost:3000');
  const linked = [
    { name: 'Istio Service Dashboard', variables: { service: 'var-service' } },
    { name: 'Istio Workload Dashboard', variables: { namespace: 'var-namespace', workload: 'var-workload' } },
  ];
  expect(sidecars.external_services.grafana.dashboards).toEqual(linked);
  expect(config(true).external_services.grafana.dashboards).toEqual([
    ...linked,
    { name: 'Istio Ztunnel Dashboard', variables: {} },
  ]);
  expect(sidecars.kiali_feature_flags.validations.ignore).toContain('KIA1317');
  expect(config(true).kiali_feature_flags.validations.ignore).not.toContain('KIA1317');
});

test('Loki reads its rules where the sidecar writes those of its tenant, which reads no Secrets', () => {
  const made = objects({ loki: {} });
  const { ruler, limits_config } = load(made['ConfigMap/loki'].data['config.yaml']) as Printed;
  const sidecar = made['StatefulSet/loki'].spec.template.spec.containers[1];
  const env = Object.fromEntries(sidecar.env.map(({ name, value }: Printed) => [name, value]));
  expect(env.FOLDER).toBe(`${ruler.storage.local.directory}/fake`);
  expect(env.RESOURCE).toBe('configmap');
  expect(made['ClusterRole/loki-clusterrole'].rules[0].resources).toEqual(['configmaps']);
  const [rule] = limits_config.otlp_config.resource_attributes.attributes_config;
  expect(rule).toEqual({ action: 'index_label', attributes: ['cluster_name'] });
});

test("Jaeger's strategy has an owner with and without storage, so that one can become the other", () => {
  const strategy = (jaeger: AddonSettings['jaeger']) =>
    objects({ jaeger: jaeger ?? {} })['Deployment/jaeger'].spec.strategy;
  expect(strategy({})).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } });
  expect(strategy({ storage: { size: '1Gi' } })).toEqual({ type: 'Recreate' });
});
