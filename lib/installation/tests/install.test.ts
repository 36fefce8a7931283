import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { type Printed, synth } from '../../../test/synth';
import { defaultEnvironment } from '../../environments/default';
import { minimal } from '../../environments/minimal';
import { PROFILE_ENVIRONMENTS } from '../../environments/profiles';
import { READER } from '../../istio/base/reader';
import { CNI } from '../../istio/nodes/cni/props';
import { override, type Patch } from '../../kit/override';
import { MeshNamespace } from '../../mesh/services/namespace';
import type { Environment } from '../environment';
import { MeshEnvironment } from '../installation';
import { NEEDS_SECRETS } from '../namespaces';

const { ambient } = PROFILE_ENVIRONMENTS;
const build = (base: Environment, patch: Patch<Environment> = {}) =>
  synth((chart) => new MeshEnvironment(chart, override(base, patch)));

test('ambient mode is istiod, the CNI agent and ztunnel together', () => {
  expect(() => build(ambient, { ztunnel: null })).toThrow(/MESH610 \[test\/ambient\] .*but ztunnel is missing/);
  expect(() => build(ambient, { cni: { ambient: { enabled: false } } })).toThrow(/MESH610 .*cni.ambient.enabled/);
  expect(() => build(ambient, { istio: { istiod: { env: { PILOT_ENABLE_AMBIENT: 'false' } } } })).toThrow('MESH610');
  expect(() => build(ambient)).not.toThrow();
});

test('a namespace in ambient mode needs the mode to be installed', () => {
  const apps: Environment['apps'] = [(mesh) => new MeshNamespace(mesh, 'shop', { injection: 'ambient' })];
  expect(() => build(defaultEnvironment, { apps })).toThrow(
    'MESH616 [test/default] namespace "shop" is in ambient mode, which is not installed',
  );
  expect(() => build(ambient, { apps })).not.toThrow();
});

test('a control plane elsewhere has an address, and a webhook that an API server may call', () => {
  const { remote } = PROFILE_ENVIRONMENTS;
  const at = (address: string, injectionUrl: string) => () =>
    build(remote, { istio: { remote: { istiod: { address }, injectionUrl } } });
  for (const wrong of ['', 'https://istiod.example', '192.0.2.1:15012'])
    expect(at(wrong, 'https://istiod.example:15017/inject')).toThrow(`MESH617 [test/remote/ControlPlanes/Istiod] `);
  for (const wrong of ['http://istiod.example/inject', 'https://istiod.example/inject?cluster=a', 'istiod.example'])
    expect(at('192.0.2.1', wrong)).toThrow('MESH618 [test/remote/ControlPlanes/Istiod] remote.injectionUrl');
  for (const right of ['192.0.2.1', '2001:db8::1', 'istiod.example'])
    expect(at(right, 'https://[2001:db8::1]:15017/inject')).not.toThrow();
});

test('the account with which others read the cluster is ours, theirs or nobody', () => {
  const subjects = (reader?: 'none' | { name: string; namespace: string }) => {
    const objects = build(minimal, { istio: reader === undefined ? {} : { reader } });
    const made = Object.keys(objects).filter((key) => key === `ServiceAccount/${READER}`);
    return [...made, ...(objects['ClusterRoleBinding/istio-reader-clusterrole-istio-system']?.subjects ?? [])];
  };
  const ops = { name: 'fleet', namespace: 'ops' };
  expect(subjects()).toEqual([
    `ServiceAccount/${READER}`,
    { kind: 'ServiceAccount', name: READER, namespace: 'istio-system' },
  ]);
  expect(subjects(ops)).toEqual([{ kind: 'ServiceAccount', ...ops }]);
  expect(subjects('none')).toEqual([]);
});

test('control planes for other clusters keep apart from those of this one', () => {
  const external = (namespace: string) => [override(defaultEnvironment.istio, { namespace })];
  expect(() => build(defaultEnvironment, { external: external('istio-system') })).toThrow(
    'MESH619 [test/default] two control planes that run here for different clusters have the namespace "istio-system"',
  );
  expect(() => build(defaultEnvironment, { external: external('istiod-edge') })).not.toThrow();
});

test('pods rely on the CNI agent of others, or on one made for the same provider', () => {
  const reliant: Patch<Environment> = { istio: { cni: { provider: 'default' } } };
  expect(() => build(defaultEnvironment, reliant)).not.toThrow();
  expect(() => build(override(defaultEnvironment, reliant), { guardRails: { waived: {} } })).toThrow(
    'MESH650 [test/default] not for production: injected pods wait for a CNI agent (istio.cni) that is not installed',
  );
  expect(() => build(override(defaultEnvironment, reliant), { cni: CNI })).not.toThrow();
  expect(() =>
    build(override(defaultEnvironment, reliant), { cni: override(CNI, { provider: 'multus', chained: false }) }),
  ).toThrow('MESH612');
});

test('a gateway follows a tag, and a revision that is followed cannot be removed', () => {
  const canary = override(defaultEnvironment.istio, { revision: 'canary' });
  const follows: Patch<Environment> = { gateways: { ingress: { follows: 'edge', form: 'injected' } } };
  const objects = build(defaultEnvironment, { ...follows, revisions: [canary], tags: { edge: 'canary' } });
  expect(objects['Deployment/istio-ingressgateway'].spec.template.metadata.labels['istio.io/rev']).toBe('edge');
  expect(() => build(defaultEnvironment, follows)).toThrow('MESH609 [test/default/ControlPlanes] "edge" is followed');
});

