import { expect, test } from '@jest/globals';
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
    { service: { healthCheckNodePort: 30999 } },
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
    { container: { readinessProbe: { periodSeconds: 1 } } },
    (o) => pod(o).containers[0].readinessProbe,
    { periodSeconds: 1 },
  ],
  ['a mounted volume', { volumeMounts: scratch }, (o) => pod(o).containers[0].volumeMounts, scratch],
  ['another container', { containers: [{ name: 'logs' }] }, (o) => pod(o).containers[1], { name: 'logs' }],
  ['a resolver', { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.53'] } }, (o) => pod(o).dnsPolicy, 'None'],
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
  const patch = { containers: [{ name: 'logs' }], volumes: [{ name: 'scratch', emptyDir: {} }], volumeMounts: scratch };
  const { spec } = gateway(patch, ingressGateway)['Deployment/istio-ingressgateway'].spec.template;
  expect(spec.containers.map(({ name }: Printed) => name)).toEqual(['istio-proxy', 'logs']);
  expect(spec.containers[0].volumeMounts).toContainEqual(scratch[0]);
  expect(spec.volumes).toContainEqual({ name: 'scratch', emptyDir: {} });
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
