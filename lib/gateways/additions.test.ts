import { describe, expect, test } from '@jest/globals';
import { type Printed, synth } from '../../test/synth';
import { defaultProfile } from '../istio/profiles/default';
import type { IstioProps } from '../istio/props';
import { Revision } from '../istio/revisions/revision';
import { override, type Patch } from '../kit/override';
import { Gateway } from './gateway';
import { ingressGateway, injectedIngress } from './presets';
import type { GatewayProps } from './props';

type Objects = Readonly<Record<string, Printed>>;
const gateway = (patch: Patch<GatewayProps> = {}, base = injectedIngress, istio: IstioProps = defaultProfile) =>
  synth((chart) => {
    new Gateway(chart, 'Gateway', override(base, patch), { revision: new Revision(istio), props: istio });
  });
const pod = (objects: Objects) => objects['Deployment/istio-ingress'].spec.template.spec;
const service = (objects: Objects) => objects['Service/istio-ingress'].spec;
const dualStack = { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] } as const;
const scratch = [{ name: 'scratch', mountPath: '/scratch' }];

test.each<[string, Patch<GatewayProps>, (objects: Objects) => unknown, unknown]>([
  ['two address families', { service: dualStack }, (o) => service(o).ipFamilies, ['IPv4', 'IPv6']],
  ['a headless Service', { service: { type: 'ClusterIP', clusterIP: 'None' } }, (o) => service(o).clusterIP, 'None'],
  [
    'no node ports behind the load balancer',
    { service: { allocateLoadBalancerNodePorts: false } },
    (o) => service(o).allocateLoadBalancerNodePorts,
    false,
  ],
  [
    'the port of health checks',
    { service: { externalTrafficPolicy: 'Local', healthCheckNodePort: 30999 } },
    (o) => service(o).healthCheckNodePort,
    30999,
  ],
  [
    'callers kept on their node',
    { service: { internalTrafficPolicy: 'Local' } },
    (o) => service(o).internalTrafficPolicy,
    'Local',
  ],
  ['addresses of others', { service: { externalIPs: ['192.0.2.1'] } }, (o) => service(o).externalIPs, ['192.0.2.1']],
  [
    'some of its pods behind the Service',
    { service: { selectorLabels: { track: 'live' } } },
    (o) => service(o).selector.track,
    'live',
  ],
  [
    "a cloud's identity",
    { account: { annotations: { 'iam.gke.io/gcp-service-account': 'edge' } } },
    (o) => o['ServiceAccount/istio-ingress'].metadata.annotations,
    { 'iam.gke.io/gcp-service-account': 'edge' },
  ],
  ['another account', { account: { name: 'edge' } }, (o) => pod(o).serviceAccountName, 'edge'],
  ['a label', { labels: { team: 'edge' } }, (o) => o['Service/istio-ingress'].metadata.labels.team, 'edge'],
  [
    'an annotation',
    { annotations: { owner: 'edge' } },
    (o) => o['HorizontalPodAutoscaler/istio-ingress'].metadata.annotations,
    { owner: 'edge' },
  ],
  ['patience with new pods', { minReadySeconds: 30 }, (o) => o['Deployment/istio-ingress'].spec.minReadySeconds, 30],
  [
    'a probe',
    { container: { readinessProbe: { tcpSocket: { port: 1 } } } },
    (o) => pod(o).containers[0].readinessProbe,
    { tcpSocket: { port: 1 } },
  ],
  [
    'a mounted volume',
    { volumes: [{ name: 'scratch', emptyDir: {} }], volumeMounts: scratch },
    (o) => pod(o).containers[0].volumeMounts,
    scratch,
  ],
  [
    'another container',
    { containers: [{ name: 'logs', image: 'a' }] },
    (o) => pod(o).containers[1],
    { name: 'logs', image: 'a' },
  ],
  ['a resolver', { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.53'] } }, (o) => pod(o).dnsPolicy, 'None'],
  [
    'one client at one pod',
    { service: { sessionAffinity: 'ClientIP' } },
    (o) => service(o).sessionAffinity,
    'ClientIP',
  ],
  [
    'what a port speaks',
    { service: { ports: [{ name: 'http2', port: 80, appProtocol: 'http' }] } },
    (o) => service(o).ports[0].appProtocol,
    'http',
  ],
  [
    'another image',
    { image: { reference: 'acme.example/proxyv2:1', pullSecrets: ['acme'] } },
    (o) => [
      o['Deployment/istio-ingress'].spec.template.metadata.annotations['sidecar.istio.io/proxyImage'],
      pod(o).imagePullSecrets,
    ],
    ['acme.example/proxyv2:1', [{ name: 'acme' }]],
  ],
  ['when to pull', { image: { pullPolicy: 'Always' } }, (o) => pod(o).containers[0].imagePullPolicy, 'Always'],
  [
    'old pods before new ones',
    { recreate: true },
    (o) => o['Deployment/istio-ingress'].spec.strategy,
    { type: 'Recreate' },
  ],
  [
    'scaling by memory alone',
    { autoscaling: { cpu: null, memory: 80 } },
    (o) => o['HorizontalPodAutoscaler/istio-ingress'].spec.metrics.map((one: Printed) => one.resource.name),
    ['memory'],
  ],
  ['another user', { securityContext: { runAsUser: 1 } }, (o) => pod(o).securityContext, { runAsUser: 1 }],
])('%s', (_name, patch, look, expected) => {
  expect(look(gateway(patch))).toEqual(expected);
  expect(look(gateway())).not.toEqual(expected);
});

test('what others make is not made: the Service, the account, the right to read Secrets', () => {
  const kinds = (patch: Patch<GatewayProps>) => Object.keys(gateway(patch)).map((address) => address.split('/')[0]);
  expect(kinds({})).toEqual(expect.arrayContaining(['Service', 'ServiceAccount', 'Role', 'RoleBinding']));
  expect(kinds({ service: { type: 'None' } })).not.toContain('Service');
  expect(kinds({ account: { from: 'present' } })).not.toContain('ServiceAccount');
  expect(kinds({ account: { readsSecrets: false } })).not.toContain('Role');
});

test("a user's containers and volumes stand beside the proxy that is written out", () => {
  const patch = {
    containers: [{ name: 'logs', image: 'a' }],
    volumes: [{ name: 'scratch', emptyDir: {} }],
    volumeMounts: scratch,
  };
  const { spec } = gateway(patch, ingressGateway)['Deployment/istio-ingressgateway'].spec.template;
  expect(spec.containers.map(({ name }: Printed) => name)).toEqual(['istio-proxy', 'logs']);
  expect(spec.containers[0].volumeMounts).toContainEqual(scratch[0]);
  expect(spec.volumes).toContainEqual({ name: 'scratch', emptyDir: {} });
});

describe('a rendered gateway', () => {
  const rendered = (patch: Patch<GatewayProps>) =>
    gateway(patch, ingressGateway)['Deployment/istio-ingressgateway'].spec.template;
  const proxy = (patch: Patch<GatewayProps>) => rendered(patch).spec.containers[0];

  test('may have an image, a lifecycle and Secrets of its own', () => {
    const lifecycle = { preStop: { exec: { command: ['sleep', '30'] } } };
    const image = { reference: 'acme.example/proxyv2:1-gw', pullPolicy: 'Always' } as const;
    const found = proxy({ image, container: { lifecycle }, secrets: [] });
    expect(found).toMatchObject({ image: image.reference, imagePullPolicy: 'Always', lifecycle });
    const mounts = (patch: Patch<GatewayProps>) => proxy(patch).volumeMounts.map(({ name }: Printed) => name);
    expect(mounts({ secrets: [] })).not.toContain('ingressgateway-certs');
    const mine = { name: 'mine', secretName: 'mine', mountPath: '/etc/mine' };
    expect(mounts({ secrets: [mine] })).toContain('mine');
  });

  test('may run as root, to listen below 1024', () => {
    const pod = rendered({ runAsRoot: true }).spec;
    expect([pod.securityContext, pod.containers[0].securityContext]).toEqual([undefined, undefined]);
    const names = pod.containers[0].env.map(({ name }: Printed) => name);
    expect(names).not.toContain('ISTIO_META_UNPRIVILEGED_POD');
    expect(rendered({}).spec.securityContext.runAsNonRoot).toBe(true);
  });

  test('serves a network to others, as an injected one does', () => {
    const { metadata, spec } = rendered({ network: 'network1' });
    expect(metadata.labels['topology.istio.io/network']).toBe('network1');
    expect(spec.containers[0].env).toContainEqual({ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'network1' });
  });

  test('leaves its proxy to a template of istiod, and keeps what is its own', () => {
    const env = [{ name: 'TEAM', value: 'edge' }];
    const found = rendered({ injectionTemplate: 'gateway', env });
    expect(found.metadata.annotations).toMatchObject({ 'inject.istio.io/templates': 'gateway' });
    expect(found.metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'true', istio: 'ingressgateway' });
    expect(found.metadata.labels).not.toHaveProperty('istio.io/rev');
    const [container] = found.spec.containers;
    expect([container.image, container.args, container.readinessProbe]).toEqual(['auto', undefined, undefined]);
    expect(container.env.map(({ name }: Printed) => name)).toEqual(['ISTIO_META_UNPRIVILEGED_POD', 'TEAM']);
    const certificates = ['ingressgateway-certs', 'ingressgateway-ca-certs'];
    expect(found.spec.volumes.map(({ name }: Printed) => name)).toEqual(certificates);
    expect(found.spec.serviceAccountName).toBe('istio-ingressgateway-service-account');
    expect(rendered({}).spec.containers[0].image).not.toBe('auto');
  });

  test("takes a user's volume and mount in place of ours, under the same name or path", () => {
    const mine = { name: 'ingressgateway-certs', secret: { secretName: 'mine' } };
    const mount = { name: 'ingressgateway-certs', mountPath: '/etc/istio/ingressgateway-certs' };
    const { spec } = rendered({ volumes: [mine], volumeMounts: [mount] });
    expect(spec.volumes.filter(({ name }: Printed) => name === mine.name)).toEqual([mine]);
    expect(spec.containers[0].volumeMounts.filter(({ name }: Printed) => name === mine.name)).toEqual([mount]);
  });

  test('alone has Secrets by name, and may run as root', () => {
    expect(() => gateway({ runAsRoot: true })).toThrow('MESH907');
    expect(() => gateway({ secrets: [] })).toThrow('MESH907');
    expect(() => gateway({ injectionTemplate: 'gateway' })).toThrow('MESH907');
    expect(() => gateway({ recreate: true, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } })).toThrow('MESH903');
  });
});

test('a rendered gateway is scraped unless metrics are not merged', () => {
  const scraped = (istio: IstioProps) =>
    gateway({}, ingressGateway, istio)['Deployment/istio-ingressgateway'].spec.template.metadata.annotations[
      'prometheus.io/scrape'
    ];
  expect(scraped(defaultProfile)).toBe('true');
  expect(scraped(override(defaultProfile, { mesh: { enablePrometheusMerge: false } }))).toBeUndefined();
});

test("revisions' NetworkPolicies for one gateway have different names", () => {
  const policies = (istio: Patch<IstioProps>) =>
    Object.keys(gateway({}, injectedIngress, override(defaultProfile, { networkPolicy: 'least', ...istio })));
  expect(policies({})).toContain('NetworkPolicy/istio-ingress');
  expect(policies({ revision: 'canary' })).toContain('NetworkPolicy/istio-ingress-canary');
});
