import { egressGateway, ingressGateway } from '../../../lib/gateways/presets';
import type { Environment } from '../../../lib/installation/environment';
import { CNI } from '../../../lib/istio/nodes/cni/props';
import { ZTUNNEL } from '../../../lib/istio/nodes/ztunnel/props';
import { PROFILES } from '../../../lib/istio/profiles';
import { override } from '../../../lib/kit/override';
import {
  additions,
  annotations,
  behavior,
  cheap,
  env,
  labels,
  lifecycle,
  placement,
  resources,
  seccompProfile,
} from './samples';

const rendered = env({
  gateways: {
    ingress: override(ingressGateway, {
      ...additions,
      ...{ resources, placement, labels, annotations, podLabels: labels, podAnnotations: annotations },
      service: {
        ...{ type: 'LoadBalancer', annotations, externalTrafficPolicy: 'Local', healthCheckNodePort: 30001 },
        ports: [
          { name: 'http2', port: 80, targetPort: 8080, nodePort: 30080 },
          { name: 'https', port: 443, targetPort: 8443, appProtocol: 'https' },
        ],
        ...{ loadBalancerSourceRanges: ['192.0.2.0/24'], sessionAffinity: 'ClientIP', sessionAffinitySeconds: 60 },
        ...{ loadBalancerClass: 'example.com/nlb', externalIPs: ['192.0.2.7'], selectorLabels: { side: 'out' } },
        ...{ ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv6'], internalTrafficPolicy: 'Cluster' },
      },
      autoscaling: { min: 2, max: 5, cpu: 80, behavior },
      disruptionBudget: { minAvailable: 1 },
      rollingUpdate: { maxSurge: '100%', maxUnavailable: '25%' },
      account: { annotations, name: 'edge', readsSecrets: true },
      env: [{ name: 'A', value: 'b' }],
      image: { reference: 'a:1', pullPolicy: 'Always', pullSecrets: ['pull'] },
      secrets: [{ name: 'more', secretName: 'more', mountPath: '/etc/more' }],
      containers: [{ name: 'beside', image: 'a:1' }],
      container: { lifecycle, readinessProbe: { httpGet: { path: '/ready', port: 15021 }, periodSeconds: 2 } },
      securityContext: { runAsUser: 1337, seccompProfile },
      ...{ dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.53'] }, terminationGracePeriodSeconds: 60 },
      ...{ network: 'one', reaches: 'anywhere', minReadySeconds: 5 },
    }),
  },
});

const injected = env({
  gateways: {
    inside: override(egressGateway, { form: 'injected', replicas: 1, autoscaling: null, disruptionBudget: null }),
    nodes: override(ingressGateway, {
      ...{ name: 'nodes', form: 'injected', kind: 'DaemonSet', hostPorts: true, autoscaling: null },
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
      ...{ namespace: 'edge', service: { type: 'None' }, selector: { istio: 'nodes' } },
    }),
  },
});

const nodes = env({
  istio: cheap({ cni: { provider: 'default' } }, PROFILES.ambient),
  cni: override(CNI, {
    ...{ ambient: { enabled: true }, resources, labels, podLabels: labels, podAnnotations: annotations },
    ...{
      seccompProfile,
      quota: { pods: 100 },
      env: { A: 'b' },
      excludeNamespaces: ['kube-system'],
      namespace: 'kube-system',
    },
    ...{ tolerations: [{ operator: 'Exists' }], ownedConfig: { fileName: '02-istio.conflist' }, logLevel: 'info' },
  }),
  ztunnel: override(ZTUNNEL, {
    ...{
      resources,
      labels,
      annotations,
      podLabels: labels,
      nodeSelector: labels,
      env: { A: 'b' },
      quota: { pods: 100 },
    },
    ...{
      logLevel: 'info,access=debug',
      caAddress: 'csr.example:443',
      checksRevocation: true,
      dnsPolicy: 'ClusterFirst',
    },
    ...{ volumes: additions.volumes, volumeMounts: additions.volumeMounts },
  }),
});

const expose = { host: 'ui.example.com', tlsSecret: 'ui' };
const storage = { size: '20Gi', storageClass: 'fast' };
const pods = { resources, placement, restricted: true, networkPolicy: true };
const web = { gateways: { ingress: ingressGateway } };

const metrics = env({
  ...web,
  istio: cheap(),
  addons: {
    prometheus: {
      ...{ ...pods, retention: '6h', retentionSize: '10GB', storage, alertmanagers: ['alert.example.com:9093'] },
      secureMetrics: true,
    },
    kiali: { ...pods, expose, viewOnly: true, logLevel: 'info' },
  },
});

const traces = env({
  ...web,
  istio: cheap(),
  addons: { jaeger: { ...pods, sampling: 10, storage, expose }, loki: { ...pods, storage } },
});

const others = env({
  ...web,
  istio: cheap(),
  addons: {
    prometheusOperator: { release: 'kube', prometheus: { service: 'prom', namespace: 'obs', port: 9090 } },
    zipkin: { ...pods, sampling: 1, expose },
    opentelemetryCollector: { accessLogs: true, replicas: 2 },
  },
});

const board = {
  ...{ file: 'own', uid: 'own', title: 'Own', purpose: 'What is ours.' },
  rows: [
    {
      title: 'All',
      panels: [{ title: 'Requests', draw: 'graph', unit: 'reqps', queries: [{ expr: 'up', legend: 'up' }] }],
    },
  ],
} as const;
const boards = env({
  istio: cheap(),
  addons: { prometheus: {}, grafana: { ...pods, storage, boards: [board] } },
});

const delivery = env({
  ...{ kubernetes: '1.33', gates: 'answered', labels, annotations, resourceScope: 'all' },
  delivery: { by: 'argo-cd', cluster: { name: 'east' } },
  ...{ needsSecrets: ['pull'], servicesOfOthers: ['otel.obs.svc.cluster.local'], otherPods: ['10.8.0.0/16'] },
  gateways: { ingress: ingressGateway },
  patches: [
    { object: 'apps/Deployment/istio-system/istio-ingressgateway', merge: { metadata: { annotations: { a: 'b' } } } },
    {
      object: 'Service/istio-system/istio-ingressgateway',
      json: [{ op: 'add', path: '/metadata/labels/a', value: 'b' }],
    },
    { object: 'autoscaling/HorizontalPodAutoscaler/istio-system/istio-ingressgateway', remove: true },
  ],
  bookinfo: { tasks: ['reviews-90-10'], hardening: 'restricted', dataPlane: 'sidecar', dualStack: true },
} as Partial<Environment>);

const flux = env({ delivery: { by: 'flux', kubeconfig: 'east' } });

export const GATEWAYS = { rendered, injected };
export const NODE_AGENTS = { nodes };
export const ADDONS = { metrics, traces, others, boards };
export const DELIVERIES = { delivery, flux };
