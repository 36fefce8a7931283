import { describe, expect, test } from '@jest/globals';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { APP, envOf, failure, injected, names, run } from '../../../../test/preview';
import { defaultProfile } from '../../profiles/default';
import type { IstioProps } from '../../props';
import { CustomTemplate } from '../custom';
import { label } from '../template/functions';
import { preview } from '.';

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