describe('who signs certificates', () => {
  const secrets = (objects: Readonly<Record<string, Printed>>) =>
    objects['Deployment/istiod'].spec.template.spec.volumes.filter(({ secret }: Printed) => secret && !secret.optional);

  test('a plugged-in CA is waited for, where istiod would otherwise make a root of its own', () => {
    expect(secrets(build(defaultEnvironment))).toEqual([]);
    const objects = build(defaultEnvironment, { authority: { by: 'plugged-in' } });
    expect(secrets(objects)).toEqual([{ name: 'cacerts', secret: { secretName: 'cacerts' } }]);
    expect(objects['Namespace/istio-system'].metadata.annotations[NEEDS_SECRETS]).toBe('cacerts');
  });

  test('with several roots, istiod and every proxy take others while they run', () => {
    const plugged = (severalRoots: boolean) =>
      build(defaultEnvironment, { authority: { by: 'plugged-in', severalRoots } });
    const envOf = (objects: Readonly<Record<string, Printed>>, name: string) =>
      objects[`Deployment/${name}`].spec.template.spec.containers[0].env;
    const metadata = (objects: Readonly<Record<string, Printed>>) =>
      (load(objects['ConfigMap/istio'].data.mesh) as Printed).defaultConfig.proxyMetadata;
    const several = plugged(true);
    expect(envOf(several, 'istiod')).toContainEqual({ name: 'ISTIO_MULTIROOT_MESH', value: 'true' });
    expect(metadata(several)).toEqual({ PROXY_CONFIG_XDS_AGENT: 'true' });
    expect(envOf(several, 'istio-ingressgateway')).toContainEqual({ name: 'PROXY_CONFIG_XDS_AGENT', value: 'true' });
    const one = plugged(false);
    expect(envOf(one, 'istiod').map(({ name }: Printed) => name)).not.toContain('ISTIO_MULTIROOT_MESH');
    expect(metadata(one)).toBeUndefined();
  });

  test('with istio-csr, istiod signs nothing and proxies ask cert-manager', () => {
    const objects = build(ambient, { authority: { by: 'istio-csr' } });
    const { env } = objects['Deployment/istiod'].spec.template.spec.containers[0];
    expect(env).toContainEqual({ name: 'ENABLE_CA_SERVER', value: 'false' });
    const csr = 'cert-manager-istio-csr.cert-manager.svc:443';
    expect(JSON.parse(objects['ConfigMap/istio-sidecar-injector'].data.values).global.caAddress).toBe(csr);
    expect(objects['DaemonSet/ztunnel'].spec.template.spec.containers[0].env).toContainEqual({
      name: 'CA_ADDRESS',
      value: csr,
    });
    expect(secrets(objects)).toEqual([{ name: 'istio-csr-dns-cert', secret: { secretName: 'istiod-tls' } }]);
    // The root of that certificate, which istiod looks for once.
    const root = (of: typeof objects) =>
      of['Deployment/istiod'].spec.template.spec.volumes.find(({ configMap }: Printed) => configMap).configMap;
    expect(root(objects)).toEqual({ name: 'istio-ca-root-cert', defaultMode: 420 });
    expect(root(build(ambient))).toEqual({ name: 'istio-ca-root-cert', defaultMode: 420, optional: true });
  });

  test("SPIRE's socket comes into injected pods, and only into those", () => {
    const spire: Patch<Environment> = { authority: { by: 'spire' } };
    expect(() => build(defaultEnvironment, spire)).toThrow('MESH680 [test/default] SPIRE');
    expect(() => build(ambient, spire)).toThrow('MESH681 [test/ambient] ztunnel gets certificates');
    const objects = build(override(defaultEnvironment, { gateways: { ingress: { form: 'injected' } } }), spire);
    const withoutPods: Environment = { ...defaultEnvironment, gateways: {}, bookinfo: { api: 'gateway-api' } };
    expect(() => build(withoutPods, spire)).toThrow(
      'MESH682 [test/default] Istio itself makes the pods of bookinfo/bookinfo-gateway',
    );
    expect(() => build(withoutPods)).not.toThrow();
    const { config } = objects['ConfigMap/istio-sidecar-injector'].data;
    expect(load(config)).toMatchObject({ defaultTemplates: ['sidecar', 'spire'] });
    expect(load((load(config) as Printed).templates.spire)).toEqual({
      metadata: { labels: { 'spiffe.io/spire-managed-identity': 'true' } },
      spec: { volumes: [{ name: 'workload-socket', csi: { driver: 'csi.spiffe.io', readOnly: true } }] },
    });
    const pod = objects['Deployment/istio-ingressgateway'].spec.template.metadata;
    expect(pod.annotations['inject.istio.io/templates']).toBe('gateway,spire');
  });
});

test('a node agent in a namespace of its own has it made, with the rights that it needs', () => {
  const labels = (patch: Patch<Environment>) => build(ambient, patch)['Namespace/istio-nodes']?.metadata.labels;
  const moved: Patch<Environment> = { cni: { namespace: 'istio-nodes' }, ztunnel: { namespace: 'istio-nodes' } };
  const trusted: Patch<Environment> = { ...moved, istio: { ztunnelNamespace: 'istio-nodes' } };
  expect(Object.keys(build(ambient, trusted))).toContain('Namespace/istio-nodes');
  expect(labels({ ...trusted, podSecurity: 'restricted' })).toEqual({
    'pod-security.kubernetes.io/enforce': 'privileged',
  });
  expect(Object.keys(build(ambient, { cni: { namespace: 'kube-system' } }))).not.toContain('Namespace/kube-system');
});

test('every namespace is injected by the default control plane alone, so there is one', () => {
  const every: Patch<Environment> = { istio: { revision: 'a', injection: { enableNamespacesByDefault: true } } };
  expect(() => build(minimal, every)).toThrow('MESH624 [test/minimal/ControlPlanes] control plane "a" is to inject');
  expect(() => build(minimal, { ...every, tags: { default: 'a' } })).not.toThrow();
});
