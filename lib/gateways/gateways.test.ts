import { describe, expect, test } from '@jest/globals';
import { synth } from '../../test/synth';
import { imageTag } from '../istio/parts/image';
import { defaultProfile } from '../istio/profiles/default';
import type { IstioProps } from '../istio/props';
import { Revision } from '../istio/revisions/revision';
import { override, type Patch } from '../kit/override';
import { Gateway } from './gateway';
import { eastWestGateway, egressGateway, ingressGateway, injectedIngress } from './presets';
import type { GatewayPort, GatewayProps } from './props';

const gateway = (props: GatewayProps, istio: IstioProps = defaultProfile) =>
  synth((chart) => new Gateway(chart, 'Gateway', props, { revision: new Revision(istio), props: istio }));

test('ingress and egress are the same objects under other names; only the way in differs', () => {
  const rename = (text: string) => text.replaceAll('egress', 'ingress');
  const [ingress, egress] = [gateway(ingressGateway), gateway(egressGateway)];
  expect(Object.keys(egress).map(rename)).toEqual(Object.keys(ingress));
  expect(ingress['Service/istio-ingressgateway'].spec.type).toBe('LoadBalancer');
  expect(egress['Service/istio-egressgateway'].spec.type).toBe('ClusterIP');
});

test('a rendered gateway spells its proxy out and is not injected; an injected one leaves it to istiod', () => {
  const rendered = gateway(ingressGateway)['Deployment/istio-ingressgateway'].spec.template;
  expect(rendered.spec.containers[0].image).toBe(`${defaultProfile.image.hub}/proxyv2:${imageTag(defaultProfile)}`);
  expect(rendered.metadata.labels['sidecar.istio.io/inject']).toBe('false');
  const injected = gateway(injectedIngress)['Deployment/istio-ingress'].spec.template;
  expect(injected.spec.containers[0].image).toBe('auto');
  expect(injected.metadata.annotations['inject.istio.io/templates']).toBe('gateway');
});

test('an injected gateway follows the revision that it is given', () => {
  const labels = gateway(injectedIngress, override(defaultProfile, { revision: 'canary' }))['Deployment/istio-ingress']
    .spec.template.metadata.labels;
  expect(labels['istio.io/rev']).toBe('canary');
});

test('an injected gateway has the seccomp profile of gateways as a rendered one has, which a restricted namespace asks for', () => {
  const seccompProfile = { type: 'RuntimeDefault' } as const;
  const profile = (gatewayPods: IstioProps['gatewayPods']) =>
    [injectedIngress, ingressGateway].map((props) => {
      const objects = gateway(props, override(defaultProfile, gatewayPods === undefined ? {} : { gatewayPods }));
      return objects[`Deployment/${props.name}`].spec.template.spec.securityContext.seccompProfile;
    });
  expect(profile({ seccompProfile })).toEqual([seccompProfile, seccompProfile]);
  expect(profile(undefined)).toEqual([undefined, undefined]);
});

test('an injected gateway has the pod security of gateways, if that is given whole', () => {
  const securityContext = { runAsUser: 7 };
  const objects = gateway(injectedIngress, override(defaultProfile, { gatewayPods: { securityContext } }));
  expect(objects['Deployment/istio-ingress'].spec.template.spec.securityContext).toEqual(securityContext);
  const own = gateway(
    { ...injectedIngress, securityContext: { runAsUser: 8 } },
    override(defaultProfile, { gatewayPods: { securityContext } }),
  );
  expect(own['Deployment/istio-ingress'].spec.template.spec.securityContext).toEqual({ runAsUser: 8 });
});

test('a rendered gateway connects to the istiod of its revision', () => {
  const objects = gateway(ingressGateway, override(defaultProfile, { revision: 'canary' }));
  const [proxy] = objects['Deployment/istio-ingressgateway'].spec.template.spec.containers;
  expect(proxy.env).toContainEqual({ name: 'CA_ADDR', value: 'istiod-canary.istio-system.svc:15012' });
});

