import { egressGateway, ingressGateway } from '../../lib/gateways/presets';
import type { Environment } from '../../lib/installation/environment';
import { CNI } from '../../lib/istio/cni/props';
import { PROFILES } from '../../lib/istio/profiles';
import { ZTUNNEL } from '../../lib/istio/ztunnel/props';
import { override } from '../../lib/kit/override';

const env = (more: Partial<Environment>): Environment => ({
  name: 'env',
  purpose: 'A sample.',
  istio: PROFILES.minimal,
  gatewayApi: 'present',
  gateways: {},
  ...more,
});
const placement = {
  nodeSelector: { role: 'infra' },
  tolerations: [{ key: 'infra', operator: 'Exists' }],
  topologySpread: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  priorityClass: 'high',
} as const;
const resources = { requests: { cpu: '10m', memory: '40Mi' }, limits: { memory: '80Mi' } };
const additions = { volumes: [{ name: 'a', emptyDir: {} }], volumeMounts: [{ name: 'a', mountPath: '/a' }] };
const seccompProfile = { type: 'RuntimeDefault' } as const;
const labels = { team: 'mesh' };
const annotations = { 'example.com/a': 'b' };

/** Environments that say much, each about one part. */
export const rich: Readonly<Record<string, Environment>> = {
  'the control plane': env({
    istio: override(PROFILES.default, {
      revision: 'canary',
      image: { hub: 'registry.example.com/istio', tag: '1.31.1', pullPolicy: 'Always', pullSecrets: ['pull'] },
      identity: { trustDomain: 'example.com', cluster: 'east', network: 'one', meshId: 'mesh' },
      mesh: {
        accessLogFile: '/dev/stdout',
        defaultConfig: { concurrency: 2 },
        outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
      },
      meshNetworks: {
        one: { endpoints: [{ fromRegistry: 'east' }], gateways: [{ address: '192.0.2.1', port: 15443 }] },
      },
      istiod: {
        ...additions,
        ...{ resources, autoscaling: { min: 2, max: 4, cpu: 80 }, disruptionBudget: { minAvailable: 1 } },
        ...{ env: { PILOT_PUSH_THROTTLE: '100' }, extraArgs: ['--log_caller=all'], logLevel: 'default:info' },
        ...{ podAnnotations: annotations, podLabels: labels, annotations, labels, accountAnnotations: annotations },
        ...{ service: { annotations, ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }, placement, seccompProfile },
      },
      injection: { injectedAnnotations: annotations, nativeSidecars: 'on', alwaysInject: [{ matchLabels: labels }] },
      waypoint: { resources, placement: { nodeSelector: labels } },
      gatewayClasses: { istio: { service: { spec: { type: 'ClusterIP' } } } },
      gatewayPods: { seccompProfile },
    }),
  }),
  'a gateway': env({
    gateways: {
      ingress: override(ingressGateway, {
        ...additions,
        ...{ resources, placement, labels, annotations, podLabels: labels, podAnnotations: annotations },
        service: {
          ...{ type: 'LoadBalancer', annotations, externalTrafficPolicy: 'Local', healthCheckNodePort: 30001 },
          ports: [
            { name: 'http2', port: 80, targetPort: 8080, nodePort: 30080 },
            { name: 'https', port: 443, targetPort: 8443 },
          ],
          ...{ loadBalancerSourceRanges: ['192.0.2.0/24'], sessionAffinity: 'ClientIP', sessionAffinitySeconds: 60 },
        },
        autoscaling: { min: 2, max: 5, cpu: 80 },
        disruptionBudget: { minAvailable: 1 },
        account: { annotations },
        env: [{ name: 'A', value: 'b' }],
        image: { pullPolicy: 'Always', pullSecrets: ['pull'] },
        secrets: [{ name: 'more', secretName: 'more', mountPath: '/etc/more' }],
        ...{ dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.53'] }, terminationGracePeriodSeconds: 60 },
      }),
      inside: override(egressGateway, { form: 'injected', replicas: 1, autoscaling: null, disruptionBudget: null }),
    },
  }),
  'node agents': env({
    istio: PROFILES.ambient,
    cni: override(CNI, {
      ambient: { enabled: true },
      resources,
      labels,
      podLabels: labels,
      podAnnotations: annotations,
      seccompProfile,
      quota: { pods: 100 },
    }),
    ztunnel: override(ZTUNNEL, {
      resources,
      labels,
      annotations,
      podLabels: labels,
      nodeSelector: labels,
      env: { A: 'b' },
      quota: { pods: 100 },
    }),
  }),
  addons: env({
    addons: {
      prometheus: { retention: '6h', resources, placement },
      ...{ grafana: {}, kiali: {}, jaeger: { sampling: 10 }, loki: {} },
    },
  }),
  delivery: env({
    ...{ kubernetes: '1.33', availability: 'zone', mutualTls: 'STRICT', gates: 'answered', labels, annotations },
    delivery: { by: 'argo-cd', cluster: { name: 'east' } },
    ...{ needsSecrets: ['pull'], servicesOfOthers: ['otel.obs.svc.cluster.local'], otherPods: ['10.8.0.0/16'] },
    istio: override(PROFILES.default, { revision: '1-31' }),
    tags: { stable: '1-31' },
    patches: [
      { object: 'apps/Deployment/istio-system/istiod-1-31', merge: { metadata: { annotations: { a: 'b' } } } },
      { object: 'Service/istio-system/istiod-1-31', json: [{ op: 'add', path: '/metadata/labels/a', value: 'b' }] },
    ],
    bookinfo: { tasks: ['reviews-90-10'] },
  } as Partial<Environment>),
};
