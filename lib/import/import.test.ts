import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { transformSync } from 'esbuild';
import * as library from '../index';
import { type Environment, MeshApp, MeshEnvironment } from '../index';
import { message, problemsOf, Refused } from '../kit/problems';
import { type Imported, importCharts, importOperator } from './index';
import { type Chart, chartOf } from './values/charts';
import { sourceOf } from './values/read';
import { subchartsOf } from './values/umbrella';

const operator = (spec: string, ...sets: readonly string[]): Imported =>
  importOperator(
    [sourceOf('mesh.yaml', `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n${spec}`)],
    sets,
    {
      source: 'mesh.yaml',
    },
  );

const said = ({ untaken }: Imported) => untaken.map(({ place, problem }) => message(problem, place));

/** The environment that the program makes when it runs. */
function run({ program }: Imported): Environment {
  const module: { exports: { mesh?: Environment } } = { exports: {} };
  const { code } = transformSync(program, { loader: 'ts', format: 'cjs' });
  new Function('require', 'module', code)(() => library, module);
  if (module.exports.mesh === undefined) throw new Error('the program exports no mesh');
  return module.exports.mesh;
}

/** What the program's environment writes, by address; what it says is held equal to what was found. */
// biome-ignore lint/suspicious/noExplicitAny: objects of any kind
function written(imported: Imported): Record<string, any> {
  const environment = run(imported);
  expect(environment).toEqual(imported.environment);
  const mesh = new MeshEnvironment(new MeshApp(), environment);
  const objects = mesh.node.findAll().filter((one): one is ApiObject => ApiObject.isApiObject(one) && mesh.writes(one));
  return Object.fromEntries(objects.map((one) => [`${one.kind}/${one.name}`, one.toJson()]));
}

