import type { Schema } from '../../schema/openapi/openapi';

const TEXT: Schema = { type: 'string' };
const ANYTHING: Schema = { 'x-kubernetes-preserve-unknown-fields': true };
const list = (items: Schema = ANYTHING): Schema => ({ type: 'array', items });
/** A block with these fields among others; those of `required` must be there. */
const block = (properties: Readonly<Record<string, Schema>> = {}, ...required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
  ...ANYTHING,
});

const SELECTOR = block({
  matchLabels: block(),
  matchExpressions: list(block({ key: TEXT, operator: TEXT, values: list() }, 'key', 'operator')),
});

const PROBE = block({ httpGet: block({ scheme: TEXT }), tcpSocket: block(), exec: block(), grpc: block() });
const PROFILE = block({ type: TEXT, localhostProfile: TEXT });
const CONTEXT = block({ seccompProfile: PROFILE, appArmorProfile: PROFILE });

const CONTAINER = block(
  {
    name: TEXT,
    image: TEXT,
    imagePullPolicy: TEXT,
    resources: block({ requests: block(), limits: block() }),
    readinessProbe: PROBE,
    livenessProbe: PROBE,
    startupProbe: PROBE,
    securityContext: CONTEXT,
    volumeMounts: list(block({ name: TEXT, mountPath: TEXT, subPath: TEXT }, 'name', 'mountPath')),
    env: list(block({ name: TEXT, valueFrom: block() }, 'name')),
    ports: list(block({ name: TEXT, protocol: TEXT }, 'containerPort')),
  },
  'name',
);

const NODE_TERM = SELECTOR;
const POD_TERM = block({ topologyKey: TEXT, labelSelector: SELECTOR }, 'topologyKey');
const NEAR_PODS = block({
  requiredDuringSchedulingIgnoredDuringExecution: list(POD_TERM),
  preferredDuringSchedulingIgnoredDuringExecution: list(block({ podAffinityTerm: POD_TERM }, 'podAffinityTerm')),
});

const POD_SPEC = block({
  volumes: list(block({ name: TEXT }, 'name')),
  initContainers: list(CONTAINER),
  containers: list(CONTAINER),
  serviceAccountName: TEXT,
  priorityClassName: TEXT,
  restartPolicy: TEXT,
  hostAliases: list(block({ ip: TEXT }, 'ip')),
  securityContext: CONTEXT,
  dnsPolicy: TEXT,
  dnsConfig: block({ nameservers: list(TEXT) }),
  nodeSelector: block(),
  tolerations: list(block({ key: TEXT, operator: TEXT, value: TEXT, effect: TEXT })),
  topologySpreadConstraints: list(
    block({ topologyKey: TEXT, whenUnsatisfiable: TEXT, labelSelector: SELECTOR }, 'topologyKey', 'whenUnsatisfiable'),
  ),
  affinity: block({
    nodeAffinity: block({
      requiredDuringSchedulingIgnoredDuringExecution: block(
        { nodeSelectorTerms: list(NODE_TERM) },
        'nodeSelectorTerms',
      ),
      preferredDuringSchedulingIgnoredDuringExecution: list(block({ preference: NODE_TERM }, 'preference')),
    }),
    podAffinity: NEAR_PODS,
    podAntiAffinity: NEAR_PODS,
  }),
});

const ROLLING = block({ type: TEXT, rollingUpdate: block() });
const SCALING = block({ selectPolicy: TEXT, policies: list(block({ type: TEXT })) });
const TARGET = block({ target: block() });
const TEXTS = list(TEXT);

/** As much of the shape of Kubernetes' own kinds as their rules rely on. */
export const SHAPES = {
  pod: block({ spec: POD_SPEC }, 'spec'),
  workload: block({
    spec: block({
      selector: SELECTOR,
      strategy: ROLLING,
      updateStrategy: ROLLING,
      template: block({ metadata: block({ labels: block(), annotations: block() }), spec: POD_SPEC }),
      volumeClaimTemplates: list(block({ metadata: block({ name: TEXT }) })),
    }),
  }),
  service: block({
    metadata: block({ name: TEXT }),
    spec: block({
      ...{ type: TEXT, clusterIP: TEXT, loadBalancerIP: TEXT, sessionAffinity: TEXT, ipFamilyPolicy: TEXT },
      ...{ selector: block(), ipFamilies: TEXTS, externalIPs: TEXTS, loadBalancerSourceRanges: TEXTS },
      ports: list(block({ name: TEXT, protocol: TEXT, appProtocol: TEXT }, 'port')),
    }),
  }),
  budget: block({ spec: block({ unhealthyPodEvictionPolicy: TEXT }) }),
  autoscaler: block({
    spec: block({
      metrics: list(block({ resource: TARGET, containerResource: TARGET })),
      behavior: block({ scaleUp: SCALING, scaleDown: SCALING }),
    }),
  }),
  namespace: block({ metadata: block({ labels: block() }) }),
  configMap: block({ data: block(), binaryData: block() }),
} as const;
