import { describe, expect, test } from '@jest/globals';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { override, type Patch } from '../../../kit/override';
import { printYaml } from '../../../kit/yaml';
import { defaultProfile } from '../../profiles/default';
import type { IstioProps } from '../../props';
import { CustomTemplate } from '../custom';
import { label } from '../template/functions';
import { preview, previewFile } from '.';
import { canonicalQuantity } from './settle';
import { strategicMerge } from './strategic-merge';
import { RULES } from './validate';

type Labels = Readonly<Record<string, string>>;
interface Wish {
  readonly annotations?: Labels;
  readonly labels?: Labels;
  readonly spec?: Partial<IPodSpec>;
  readonly istio?: Patch<IstioProps>;
  readonly native?: boolean;
}

const APP: IContainer = { name: 'shop', image: 'shop:v1', ports: [{ name: 'http', containerPort: 8080 }] };
const workload = ({ annotations = {}, labels = { app: 'shop' }, spec = {} }: Wish) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'prod' },
  spec: { template: { metadata: { labels, annotations }, spec: { containers: [APP], ...spec } } },
});
const run = (wish: Wish) =>
  preview(override(defaultProfile, wish.istio ?? {}), workload(wish), { nodesAreNative: wish.native ?? true });

function injected(wish: Wish): Required<Pick<IPodTemplateSpec, 'metadata' | 'spec'>> & { readonly proxy: IContainer } {
  const { object } = run(wish);
  const { template } = (object as { readonly spec: { readonly template: IPodTemplateSpec } }).spec;
  const spec = template.spec as IPodSpec;
  const proxy = [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === 'istio-proxy');
  return { metadata: template.metadata ?? {}, spec, proxy: proxy ?? { name: 'none' } };
}
const names = (list: readonly { readonly name: string }[] | undefined) => list?.map(({ name }) => name);
const envOf = (container: IContainer, name: string) => container.env?.find((one) => one.name === name)?.value;
const failure = (wish: Wish) => expect(() => run(wish));

describe('containers', () => {
  test('a native sidecar comes right after what redirects to it, and drains before it stops', () => {
    const { spec, proxy } = injected({ spec: { initContainers: [{ name: 'migrate', image: 'm' }] } });
    expect(names(spec.initContainers)).toEqual(['istio-init', 'istio-proxy', 'migrate']);
    expect(names(spec.containers)).toEqual(['shop']);
    expect(proxy).toMatchObject({ restartPolicy: 'Always', lifecycle: { preStop: {} } });
  });

  test('any other comes last, and redirection after all init containers', () => {
    const { spec, proxy } = injected({ native: false, spec: { initContainers: [{ name: 'migrate', image: 'm' }] } });
    expect(names(spec.initContainers)).toEqual(['migrate', 'istio-init']);
    expect(names(spec.containers)).toEqual(['shop', 'istio-proxy']);
    expect(proxy.restartPolicy).toBeUndefined();
  });

  test('the pod decides for itself', () => {
    const annotations = { 'sidecar.istio.io/nativeSidecar': 'false' };
    expect(names(injected({ annotations }).spec.containers)).toEqual(['shop', 'istio-proxy']);
  });

  test('applications that wait for the proxy come after it', () => {
    const annotations = { 'proxy.istio.io/config': 'holdApplicationUntilProxyStarts: true' };
    const { spec, proxy } = injected({ native: false, annotations });
    expect(names(spec.containers)).toEqual(['istio-proxy', 'shop']);
    expect(proxy.lifecycle?.postStart?.exec?.command).toEqual(['pilot-agent', 'wait']);
    expect(envOf(proxy, 'PROXY_CONFIG')).toBe('{"holdApplicationUntilProxyStarts":true}\n');
  });

  test('no redirection, no container for it', () => {
    const annotations = { 'sidecar.istio.io/interceptionMode': 'NONE' };
    expect(injected({ native: false, annotations }).spec.initContainers).toBeUndefined();
  });

  test('what the user writes of the proxy goes over the template, but "auto" is no image', () => {
    const own: IContainer = { name: 'istio-proxy', image: 'auto', env: [{ name: 'MINE', value: '1' }], tty: true };
    const { proxy, metadata } = injected({ native: false, spec: { containers: [own, APP] } });
    expect(proxy).toMatchObject({ tty: true, image: expect.stringContaining('/proxyv2:') });
    expect(envOf(proxy, 'MINE')).toBe('1');
    expect(JSON.parse(metadata.annotations?.['proxy.istio.io/overrides'] ?? '')).toEqual({
      containers: [{ name: 'istio-proxy', env: [{ name: 'MINE', value: '1' }], resources: {}, tty: true }],
    });
  });

  test('redirection lets through the user whom the user runs the proxy as', () => {
    const own: IContainer = { name: 'istio-proxy', image: 'auto', securityContext: { runAsUser: 4444 } };
    const { spec } = injected({ spec: { containers: [APP, own] } });
    const args = spec.initContainers?.[0]?.args ?? [];
    expect(args[args.indexOf('-u') + 1]).toBe('4444');
  });

  test('an injected pod that is injected again stays as it is', () => {
    const once = run({}).object;
    expect(preview(defaultProfile, once).object).toEqual(once);
  });
});