describe('IstioOperator', () => {
  test('becomes an environment as a person would write it: only what differs, sorted', () => {
    const imported = operator(
      `  profile: demo
  hub: registry.acme.example/istio
  meshConfig:
    outboundTrafficPolicy: { mode: REGISTRY_ONLY }
    trustDomain: acme.example
  values:
    pilot:
      autoscaleMin: 2
      autoscaleEnabled: true
      env: { PILOT_PUSH_THROTTLE: 50 }
    global:
      proxy: { logLevel: warning, holdApplicationUntilProxyStarts: true }
`,
    );
    expect(said(imported)).toEqual([]);
    expect(imported.program).toBe(
      `import { egressGateway, type Environment, ingressGateway, override, PROFILES } from 'cdk8s-istio';

/** Taken over from mesh.yaml. */
export const mesh: Environment = {
  name: 'mesh',
  purpose: 'Taken over from mesh.yaml.',
  istio: override(PROFILES.demo, {
    identity: { trustDomain: 'acme.example' },
    image: { hub: 'registry.acme.example/istio' },
    istiod: {
      autoscaling: { cpu: 80, max: 5, min: 2 },
      disruptionBudget: { minAvailable: 1 },
      env: { PILOT_PUSH_THROTTLE: '50' },
      replicas: null,
    },
    mesh: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
    proxy: { holdApplicationUntilProxyStarts: true },
  }),
  gatewayApi: 'present',
  gateways: {
    egress: override(egressGateway, { autoscaling: null, resources: { requests: { cpu: '10m', memory: '40Mi' } } }),
    ingress: override(ingressGateway, {
      autoscaling: null,
      resources: { requests: { cpu: '10m', memory: '40Mi' } },
      service: {
        ports: [
          { name: 'status-port', port: 15021, targetPort: 15021 },
          { name: 'http2', port: 80, targetPort: 8080 },
          { name: 'https', port: 443, targetPort: 8443 },
          { name: 'tcp', port: 31400, targetPort: 31400 },
          { name: 'tls', port: 15443, targetPort: 15443 },
        ],
      },
    }),
  },
};
`,
    );
    expect(written(imported)['Deployment/istiod'].spec.replicas).toBeUndefined();
  });

  test('the last of several files and --set strings wins; texts stay texts', () => {
    const first = sourceOf(
      'a.yaml',
      'kind: IstioOperator\nspec: { values: { global: { network: west, meshID: one } } }',
    );
    const second = sourceOf('b.yaml', 'kind: IstioOperator\nspec: { values: { global: { network: east } } }');
    const sets = [
      'meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE=true',
      'values.global.meshID=two',
      'values.gateways.istio-ingressgateway.serviceAnnotations.lb\\.acme\\.example/name=edge',
      'values.pilot.ipFamilies={IPv6,IPv4}',
      'components.ingressGateways[0].k8s.service.loadBalancerClass=acme.example/nlb',
      'components.ingressGateways[0].name=istio-ingressgateway',
    ];
    const imported = importOperator([first, second], sets, { source: 'a.yaml, b.yaml' });
    expect(said(imported)).toEqual([]);
    const { istio, gateways } = run(imported);
    expect(istio.identity).toMatchObject({ network: 'east', meshId: 'two' });
    expect(istio.mesh.defaultConfig?.proxyMetadata).toEqual({ ISTIO_META_DNS_CAPTURE: 'true' });
    expect(istio.istiod.service?.ipFamilies).toEqual(['IPv6', 'IPv4']);
    expect(gateways['ingress']?.service).toMatchObject({
      annotations: { 'lb.acme.example/name': 'edge' },
      loadBalancerClass: 'acme.example/nlb',
    });
  });

  test('IstioOperators of two revisions are laid over each other, which is said', () => {
    const of = (name: string, text: string) => sourceOf(name, `kind: IstioOperator\nspec: { ${text} }`);
    const both = (second: string) =>
      said(importOperator([of('a.yaml', 'revision: blue'), of('b.yaml', second)], [], { source: 'both' }));
    expect(both('profile: minimal')).toEqual([]);
    expect(both('revision: green')).toEqual([
      expect.stringMatching(
        /^MESH899 \[a.yaml:2\] revision blue gave way to green, .*; if these are two control planes/,
      ),
    ]);
  });

  test('a platform and an older version come before what differs from them', () => {
    const imported = operator(
      `  compatibilityVersion: "1.29"
  components: { cni: { enabled: true } }
  values:
    global: { platform: k3s }
    cni: { cniBinDir: /opt/own/bin }
    pilot: { env: { PILOT_ENABLE_STRICT_GATEWAY_MERGING: "true" } }
`,
    );
    expect(said(imported)).toEqual([]);
    expect(imported.program).toContain("}, 'k3s'), '1.29');\n");
    const { cni, istio } = run(imported);
    expect(cni).toMatchObject({ binDir: '/opt/own/bin', confDir: '/var/lib/rancher/k3s/agent/etc/cni/net.d' });
    expect(istio.istiod.env['PILOT_ENABLE_STRICT_GATEWAY_MERGING']).toBe('true');
    written(imported);
  });

  test('several gateways keep what their chart calls them', () => {
    const imported = operator(
      `  components:
    ingressGateways:
    - name: istio-ingressgateway
    - name: internal
      namespace: edge
      label: { istio: internal, version: v7 }
      tag: 1.31.1-acme
      k8s:
        hpaSpec: { minReplicas: 3 }
        serviceAnnotations: { scheme: internal }
        service: { ports: [{ name: http2, port: 80, targetPort: 8080 }], sessionAffinity: ClientIP }
        env: [{ name: ISTIO_META_ROUTER_MODE, value: sni-dnat }]
`,
    );
    expect(said(imported)).toEqual([]);
    const objects = written(imported);
    const { metadata, spec } = objects['Deployment/internal'];
    expect(metadata.labels['app.kubernetes.io/name']).toBe('istio-ingressgateway');
    expect(spec.selector.matchLabels).toEqual({ app: 'istio-ingressgateway', istio: 'internal', version: 'v7' });
    expect(spec.template.metadata.labels['service.istio.io/canonical-revision']).toBe('v7');
    expect(spec.template.spec.volumes).toContainEqual(
      expect.objectContaining({ name: 'ingressgateway-certs', secret: expect.anything() }),
    );
    expect(spec.template.spec.containers[0].image).toMatch(/:1\.31\.1-acme$/);
    expect(objects['HorizontalPodAutoscaler/internal'].spec).toMatchObject({ minReplicas: 3, maxReplicas: 5 });
    expect(objects['PodDisruptionBudget/internal'].spec).toMatchObject({ minAvailable: 1 });
    expect(objects['Service/internal'].spec).toMatchObject({ sessionAffinity: 'ClientIP' });
    expect(objects['Service/internal'].metadata.annotations).toEqual({ scheme: 'internal' });
  });

  test('what k8s and overlays say beyond the props is a patch that says where it belongs', () => {
    const imported = operator(
      `  components:
    pilot:
      k8s:
        readinessProbe: { initialDelaySeconds: 7 }
        nodeSelector: { role: infra }
        overlays:
        - kind: Deployment
          name: istiod
          patches:
          - { path: 'spec.template.spec.containers.[name:discovery].args.[30m]', value: 60m }
          - { path: 'spec.template.spec.containers.[name:discovery].env.[name:CLUSTER_ID]' }
          - { path: 'spec.template.metadata.annotations.acme\\.example/team', value: mesh }
          - path: spec.template.spec.dnsConfig
            value: |
              options:
              - name: ndots
                value: "2"
        - kind: Service
          name: istiod
          patches: [{ path: 'spec.ports.[name:https-dns].port', value: 15112 }]
`,
    );
    expect(said(imported)).toEqual([]);
    const objects = written(imported);
    const { metadata, spec } = objects['Deployment/istiod'].spec.template;
    expect(metadata.annotations['acme.example/team']).toBe('mesh');
    expect(spec.containers[0].args.slice(-2)).toEqual(['--keepaliveMaxServerConnectionAge', '60m']);
    expect(spec.containers[0].env.map(({ name }: { name: string }) => name)).not.toContain('CLUSTER_ID');
    expect(spec.containers[0].readinessProbe).toMatchObject({ initialDelaySeconds: 7, httpGet: { path: '/ready' } });
    expect(spec.dnsConfig).toEqual({ options: [{ name: 'ndots', value: '2' }] });
    expect(spec.nodeSelector).toEqual({ role: 'infra' });
    expect(objects['Service/istiod'].spec.ports[1].port).toBe(15112);
    const [deployment] =
      run(imported).patches?.filter(({ object }) => object.endsWith('Deployment/istio-system/istiod')) ?? [];
    expect(deployment).toMatchObject({
      json: expect.arrayContaining([{ op: 'test', path: '/spec/template/spec/containers/0/name', value: 'discovery' }]),
    });
    expect(problemsOf(new MeshEnvironment(new MeshApp(), run(imported)))).toEqual([]);
  });

  test('the Services of others that the mesh names are said to be there, so that synth takes it', () => {
    const provider = (name: string) =>
      `{ name: ${name}, opentelemetry: { service: ${name}.obs.svc.cluster.local, port: 4317 } }`;
    const imported = operator(
      `  meshConfig:
    extensionProviders: [${provider('otel')}, ${provider('unused')}]
    defaultProviders: { tracing: [otel] }
`,
    );
    expect(imported.refused).toEqual([]);
    expect(run(imported).servicesOfOthers).toEqual(['otel.obs.svc.cluster.local']);
  });

  test('what others write carelessly is taken as it was meant', () => {
    const imported = operator(
      `  meshConfig:
    defaultConfig: { proxyMetadata: { ISTIO_DUAL_STACK: true, WEIGHT: 0.15 } }
  values:
    pilot: { env: { PILOT_ENABLE_ALPHA_GATEWAY_API: true }, resources: { requests: { cpu: 1 } } }
    global: null
  components: { pilot: null, ingressGateways: [] }
`,
    );
    expect([said(imported), imported.refused]).toEqual([[], []]);
    const { istio, gateways } = run(imported);
    expect(istio.mesh.defaultConfig?.proxyMetadata).toEqual({ ISTIO_DUAL_STACK: 'true', WEIGHT: '0.15' });
    expect(istio.istiod.env).toEqual({ PILOT_ENABLE_ALPHA_GATEWAY_API: 'true' });
    expect(istio.istiod.resources.requests).toEqual({ cpu: '1', memory: '2Gi' });
    expect(gateways).toEqual({});
  });

  test('what synth refuses is said at once', () => {
    const imported = operator('  meshConfig: { extensionProviders: [{ name: metrics, prometheus: null }] }\n');
    expect(imported.refused.join()).toContain('MESH151');
    run(imported);
  });

  test('an empty spec is the profile default', () => {
    const imported = importOperator([sourceOf('mesh.yaml', 'kind: IstioOperator\nspec:\n')], [], {
      source: 'mesh.yaml',
    });
    expect([said(imported), imported.refused]).toEqual([[], []]);
    expect(Object.keys(written(imported))).toContain('Deployment/istio-ingressgateway');
  });

  test('a component that is off is left to others', () => {
    const objects = written(
      operator('  components: { pilot: { enabled: false }, base: { enabled: false }, cni: { enabled: true } }\n'),
    );
    expect(Object.keys(objects).filter((name) => /istiod|reader|sidecar-injector/.test(name))).toEqual([]);
    expect(objects).toHaveProperty('DaemonSet/istio-cni-node');
  });

  test('what cannot be taken over is said with its line, the reason and what to do', () => {
    const imported = operator(
      `  profile: minimal
  tag: 1.27.3
  values:
    global:
      externalIstiod: true
      proxy: { logLevl: debug, statusPort: [1] }
    cni: { chained: false }
    pilot: { traceSampling: 0, env: { PILOT_NO_SUCH: 1 } }
    base: { excludedCRDs: [x] }
  components:
    pilot:
      namespace: istio-control
      k8s:
        podDisruptionBudget: { maxUnavailable: 1 }
        volumes: []
        overlays:
        - { kind: Deployment, name: istiod, patches: [{ path: 'spec.template.spec.volumes.[name:none].x', value: 1 }] }
`,
    );
    const codes = ['MESH986', 'MESH985', 'MESH987', 'MESH997', 'MESH996', 'MESH995', 'MESH994', 'MESH993', 'MESH998'];
    const lines = said(imported);
    for (const code of codes) expect(lines.join('\n')).toContain(`${code} [mesh.yaml:`);
    expect(lines).toContain(
      'MESH985 [mesh.yaml:9] global.proxy.logLevl is no value of a chart of Istio; nothing was lost; was global.proxy.logLevel meant?',
    );
    expect(imported.notes.get('istio.istiod.traceSampling')).toMatch('1 %');
    expect(imported.program).toContain('// The chart leaves the variable out for 0');
    run(imported);
  });

  test('what is no input is refused', () => {
    const refused = (make: () => unknown) => {
      try {
        make();
      } catch (error) {
        if (error instanceof Refused) return error.messages.join('\n');
        throw error;
      }
      return 'taken';
    };
    expect(refused(() => operator('  profile: huge\n'))).toMatch('MESH992 [mesh.yaml:4] "huge"');
    expect(refused(() => operator('  profile: minimal\n', 'values.global.network'))).toMatch(
      'MESH988 [--set values.global.network]',
    );
    expect(refused(() => operator('  profile: minimal\n', 'values.global.network=west'))).toBe('taken');
    expect(refused(() => sourceOf('two.yaml', 'kind: IstioOperator\n---\nkind: IstioOperator\n'))).toMatch(
      'MESH990 [two.yaml]',
    );
    expect(refused(() => sourceOf('list.yaml', '[1]'))).toMatch('MESH991 [list.yaml]');
    expect(refused(() => chartOf({ acme: true }, 'values.yaml'))).toMatch('MESH989 [values.yaml]');
    expect(refused(() => sourceOf('empty.yaml', ''))).toBe('taken');
  });
});

