import { describe, expect, test } from '@jest/globals';
import { override, type Patch } from '../../kit/override';
import { readYaml } from '../../kit/read-yaml';
import { defaultProfile } from '../profiles/default';
import { demoProfile } from '../profiles/demo';
import type { IstioProps } from '../props';
import { injectorConfig, injectorValues, renderedGatewayPod, TEMPLATE_NAMES, type TemplateName, templateText } from '.';
import { injectionProblems } from './check';

type Change = Patch<IstioProps>;
const after = (change: Change) => override(defaultProfile, change);
const text = (name: TemplateName, change: Change = {}) => templateText(after(change), name);
const config = (istio: IstioProps) => readYaml(injectorConfig(istio)) as Readonly<Record<string, unknown>>;
const values = (change: Change) => JSON.parse(injectorValues(after(change)));

describe('sizes for the demo profile', () => {
  test('the sidecar is at most half of the official 24,659 bytes, the whole config of 111,748', () => {
    expect(Buffer.byteLength(templateText(demoProfile, 'sidecar'))).toBeLessThanOrEqual(12_329);
    expect(Buffer.byteLength(injectorConfig(demoProfile))).toBeLessThanOrEqual(55_874);
  });

  test('nothing that configuration settles is left to Go: no template reads values', () => {
    for (const name of TEMPLATE_NAMES) expect(text(name)).not.toContain('.Values');
  });
});

