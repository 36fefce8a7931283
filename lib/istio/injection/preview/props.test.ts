import { describe, expect, test } from '@jest/globals';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { APP, envOf, injected, type Labels, names, run, workload } from '../../../../test/preview';
import type { Patch } from '../../../kit/override';
import { override } from '../../../kit/override';
import { printYaml } from '../../../kit/yaml';
import { defaultProfile } from '../../profiles/default';
import type { IstioProps } from '../../props';
import { preview } from '.';

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