describe("values of Istio's charts", () => {
  const release = (chart: Chart, text: string, more = {}) => ({
    chart,
    source: sourceOf(`${chart}.yaml`, text),
    ...more,
  });

  test.each<[Chart, string]>([
    ['istiod', 'autoscaleMin: 2\nglobal: { meshID: acme }'],
    ['istiod', 'pilot: { resources: {} }'],
    ['istiod', 'meshConfig: { accessLogFile: /dev/stdout }'],
    ['cni', 'cniBinDir: /opt/bin\nambient: { enabled: true }'],
    ['ztunnel', 'logLevel: debug\nterminationGracePeriodSeconds: 60'],
    ['gateway', 'service: { type: ClusterIP }\nautoscaling: { enabled: false }'],
    ['base', 'defaultRevision: stable'],
  ])('%s is known by what it alone has', (chart, text) => {
    expect(chartOf(sourceOf('values.yaml', text).value, 'values.yaml')).toBe(chart);
  });

  test('what is there twice is said: the charts own defaults, and a second control plane', () => {
    const lines = said(
      importCharts(
        [
          release('istiod', '_internal_defaults_do_not_set: { autoscaleMin: 9 }\nrevision: green\nautoscaleMin: 3', {
            name: 'istiod-green',
          }),
          release('istiod', 'revision: blue\nautoscaleMin: 2', { name: 'istiod-blue' }),
          release('istiod', '_internal_defaults_do_not_set: { autoscaleMin: 9 }\nglobal: { network: west }'),
        ],
        { source: 'values' },
      ),
    );
    expect(lines).toEqual([
      expect.stringMatching(/^MESH878 \[istiod.yaml:2\] the control plane green was left out; import each by itself/),
      expect.stringMatching(/^MESH986 \[istiod.yaml:1\] _internal_defaults_do_not_set was left out: .* one level up/),
    ]);
    expect(chartOf(sourceOf('a.yaml', '_internal_defaults_do_not_set: { autoscaleMin: 9 }').value, 'a.yaml')).toBe(
      'istiod',
    );
  });

  test('several files for one control plane are laid over each other', () => {
    const files = ['revision: blue\nautoscaleMin: 2', 'global: { network: west }'];
    const imported = importCharts(
      files.map((text) => release('istiod', text)),
      { source: 'values' },
    );
    expect(said(imported)).toEqual([]);
    expect(run(imported).istio).toMatchObject({
      revision: 'blue',
      identity: { network: 'west' },
      istiod: { autoscaling: { min: 2 } },
    });
  });

  test('one file for each release makes one environment', () => {
    const imported = importCharts(
      [
        release(
          'istiod',
          'profile: ambient\nautoscaleMin: 2\nrevision: v2\nrevisionTags: [stable]\nglobal: { hub: acme.example/istio }',
        ),
        release('cni', 'excludeNamespaces: [kube-system, infra]\nglobal: { hub: acme.example/istio }', {
          namespace: 'kube-system',
        }),
        release('ztunnel', 'env: { RUST_BACKTRACE: 0 }\nglobal: { hub: other.example/istio }'),
        release(
          'gateway',
          'labels: { istio: public }\nservice: { type: NodePort, ports: [{ name: http2, port: 80, targetPort: 80, nodePort: 30080 }] }\nautoscaling: { enabled: false }\nreplicaCount: 2\npodDisruptionBudget: { minAvailable: 1 }\n',
          { name: 'istio-public', namespace: 'edge' },
        ),
      ],
      { source: 'values' },
    );
    expect(said(imported)).toEqual([]);
    const environment = run(imported);
    expect(environment.tags).toEqual({ stable: 'v2' });
    expect(environment.istio.image).toMatchObject({ hub: 'acme.example/istio', variant: 'distroless' });
    expect(environment.istio.image.references).toEqual({
      ztunnel: expect.stringMatching('^other.example/istio/ztunnel:'),
    });
    expect(environment.cni).toMatchObject({ namespace: 'kube-system', ambient: { enabled: true } });
    const objects = written(imported);
    expect(objects['Deployment/istio-public'].spec).toMatchObject({
      replicas: 2,
      selector: { matchLabels: { app: 'istio-public', istio: 'public' } },
    });
    expect(objects['PodDisruptionBudget/istio-public'].metadata.namespace).toBe('edge');
    expect(objects['Service/istio-public'].spec.ports).toEqual([expect.objectContaining({ nodePort: 30080 })]);
  });
});