describe('a prop changes what istiod gets as documented', () => {
  const gone = (before: string) => ({ before });
  test.each<[string, TemplateName, Change, string, { before: string }?]>([
    ['cni', 'sidecar', { cni: { provider: 'default' } }, '--run-validation', gone('name: istio-init')],
    ['cni with Multus', 'sidecar', { cni: { provider: 'multus' } }, 'appendMultusNetwork'],
    ['proxy.privileged', 'sidecar', { proxy: { privileged: true } }, 'privileged: true', gone('privileged: false')],
    [
      'proxy.seccompProfile',
      'sidecar',
      { proxy: { seccompProfile: { type: 'RuntimeDefault' } } },
      'seccompProfile: {type: RuntimeDefault}',
    ],
    [
      'proxy.capNetBindService',
      'sidecar',
      { proxy: { capNetBindService: true } },
      '"sidecar.istio.io/capNetBindService" true',
    ],
    [
      'proxy.holdApplication...',
      'sidecar',
      { proxy: { holdApplicationUntilProxyStarts: true } },
      '{{- else }}\n    lifecycle: {postStart',
    ],
    [
      'proxy.lifecycle',
      'gateway',
      { proxy: { lifecycle: { preStop: { sleep: { seconds: 5 } } } } },
      'lifecycle: {preStop: {sleep: {seconds: 5}}}',
    ],
    ['proxy.statusPort', 'sidecar', { proxy: { statusPort: 15120 } }, '"status.sidecar.istio.io/port" 15120'],
    [
      'proxy.startup.enabled',
      'sidecar',
      { proxy: { startup: { enabled: false } } },
      'readinessProbe',
      gone('startupProbe'),
    ],
    ['proxy.readiness', 'sidecar', { proxy: { readiness: { periodSeconds: 7 } } }, '/periodSeconds" 7'],
    ['proxy.logLevel', 'sidecar', { proxy: { logLevel: 'debug' } }, '"sidecar.istio.io/logLevel" "debug"'],
    ['proxy.outlierLogPath', 'waypoint', { proxy: { outlierLogPath: '/dev/stdout' } }, '--outlierLogPath=/dev/stdout'],
    ['proxy.excludeOutboundPorts', 'sidecar', { proxy: { excludeOutboundPorts: '9' } }, '/excludeOutboundPorts" "9"'],
    ['proxy.forceApplyIptables', 'sidecar', { proxy: { forceApplyIptables: true } }, '- --force-apply'],
    ['proxy.nativeNftables', 'sidecar', { proxy: { nativeNftables: true } }, '- --native-nftables'],
    ['proxy.resources', 'kube-gateway', { proxy: { resources: { requests: { cpu: '7m' } } } }, 'cpu: 7m'],
    ['proxy.image in full', 'sidecar', { proxy: { image: 'r.io/p:1' } }, '"sidecar.istio.io/proxyImage" "r.io/p:1"'],
    ['image.pullPolicy', 'grpc-agent', { image: { pullPolicy: 'Always' } }, 'imagePullPolicy: Always'],
    ['image.pullSecrets', 'waypoint', { image: { pullSecrets: ['mine'] } }, 'imagePullSecrets: [{name: mine}]'],
    ['identity.network', 'sidecar', { identity: { network: 'n1' } }, '{name: ISTIO_META_NETWORK, value: n1}'],
    [
      'identity.cluster',
      'agentgateway',
      { identity: { cluster: 'c1' } },
      '{name: CLUSTER_ID, value: c1}',
      gone('.ClusterID'),
    ],
    ['identity.meshId', 'gateway', { identity: { meshId: 'm1' } }, '{name: ISTIO_META_MESH_ID, value: m1}'],
    ['revision', 'sidecar', { revision: 'canary' }, 'value: istiod-canary.istio-system.svc:15012'],
    ['certificates.caAddress', 'sidecar', { certificates: { caAddress: 'ca.x:1' } }, '{name: CA_ADDR, value: ca.x:1}'],
    [
      'certificates.caName',
      'sidecar',
      { certificates: { caName: 'GkeWorkloadCertificate' } },
      'workloadcertificates.security',
      gone('name: workload-certs'),
    ],
    [
      'certificates.provider',
      'sidecar',
      { certificates: { provider: 'custom' } },
      'value: custom',
      gone('istiod-ca-cert'),
    ],
    ['certificates.mountMtlsCerts', 'gateway', { certificates: { mountMtlsCerts: true } }, 'mountPath: /etc/certs/'],
    ['certificates.tokenAudience', 'waypoint', { certificates: { tokenAudience: 'me' } }, 'audience: me'],
    ['istiod.logAsJson', 'kube-gateway', { istiod: { logAsJson: true } }, '- --log_as_json'],
    [
      'istiod.logLevel',
      'sidecar',
      { istiod: { logLevel: 'all:debug' } },
      '"sidecar.istio.io/agentLogLevel" "all:debug"',
    ],
    ['COMPLIANCE_POLICY', 'sidecar', { istiod: { env: { COMPLIANCE_POLICY: 'fips-140-3' } } }, 'value: fips140=only'],
    ['mesh.proxyListenPort', 'sidecar', { mesh: { proxyListenPort: 15101 } }, "- '15101'", gone("- '15001'")],
    [
      'mesh.inboundTrafficPolicy',
      'grpc-agent',
      { mesh: { inboundTrafficPolicy: { mode: 'LOCALHOST' } } },
      'REWRITE_PROBE_LEGACY',
    ],
    [
      'waypoint.placement',
      'waypoint',
      { waypoint: { placement: { nodeSelector: { a: 'b' } } } },
      'nodeSelector: {a: b}',
    ],
    [
      'gatewayPods',
      'kube-gateway',
      { gatewayPods: { securityContext: { runAsUser: 7 } } },
      'securityContext: {runAsUser: 7}',
      gone('sysctls'),
    ],
    ['platform', 'waypoint', { platform: 'openshift' }, 'runAsNonRoot: true', gone('runAsUser: 1337')],
  ])('%s in %s', (...[, name, change, wanted, unwanted]) => {
    expect(text(name)).not.toContain(wanted === 'readinessProbe' || wanted === 'runAsNonRoot: true' ? '\0' : wanted);
    expect(text(name, change)).toContain(wanted);
    if (unwanted !== undefined) {
      expect(text(name)).toContain(unwanted.before);
      expect(text(name, change)).not.toContain(unwanted.before);
    }
  });

  test('who is injected, and by which templates', () => {
    const never = [{ matchLabels: { job: 'build' } }];
    const injection = {
      ...{
        policy: 'disabled' as const,
        neverInject: never,
        alwaysInject: never,
        defaultTemplates: ['sidecar', 'mine'],
      },
      ...{ injectedAnnotations: { a: 'b' }, templates: { mine: 'spec: {}', gateway: 'spec: {}' } },
    };
    const changed = config(after({ injection }));
    expect(changed).toMatchObject({
      ...{ policy: 'disabled', neverInjectSelector: never, alwaysInjectSelector: never },
      ...{ defaultTemplates: ['sidecar', 'mine'], injectedAnnotations: { a: 'b' } },
      templates: { mine: 'spec: {}', gateway: 'spec: {}' },
    });
    expect(config(defaultProfile)).toMatchObject({ policy: 'enabled', defaultTemplates: ['sidecar'] });
    expect(Object.keys(config(defaultProfile)['templates'] as object)).toEqual(TEMPLATE_NAMES);
  });

  test("what istiod's own code reads", () => {
    const changed = values({
      image: { hub: 'r.io/i', tag: '9', variant: 'debug' },
      injection: { rewriteAppHTTPProbe: false, enableNamespacesByDefault: true },
      proxy: { holdApplicationUntilProxyStarts: true },
    });
    expect(changed).toMatchObject({
      global: { hub: 'r.io/i', tag: '9', variant: 'debug', proxy: { holdApplicationUntilProxyStarts: true } },
      sidecarInjectorWebhook: { rewriteAppHTTPProbe: false, enableNamespacesByDefault: true },
    });
    expect(values({}).sidecarInjectorWebhook.rewriteAppHTTPProbe).toBe(true);
  });
});