test('fixed node ports make a gateway reachable without a load balancer', () => {
  const ports: readonly GatewayPort[] = [{ name: 'http2', port: 80, targetPort: 8080, nodePort: 30080 }];
  const { spec } = gateway(override(ingressGateway, { service: { type: 'NodePort', ports } }))[
    'Service/istio-ingressgateway'
  ];
  expect(spec).toMatchObject({ type: 'NodePort', ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] });
});

test('an east-west gateway tells its network to istiod and to its own proxy', () => {
  const objects = gateway(eastWestGateway('network1'));
  expect(objects['Service/istio-eastwestgateway'].metadata.labels['topology.istio.io/network']).toBe('network1');
  const [proxy] = objects['Deployment/istio-eastwestgateway'].spec.template.spec.containers;
  expect(proxy.env).toContainEqual({ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'network1' });
});

// A DaemonSet either surges or goes without, never both.
const daemonSet: Patch<GatewayProps> = {
  kind: 'DaemonSet',
  form: 'injected',
  rollingUpdate: { maxSurge: 0, maxUnavailable: '25%' },
};

describe('bad input is one clear message', () => {
  const port = (change: Partial<GatewayPort>): Patch<GatewayProps> => ({
    service: { type: 'LoadBalancer', ports: [{ name: 'http2', port: 80, targetPort: 8080, ...change }] },
  });
  const twice = (name: string, number: number): Patch<GatewayProps> => ({
    service: {
      ports: [
        { name: 'http2', port: 80, targetPort: 8080 },
        { name, port: number, targetPort: 8081 },
      ],
    },
  });
  test.each<[string, Patch<GatewayProps>, string, Patch<GatewayProps>]>([
    [
      'port out of range',
      port({ port: 65536 }),
      'MESH130 [test/Gateway] port 65536 is out of range',
      port({ port: 65535 }),
    ],
    ['target port out of range', port({ targetPort: 0 }), 'MESH130', port({ targetPort: 1024 })],
    [
      'port name twice',
      twice('http2', 81),
      'MESH131 [test/Gateway] name "http2" stands for two ports',
      twice('http', 81),
    ],
    ['port number twice', twice('http', 80), 'MESH131 [test/Gateway] 80/TCP stands for two ports', twice('http', 8080)],
    ['node port out of range', port({ nodePort: 65536 }), 'MESH130', port({ nodePort: 30080 })],
    [
      'node port of a ClusterIP',
      { service: { type: 'ClusterIP', ports: [{ name: 'http2', port: 80, nodePort: 30080 }] } },
      'MESH133',
      port({ nodePort: 30080 }),
    ],
    ['port name', port({ name: 'HTTP_2' }), 'MESH134', port({ name: 'http-2' })],
    ['rendered DaemonSet', { kind: 'DaemonSet', autoscaling: null }, 'MESH135', { ...daemonSet, autoscaling: null }],
    ['scaled DaemonSet', daemonSet, 'MESH136', { ...daemonSet, autoscaling: null }],
    [
      'source range',
      { service: { loadBalancerSourceRanges: ['10.0.0.1'] } },
      'MESH137',
      { service: { loadBalancerSourceRanges: ['10.0.0.1/32'] } },
    ],
    ['name', { name: 'Ingress' }, 'MESH001', { name: 'ingress' }],
    [
      'quantity',
      { resources: { requests: { memory: '1GB' } } },
      'MESH102',
      { resources: { requests: { memory: '1G' }, limits: null } },
    ],
    [
      'budget of one pod',
      { disruptionBudget: { minAvailable: 1 } },
      'MESH112',
      { disruptionBudget: { minAvailable: 1 }, autoscaling: { min: 2 } },
    ],
  ])('%s', (_name, wrong, message, right) => {
    expect(() => gateway(override(ingressGateway, wrong))).toThrow(message);
    expect(() => gateway(override(ingressGateway, right))).not.toThrow();
  });
});