describe('what no template does', () => {
  test('the status names everything that was added', () => {
    const status = JSON.parse(injected({}).metadata.annotations?.['sidecar.istio.io/status'] ?? '');
    expect(status).toMatchObject({
      initContainers: ['istio-init', 'istio-proxy'],
      containers: null,
      revision: 'default',
    });
    expect(status.volumes).toContain('istio-token');
  });

  test('Prometheus scrapes the agent, which scrapes the application', () => {
    const { metadata, proxy } = injected({ annotations: { 'prometheus.io/port': '8080', 'prometheus-io/path': '/m' } });
    expect(metadata.annotations).toMatchObject({
      'prometheus.io/port': '15020',
      'prometheus.io/path': '/stats/prometheus',
    });
    expect(metadata.annotations).not.toHaveProperty('prometheus-io/path');
    expect(envOf(proxy, 'ISTIO_PROMETHEUS_ANNOTATIONS')).toBe('{"scrape":"","path":"/m","port":"8080"}');
  });

  test('several targets, and who does not want any', () => {
    const targets = { 'prometheus.istio.io/scrape-targets': '8080:/a, 9090' };
    expect(envOf(injected({ annotations: targets }).proxy, 'ISTIO_PROMETHEUS_ANNOTATIONS')).toBe(
      '{"scrape":"","path":"/a","port":"8080","targets":[{"port":"8080","path":"/a"},{"port":"9090","path":"/metrics"}]}',
    );
    const off = injected({ annotations: { 'prometheus.io/scrape': 'false' } });
    expect(off.metadata.annotations).not.toHaveProperty('prometheus.io/port');
  });

  test('a port of the proxy itself is refused', () => {
    failure({ annotations: { 'prometheus.io/port': '15090' } }).toThrow(
      'MESH207 [Deployment/shop] Prometheus is to scrape',
    );
    failure({ annotations: { 'prometheus.io/port': '8080' } }).not.toThrow();
  });

  test('probes and hooks of every kind go through the agent', () => {
    const app: IContainer = {
      ...APP,
      readinessProbe: { httpGet: { path: '/r', port: 'http', scheme: 'HTTPS' }, timeoutSeconds: 2 },
      livenessProbe: { tcpSocket: { port: 8081 } },
      startupProbe: { grpc: { port: 8082 } },
      lifecycle: { preStop: { httpGet: { path: '/stop', port: 8080 } } },
    };
    const { spec, proxy } = injected({ spec: { containers: [app] } });
    const [shop] = spec.containers;
    expect(shop?.readinessProbe).toEqual({
      httpGet: { path: '/app-health/shop/readyz', port: 15020, scheme: 'HTTP' },
      timeoutSeconds: 2,
    });
    expect(shop?.livenessProbe).toEqual({ httpGet: { path: '/app-health/shop/livez', port: 15020 } });
    expect(shop?.startupProbe).toEqual({ httpGet: { path: '/app-health/shop/startupz', port: 15020 } });
    expect(shop?.lifecycle?.preStop).toEqual({ httpGet: { path: '/app-lifecycle/shop/prestopz', port: 15020 } });
    expect(JSON.parse(envOf(proxy, 'ISTIO_KUBE_APP_PROBERS') ?? '')).toEqual({
      '/app-health/shop/livez': { tcpSocket: { port: 8081 } },
      '/app-health/shop/readyz': { httpGet: { path: '/r', port: 8080, scheme: 'HTTPS' }, timeoutSeconds: 2 },
      '/app-health/shop/startupz': { grpc: { port: 8082 } },
      '/app-lifecycle/shop/prestopz': { httpGet: { path: '/stop', port: 8080 } },
    });
  });

  test('unless the pod keeps them', () => {
    const app = { ...APP, readinessProbe: { httpGet: { port: 8080 } } };
    const annotations = { 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' };
    expect(injected({ annotations, spec: { containers: [app] } }).spec.containers[0]).toMatchObject(app);
  });
});

describe('templates', () => {
  const custom = (templates: IstioProps['injection']['templates']) => ({ injection: { templates } });
  const chosen = { 'inject.istio.io/templates': 'sidecar,spire' };

  test('plain YAML and typed trees go over the chosen ones', () => {
    const spire = 'spec:\n  volumes:\n  - name: workload-socket\n    csi: {driver: csi.spiffe.io, readOnly: true}\n';
    const { spec } = injected({ annotations: chosen, istio: custom({ spire }) });
    expect(spec.volumes).toContainEqual({ name: 'workload-socket', csi: { driver: 'csi.spiffe.io', readOnly: true } });
    const tree = new CustomTemplate({ metadata: { annotations: { of: label('app') } } });
    const typed = injected({ annotations: chosen, istio: custom({ spire: tree }) });
    expect(typed.metadata.annotations).toMatchObject({ of: 'shop' });
  });

  test('unknown names, Go text, cycles and text that is no patch are refused', () => {
    failure({ annotations: chosen }).toThrow('MESH201 [Deployment/shop] no injection template is called "spire"');
    failure({ annotations: chosen, istio: custom({ spire: 'metadata: {{ .X }}' }) }).toThrow('MESH202');
    failure({ annotations: { 'inject.istio.io/templates': 'waypoint' } }).toThrow('MESH210');
    failure({ annotations: chosen, istio: custom({ spire: '- a' }) }).toThrow('MESH203');
    failure({ annotations: chosen, istio: custom({ spire: 'a: [' }) }).toThrow('MESH203');
    failure({ annotations: chosen, istio: custom({ spire: 'a: &a {b: *a}' }) }).toThrow('MESH20');
    const knot: { metadata: { annotations?: Record<string, never> } } = { metadata: {} };
    Object.assign(knot.metadata, { annotations: knot });
    expect(() => new CustomTemplate(knot)).toThrow('MESH204');
  });

  test('a gRPC pod keeps mounts and resources without a status port; only its probe goes', () => {
    const grpc = { 'inject.istio.io/templates': 'grpc-agent' };
    const { proxy } = injected({ annotations: { ...grpc, 'status.sidecar.istio.io/port': '0' } });
    expect(proxy.volumeMounts).toEqual(injected({ annotations: grpc }).proxy.volumeMounts);
    expect(proxy.resources).toEqual(injected({ annotations: grpc }).proxy.resources);
    expect([proxy.readinessProbe, injected({ annotations: grpc }).proxy.readinessProbe?.periodSeconds]).toEqual([
      undefined,
      15,
    ]);
  });
});

describe('annotations that istiod refuses', () => {
  const BAD: Readonly<Record<string, readonly [bad: string, good: string]>> = {
    'sidecar.istio.io/interceptionMode': ['redirect', 'TPROXY'],
    'status.sidecar.istio.io/port': ['65536', '15020'],
    'readiness.status.sidecar.istio.io/initialDelaySeconds': ['1s', '1'],
    'readiness.status.sidecar.istio.io/periodSeconds': ['-1', '0'],
    'readiness.status.sidecar.istio.io/failureThreshold': ['x', '3'],
    'traffic.sidecar.istio.io/includeOutboundIPRanges': ['10.0.0.0', '*'],
    'traffic.sidecar.istio.io/excludeOutboundIPRanges': ['*', '10.0.0.0/8,::1/128'],
    'traffic.sidecar.istio.io/includeInboundPorts': ['bad', '*'],
    'traffic.sidecar.istio.io/excludeInboundPorts': ['*', '80, 81'],
    'traffic.sidecar.istio.io/excludeOutboundPorts': ['80,', ''],
    'traffic.sidecar.istio.io/excludeInterfaces': ['0eth', 'eth0,net-1'],
    'traffic.sidecar.istio.io/kubevirtInterfaces': ['a,,b', 'a'],
    'istio.io/reroute-virtual-interfaces': ['an-interface-too-long', 'docker0'],
    'prometheus.istio.io/merge-metrics': ['yes', 'true'],
    'proxy.istio.io/config': ['concurency: 1', 'concurrency: 1'],
    'sidecar.istio.io/proxyCPU': ['1 core', '100m'],
    'sidecar.istio.io/proxyMemory': ['1GB', '1Gi'],
    'sidecar.istio.io/proxyCPULimit': ['', '2'],
    'sidecar.istio.io/proxyMemoryLimit': ['1\n', '1G'],
  };

  test('all 19 have a case', () => expect(Object.keys(BAD).sort()).toEqual(Object.keys(RULES).sort()));

  test.each(Object.entries(BAD))('%s', (name, [bad, good]) => {
    failure({ annotations: { [name]: bad } }).toThrow(
      `MESH200 [Deployment/shop] annotation ${name} is ${JSON.stringify(bad)}`,
    );
    failure({ annotations: { [name]: good } }).not.toThrow();
  });

  test('a proxy configuration that is no YAML, or no block; an empty one is none', () => {
    failure({ annotations: { 'proxy.istio.io/config': 'a: [' } }).toThrow('MESH200');
    failure({ annotations: { 'proxy.istio.io/config': 'text' } }).toThrow('MESH200');
    failure({ annotations: { 'proxy.istio.io/config': '' } }).not.toThrow();
  });

  test('annotations that must be JSON', () => {
    failure({ annotations: { 'proxy.istio.io/overrides': '{' } }).toThrow('MESH208');
    failure({ annotations: { 'sidecar.istio.io/userVolume': '{"a":' } }).toThrow('MESH208');
  });
});

describe('props that the preview obeys', () => {
  const injection = (change: Patch<IstioProps['injection']>) => ({ injection: change });

  test('native sidecars: on and off whatever the nodes can, auto as they can', () => {
    const isNative = (nativeSidecars: 'on' | 'off' | 'auto', native: boolean) =>
      injected({ native, istio: injection({ nativeSidecars }) }).proxy.restartPolicy === 'Always';
    expect([isNative('on', false), isNative('off', true), isNative('auto', false), isNative('auto', true)]).toEqual([
      ...[true, false, false, true],
    ]);
  });

  test('rewriteAppHTTPProbe: off leaves probes to the application', () => {
    const app: IContainer = { ...APP, livenessProbe: { httpGet: { port: 8080 } } };
    const probe = (change: Patch<IstioProps>) =>
      injected({ istio: change, spec: { containers: [app] } }).spec.containers[0]?.livenessProbe?.httpGet?.port;
    expect([probe({}), probe(injection({ rewriteAppHTTPProbe: false }))]).toEqual([15020, 8080]);
  });

  test('who is injected, with what, and what is added', () => {
    expect(run({ istio: injection({ policy: 'disabled' }) })).toMatchObject({
      injected: false,
      because: 'the policy is disabled',
    });
    const never = [{ matchLabels: { app: 'shop' } }];
    expect(run({ istio: injection({ neverInject: never }) }).injected).toBe(false);
    expect(run({ istio: injection({ policy: 'disabled', alwaysInject: never }) }).injected).toBe(true);
    const { metadata, spec } = injected({
      istio: injection({ injectedAnnotations: { psp: 'x' }, defaultTemplates: ['grpc-simple'] }),
    });
    expect(metadata.annotations).toMatchObject({ psp: 'x' });
    expect(names(spec.initContainers)).toEqual(['grpc-bootstrap-init']);
  });

  test('transparent proxying runs as root with the right to mark packets', () => {
    const { proxy, spec } = injected({ istio: { mesh: { defaultConfig: { interceptionMode: 'TPROXY' } } } });
    expect(proxy.securityContext).toMatchObject({
      runAsUser: 0,
      runAsNonRoot: false,
      capabilities: { add: ['NET_ADMIN'] },
    });
    expect(spec.initContainers?.[0]?.args).toContain('TPROXY');
  });

  test('the image: registry, tag and flavour of the mesh; a pod may choose its flavour or name an image', () => {
    const istio = { image: { hub: 'r.io/istio', tag: '9', variant: 'distroless' } } as const;
    const image = (annotations: Labels) => injected({ istio, annotations }).proxy.image;
    expect(image({})).toBe('r.io/istio/proxyv2:9-distroless');
    expect(image({ 'sidecar.istio.io/proxyImageType': 'debug' })).toBe('r.io/istio/proxyv2:9-debug');
    expect(image({ 'sidecar.istio.io/proxyImageType': 'default' })).toBe('r.io/istio/proxyv2:9');
    expect(image({ 'sidecar.istio.io/proxyImage': 'mine/proxy:1' })).toBe('mine/proxy:1');
  });

  test('the user that OpenShift keeps for the namespace', () => {
    const istio = override(defaultProfile, { platform: 'openshift', cni: { provider: 'multus' } });
    const namespaceAnnotations = { 'openshift.io/sa.scc.uid-range': '1000620000/10000' };
    const { object } = preview(istio, workload({}), { namespaceAnnotations });
    expect(printYaml(object)).toContain('runAsUser: 1000629999');
    expect(printYaml(object)).toContain('k8s.v1.cni.cncf.io/networks: default/istio-cni');
  });

  test('cluster and network, which a label of the pod overrides', () => {
    const istio = { identity: { cluster: 'c1', network: 'n1' } };
    const { proxy, metadata } = injected({ istio, labels: { 'topology.istio.io/network': 'n2' } });
    expect([envOf(proxy, 'ISTIO_META_CLUSTER_ID'), envOf(proxy, 'ISTIO_META_NETWORK')]).toEqual(['c1', 'n2']);
    expect(metadata.labels).toMatchObject({ 'topology.istio.io/network': 'n2' });
    expect(injected({ istio }).metadata.labels).toMatchObject({ 'topology.istio.io/network': 'n1' });
  });
});

describe('files', () => {
  test('every object of a file, and every item of a List', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } };
    const list = { apiVersion: 'v1', kind: 'List', items: [service, workload({})] };
    const [first, second] = previewFile(defaultProfile, [service, list].map((one) => printYaml(one)).join('---\n'));
    expect(first).toMatchObject({ object: service, injected: false });
    expect(second).toMatchObject({ injected: true });
    expect(printYaml(second?.object)).toContain('istio-proxy');
  });

  test('a CronJob has a pod two levels down, a Pod is one', () => {
    const spec = { containers: [APP] };
    const cron = {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: { name: 'c' },
      spec: { jobTemplate: { spec: { template: { spec } } } },
    };
    expect(printYaml(preview(defaultProfile, cron).object)).toContain('cronjobs/c');
    const pod = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p' }, spec };
    expect(printYaml(preview(defaultProfile, pod).object)).toContain('pods/p');
  });

  test('no workload, no YAML, no pod template', () => {
    expect(() => previewFile(defaultProfile, 'kind: Service')).toThrow('MESH205 [preview] Service is no workload');
    expect(() => previewFile(defaultProfile, '')).toThrow('MESH205 [preview] an empty file is no workload');
    expect(() => previewFile(defaultProfile, 'a: [')).toThrow('MESH206');
    expect(() => previewFile(defaultProfile, 'kind: Deployment\nmetadata: {name: d}')).toThrow(
      'MESH209 [Deployment/d]',
    );
  });

  test('what must not be injected stays as it is, with the reason', () => {
    const wish = { spec: { hostNetwork: true } };
    expect(run(wish)).toEqual({
      object: workload(wish),
      injected: false,
      because: 'the pod uses the network of its node',
    });
  });
});