describe('bugs of the official charts that are none here', () => {
  test('ENABLE_CLUSTER_TRUST_BUNDLE_API is a string like every variable', () => {
    const on = { istiod: { env: { ENABLE_CLUSTER_TRUST_BUNDLE_API: 'true' } } };
    for (const name of ['sidecar', 'gateway', 'grpc-agent', 'waypoint', 'kube-gateway', 'agentgateway'] as const) {
      expect(text(name, on)).toContain('clusterTrustBundle: {name: istio.io:istiod-ca:root-cert, path: root-cert.pem}');
      expect(text(name)).not.toContain('clusterTrustBundle');
    }
  });

  test('certificates.crlConfigMap reaches the sidecar, not istiod alone', () => {
    const mine = text('sidecar', { certificates: { crlConfigMap: 'my-crl' } });
    expect(mine).toContain('{name: istio-ca-crl, configMap: {name: my-crl, optional: true}}');
    expect(text('sidecar')).toContain('{name: istio-ca-crl, configMap: {name: istio-ca-crl, optional: true}}');
  });
});

describe('the rendered gateway', () => {
  const gateway = {
    ...{ name: 'in', namespace: 'edge', serviceAccount: 'in-sa', resources: {} },
    ports: [{ containerPort: 8080 }],
  } as const;

  test('is the same Envoy container with fixed values', () => {
    const { containers, volumes } = renderedGatewayPod(defaultProfile, {
      ...gateway,
      secrets: [{ name: 'certs', secretName: 'in-certs', mountPath: '/etc/istio/certs' }],
    });
    const [proxy] = containers;
    expect(proxy).toMatchObject({ name: 'istio-proxy', ports: [{ containerPort: 8080 }, { containerPort: 15090 }] });
    expect(proxy?.args?.slice(0, 2)).toEqual(['proxy', 'router']);
    expect(JSON.stringify([containers, volumes])).not.toContain('{{');
    expect(volumes).toContainEqual({ name: 'certs', secret: { secretName: 'in-certs', optional: true } });
    const mounted = proxy?.volumeMounts?.map(({ name }) => name);
    expect(volumes?.map(({ name }) => name).sort()).toEqual([...(mounted ?? [])].sort());
  });

  test('a later variable wins', () => {
    const env = [{ name: 'TRUST_DOMAIN', value: 'mine' }];
    const found = renderedGatewayPod(defaultProfile, { ...gateway, env }).containers[0]?.env;
    expect(found?.filter(({ name }) => name === 'TRUST_DOMAIN')).toEqual(env);
  });
});

describe('templates that istiod could not use', () => {
  const problems = (change: Change) => injectionProblems(after(change)).map(({ code }) => code);
  const text = (mine: string) => problems({ injection: { templates: { mine } } });

  test('default templates that are unknown, named twice, or for gateways', () => {
    expect(problems({ injection: { defaultTemplates: ['sidecar', 'spire'] } })).toEqual(['MESH201']);
    expect(problems({ injection: { defaultTemplates: ['sidecar', 'sidecar'] } })).toEqual(['MESH211']);
    expect(problems({ injection: { defaultTemplates: ['waypoint'] } })).toEqual(['MESH210']);
    expect(
      problems({ injection: { defaultTemplates: ['sidecar', 'spire'], templates: { spire: 'spec: {}' } } }),
    ).toEqual([]);
  });

  test('text that is no YAML, no patch, or contains itself', () => {
    expect(text('a: [')).toEqual(['MESH203']);
    expect(text('- a')).toEqual(['MESH203']);
    expect(text('spec: &a {x: *a}')).toEqual(['MESH203']);
    expect(text('spec: {}')).toEqual([]);
  });

  test('Go templates with open ends', () => {
    expect(text('a: {{ .B')).toEqual(['MESH212']);
    expect(text('{{ if .A }}a: 1')).toEqual(['MESH212']);
    expect(text('a: 1{{ end }}')).toEqual(['MESH212']);
    expect(text('{{/* {{ if }} */}}{{- if eq .A "}}" }}\na: {{ `}}` }}\n{{- else }}\nb: 1\n{{- end -}}')).toEqual([]);
  });

  test('our own are whole', () => {
    const own = Object.fromEntries(TEMPLATE_NAMES.map((name) => [name, templateText(demoProfile, name)]));
    expect(problems({ injection: { templates: own } })).toEqual([]);
  });

  test('a status port that is none', () => {
    expect(problems({ proxy: { statusPort: 70000 } })).toEqual(['MESH213']);
    expect(problems({ proxy: { statusPort: 0 } })).toEqual([]);
    expect(problems({ proxy: { stsPort: 0 } })).toEqual(['MESH214']);
    expect(problems({ proxy: { stsPort: 15463 } })).toEqual([]);
  });
});
