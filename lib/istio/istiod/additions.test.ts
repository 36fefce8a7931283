import { expect, test } from '@jest/globals';
import { type Printed, synth } from '../../../test/synth';
import { override, type Patch } from '../../kit/override';
import { ZTUNNEL } from '../nodes/ztunnel/props';
import { Ztunnel } from '../nodes/ztunnel/ztunnel';
import { image } from '../parts/image';
import { PROFILES } from '../profiles';
import type { IstioProps } from '../props';
import { ControlPlanes } from '../revisions/control-planes';
import { Istiod } from './istiod';

type Objects = Readonly<Record<string, Printed>>;
const istiod = (patch: Patch<IstioProps> = {}): Objects =>
  synth((chart) => new Istiod(chart, 'Istiod', override(PROFILES.default, patch)));
const pod = (objects: Objects) => objects['Deployment/istiod'].spec.template.spec;
const mesh = (objects: Objects): string => objects['ConfigMap/istio'].data.mesh;
const secret = { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'vault', key: 'token' } } };
const dualStack = { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv6', 'IPv4'] } as const;

test.each<[string, Patch<IstioProps>, (objects: Objects) => unknown, unknown]>([
  [
    'scaling by memory',
    { istiod: { autoscaling: { memory: 70 } } },
    (o) => o['HorizontalPodAutoscaler/istiod'].spec.metrics[1],
    { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 70 } } },
  ],
  [
    'how fast it scales',
    { istiod: { autoscaling: { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } } } },
    (o) => o['HorizontalPodAutoscaler/istiod'].spec.behavior,
    { scaleDown: { stabilizationWindowSeconds: 60 } },
  ],
  ['a variable from a Secret', { istiod: { envFrom: [secret] } }, (o) => pod(o).containers[0].env.at(-1), secret],
  [
    'a volume',
    { istiod: { volumes: [{ name: 'policies', emptyDir: {} }] } },
    (o) => pod(o).volumes.at(-1).name,
    'policies',
  ],
  [
    'an init container',
    { istiod: { initContainers: [{ name: 'wait', image: 'a' }] } },
    (o) => pod(o).initContainers,
    [{ name: 'wait', image: 'a' }],
  ],
  [
    "a cloud's identity",
    { istiod: { accountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn' } } },
    (o) => o['ServiceAccount/istiod'].metadata.annotations,
    { 'eks.amazonaws.com/role-arn': 'arn' },
  ],
  [
    'an annotation of the Deployment',
    { istiod: { annotations: { 'reloader.example/auto': 'true' } } },
    (o) => o['Deployment/istiod'].metadata.annotations,
    { 'reloader.example/auto': 'true' },
  ],
  [
    'two address families',
    { istiod: { service: dualStack } },
    (o) => o['Service/istiod'].spec.ipFamilies,
    ['IPv6', 'IPv4'],
  ],
  [
    'an annotation of the webhooks',
    { injection: { webhookAnnotations: { 'admissions.enforcer/disabled': 'true' } } },
    (o) => o['MutatingWebhookConfiguration/istio-sidecar-injector'].metadata.annotations,
    { 'admissions.enforcer/disabled': 'true' },
  ],
  [
    'authorities of JWT key servers',
    { istiod: { jwksAuthorities: 'PEM' } },
    (o) => [o['ConfigMap/pilot-jwks-extra-cacerts']?.data, pod(o).containers[0].volumeMounts.at(-1).mountPath],
    [{ 'extra.pem': 'PEM' }, '/cacerts'],
  ],
  [
    'defaults of a GatewayClass',
    { gatewayClasses: { istio: { horizontalPodAutoscaler: { spec: { minReplicas: 2, maxReplicas: 5 } } } } },
    (o) => o['ConfigMap/istio-default-gatewayclass-istio']?.data.horizontalPodAutoscaler,
    'spec:\n  minReplicas: 2\n  maxReplicas: 5\n',
  ],
  [
    'the namespace of the CNI agent whose nodes lose their taint',
    { istiod: { untaintNodes: { cniNamespace: 'kube-system' } } },
    (o) => pod(o).containers[0].args.includes('--cniNamespace=kube-system'),
    true,
  ],
  [
    'where the root certificate is kept',
    { certificates: { trustBundle: 'acme-root' } },
    (o) => pod(o).volumes.find((volume: Printed) => volume.name === 'istio-csr-ca-configmap').configMap.name,
    'acme-root',
  ],
  [
    'an image of its own',
    { image: { references: { pilot: 'acme/pilot:1' } } },
    (o) => pod(o).containers[0].image,
    'acme/pilot:1',
  ],
  [
    'the address that proxies connect to',
    { mesh: { defaultConfig: { discoveryAddress: 'xds.acme:15012' } } },
    (o) => mesh(o).includes('discoveryAddress: xds.acme:15012'),
    true,
  ],
  [
    'the namespace of mesh-wide resources',
    { mesh: { rootNamespace: 'istio-config' } },
    (o) => mesh(o).includes('rootNamespace: istio-config'),
    true,
  ],
])('%s shows where it is read', (_name, patch, look, expected) => {
  expect(look(istiod(patch))).toEqual(expected);
  expect(look(istiod())).not.toEqual(expected);
});

test('an image that is named whole stands for that one image', () => {
  const props = override(PROFILES.default, { image: { references: { ztunnel: 'acme/ztunnel:1' } } });
  expect(image(props, 'ztunnel')).toBe('acme/ztunnel:1');
  expect(image(props, 'install-cni')).toBe(image(PROFILES.default, 'install-cni'));
});

test("the tag `default` injects every namespace if its revision's props say so", () => {
  const canary = override(PROFILES.default, { revision: 'canary', injection: { enableNamespacesByDefault: true } });
  const objects = synth((chart) => new ControlPlanes(chart, 'Planes', { istio: canary, tags: { default: 'canary' } }));
  const names = objects['MutatingWebhookConfiguration/istio-revision-tag-default'].webhooks.map((w: Printed) => w.name);
  expect(names).toContain('auto.sidecar-injector.istio.io');
});

test("a tag's Service has the address families of istiod's", () => {
  const canary = override(PROFILES.default, { revision: 'canary', istiod: { service: dualStack } });
  const objects = synth((chart) => new ControlPlanes(chart, 'Planes', { istio: canary, tags: { prod: 'canary' } }));
  expect(objects['Service/istiod-revision-tag-prod'].spec).toMatchObject(dualStack);
});

test('ztunnel reads the root certificate where the control plane keeps it', () => {
  const root = (patch: Patch<IstioProps>) =>
    synth((chart) => new Ztunnel(chart, 'Ztunnel', { ...ZTUNNEL, istio: override(PROFILES.ambient, patch) }))[
      'DaemonSet/ztunnel'
    ].spec.template.spec.volumes[1];
  expect(root({ certificates: { trustBundle: 'acme-root' } }).configMap.name).toBe('acme-root');
  const [source] = root({ istiod: { env: { ENABLE_CLUSTER_TRUST_BUNDLE_API: 'true' } } }).projected.sources;
  expect(source.clusterTrustBundle.name).toBe('istio.io:istiod-ca:root-cert');
  expect(root({}).configMap.name).toBe('istio-ca-root-cert');
});