describe('Kubernetes', () => {
  test.each([
    ['2000m', '2'],
    ['1024Mi', '1Gi'],
    ['1536Mi', '1536Mi'],
    ['0.5', '500m'],
    ['100m', '100m'],
    ['1000', '1k'],
    ['1.5Gi', '1536Mi'],
  ])('stores %s as %s', (written, stored) => expect(canonicalQuantity(written)).toBe(stored));

  test('a strategic merge keeps what stands, in the order of the patch', () => {
    const base = { containers: [{ name: 'a', x: 1 }, { name: 'b' }], args: ['1'] };
    const patch = {
      containers: [
        { name: 'new', y: null },
        { name: 'b', z: 2 },
      ],
      args: ['2'],
    };
    expect(strategicMerge(base, patch)).toEqual({
      containers: [{ name: 'new' }, { name: 'a', x: 1 }, { name: 'b', z: 2 }],
      args: ['2'],
    });
  });

  test('directives replace, delete and keep', () => {
    const base = { env: [{ name: 'A' }, { name: 'B' }], volumes: [{ name: 'v', emptyDir: {} }] };
    expect(strategicMerge(base, { env: [{ $patch: 'replace' }, { name: 'C' }] })).toMatchObject({
      env: [{ name: 'C' }],
    });
    expect(strategicMerge(base, { env: [{ name: 'A', $patch: 'delete' }] })).toMatchObject({ env: [{ name: 'B' }] });
    const kept = { volumes: [{ name: 'v', csi: {}, $retainKeys: ['name', 'csi'] }] };
    expect(strategicMerge(base, kept)).toMatchObject({ volumes: [{ name: 'v', csi: {} }] });
    expect(strategicMerge(base, { $patch: 'replace', a: 1 })).toEqual({ a: 1 });
  });
});
