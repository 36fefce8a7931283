import { describe, expect, test } from '@jest/globals';
import { operator, run, said, written } from '../../test/imported';
import { MeshApp, MeshEnvironment } from '../index';
import { problemsOf, Refused } from '../kit/problems';
import { importOperator } from './index';
import { chartOf } from './values/charts';
import { sourceOf } from './values/read';

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

  test.each([
    ['beside those of the chart', 15017, [15017, 15010, 15012, 443, 15014]],
    ['or one of them otherwise', 15012, [15010, 15012, 443, 15014]],
  ])('a port of a Service is %s', (_, port, ports) => {
    const imported = operator(`  components:
    pilot: { k8s: { service: { ports: [{ name: more, port: ${port}, protocol: TCP }] } } }
`);
    expect(said(imported)).toEqual([]);
    const { spec } = written(imported)['Service/istiod'];
    expect(spec.ports.map((one: { port: number }) => one.port).sort()).toEqual([...ports].sort());
    expect(spec.ports.find((one: { port: number }) => one.port === port)).toMatchObject({ name: 'more' });
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

  test('values that are there and empty are no values of the profile, either, to istioctl, which is said', () => {
    expect(said(operator('  values:\n'))).toEqual([
      'MESH986 [mesh.yaml:4] the empty spec.values was left out: istioctl takes it for no values at all, and forgets those of the profile; remove it',
    ]);
    expect(said(operator('  values: {}\n'))).toEqual([]);
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