describe('values of a chart that depends on those of Istio', () => {
  const umbrella = (text: string) => subchartsOf(sourceOf('values.yaml', text));

  test('are taken chart by chart, each with what is said to all', () => {
    const found = umbrella(`
global: { hub: acme.example/istio, team: edge }
istiod:
  autoscaleMin: 2
  global: { network: west }
front:
  service: { type: NodePort }
istio-cni: { enabled: false, excludeNamespaces: [infra] }
website: { replicas: 2 }
`);
    expect(found.map(({ chart, name }) => [chart, name])).toEqual([
      ['istiod', 'istiod'],
      ['gateway', 'front'],
    ]);
    expect(found[0]?.source.value).toEqual({
      autoscaleMin: 2,
      global: { hub: 'acme.example/istio', team: 'edge', network: 'west' },
    });
    expect(found[0]?.source.placeOf(['global', 'hub'])).toBe('values.yaml:2');
    expect(found[0]?.source.placeOf(['global', 'network'])).toBe('values.yaml:5');
    expect(found[0]?.source.placeOf(['autoscaleMin'])).toBe('values.yaml:4');
    const imported = importCharts(found, { source: 'values.yaml' });
    expect(said(imported)).toEqual([expect.stringContaining('MESH985 [values.yaml:2] global.team is no value')]);
    expect(Object.keys(run(imported).gateways)).toEqual(['front']);
  });

  test('are none where a chart has them at the top', () => {
    expect(umbrella('global: { hub: a.example }\npilot: { autoscaleMin: 2 }\n')).toEqual([]);
    expect(umbrella('cni: { excludeNamespaces: [infra] }\n')).toEqual([]);
    expect(umbrella('service: { type: NodePort }\nresources: { limits: { cpu: 1 } }\n')).toEqual([]);
  });
});

describe('what is other than the charts have it is said', () => {
  test('settings that istioctl makes after the chart, which does not record them', () => {
    const given = operator(
      '  components: { pilot: { k8s: { priorityClassName: high, env: [{ name: PILOT_PUSH_THROTTLE, value: "50" }] } } }\n',
    );
    expect(given.records).toEqual(['global.priorityClassName', 'pilot.env.PILOT_PUSH_THROTTLE']);
  });

  test('a default revision, which injects here, too', () => {
    const given = operator('  revision: blue\n  values: { defaultRevision: blue }\n');
    expect(given.environment.tags).toEqual({ default: 'blue' });
    expect([...given.notes.keys()]).toEqual(['tags.default']);
    expect([...operator('  revision: blue\n').notes.keys()]).toEqual([]);
  });

  test('records that nothing reads, by their paths', () => {
    const given = operator('  values: { global: { externalIstiod: true, network: west } }\n');
    expect(given.records).toEqual(['global.externalIstiod']);
    expect(operator('  values: { global: { network: west } }\n').records).toEqual([]);
    // A default that was taken away is none of the record.
    expect(operator('  values: { global: { mountMtlsCerts: null, unknown: null } }\n').records).toEqual([
      'global.mountMtlsCerts',
    ]);
  });

  test('what the cluster of an external control plane has otherwise', () => {
    const remote = (more: string) =>
      operator(
        `  profile: remote\n  values: { global: { configCluster: true, remotePilotAddress: 192.0.2.7, omitSidecarInjectorConfigMap: false }${more} }\n`,
      );
    expect(remote('').environment.istio.meshConfigMap).toBe('present');
    expect(Object.keys(written(remote('')))).not.toContain('ConfigMap/istio');
    expect(remote('').untaken.map(({ problem }) => problem.fact)).toEqual([
      expect.stringMatching(/^global\.omitSidecarInjectorConfigMap .*istio-sidecar-injector is not written here$/),
    ]);
    expect([...remote('').notes.keys()]).toContain('istio.remote.external');
    expect(Object.keys(written(remote(', pilot: { configMap: true }')))).toContain('ConfigMap/istio');
  });

  test('an istiod and its names in two namespaces', () => {
    const split = operator('  components: { pilot: { namespace: control } }\n');
    expect(split.untaken.map(({ problem }) => problem.fact)).toEqual([
      expect.stringContaining('would write its ServiceAccounts, Roles and validation for istio-system'),
    ]);
    expect(written(split)['ServiceAccount/istiod'].metadata.namespace).toBe('control');
  });

  test('ports without a target', () => {
    const ports = (target: string) =>
      operator(
        `  values: { gateways: { istio-ingressgateway: { ports: [{ name: http2, port: 80${target} }] } } }\n`,
      ).notes.get('gateways.istio-ingressgateway.ports');
    expect(ports('')).toMatch('http2 without a target');
    expect(ports(', targetPort: 8080')).toBeUndefined();
  });

  test("a gateway that follows somebody else's revision is refused at synth, and still written down", () => {
    const values = sourceOf('edge.yaml', 'revision: canary');
    const imported = importCharts([{ chart: 'gateway', name: 'edge', namespace: 'edge', source: values }], {
      source: 'edge.yaml',
    });
    expect(imported.refused.join()).toMatch('MESH609');
    expect(imported.program).toContain("follows: 'canary'");
  });

  test('a gateway of the chart as a DaemonSet has no autoscaler', () => {
    const values = sourceOf('edge.yaml', 'kind: DaemonSet');
    const imported = importCharts([{ chart: 'gateway', name: 'edge', namespace: 'edge', source: values }], {
      source: 'edge.yaml',
    });
    expect(imported.refused).toEqual([]);
    expect(imported.environment.gateways['edge']?.autoscaling).toBeUndefined();
  });
});
