import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { StringMap } from '../../istio/props';
import { REGISTRIES, VERSIONS } from '../../kit/versions';
import { DATA, LOKI, RULES, RUNTIME_CONFIG } from './config';

export const LOKI_USER = 10001;

const unprivileged = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

const TMP = { name: 'tmp', mountPath: '/tmp' };
const RULES_VOLUME = { name: 'sc-rules-volume', mountPath: RULES.folder };

const lokiContainer = (): IContainer => ({
  name: 'loki',
  image: `${REGISTRIES.dockerHub}/grafana/loki:${VERSIONS.loki}`,
  imagePullPolicy: 'IfNotPresent',
  args: ['-config.file=/etc/loki/config/config.yaml', '-target=all'],
  ports: [
    { name: 'http-metrics', containerPort: LOKI.http, protocol: 'TCP' },
    { name: 'grpc', containerPort: LOKI.grpc, protocol: 'TCP' },
    { name: 'http-memberlist', containerPort: LOKI.gossip, protocol: 'TCP' },
  ],
  securityContext: unprivileged,
  readinessProbe: {
    failureThreshold: 3,
    httpGet: { path: '/ready', port: 'http-metrics' },
    initialDelaySeconds: 15,
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  },
  volumeMounts: [
    TMP,
    { name: 'config', mountPath: '/etc/loki/config' },
    { name: 'runtime-config', mountPath: RUNTIME_CONFIG },
    { name: 'storage', mountPath: DATA },
    RULES_VOLUME,
  ],
});

/** Copies ConfigMaps labelled `loki_rule` into Loki's rules. Rules are no secrets. */
const rulesContainer = (): IContainer => ({
  name: 'loki-sc-rules',
  image: `${REGISTRIES.dockerHub}/kiwigrid/k8s-sidecar:${VERSIONS.k8sSidecar}`,
  imagePullPolicy: 'IfNotPresent',
  env: Object.entries({
    METHOD: 'WATCH',
    LABEL: 'loki_rule',
    FOLDER: RULES.ofTenant,
    RESOURCE: 'configmap',
    WATCH_SERVER_TIMEOUT: '60',
    WATCH_CLIENT_TIMEOUT: '60',
    LOG_LEVEL: 'INFO',
  }).map(([name, value]) => ({ name, value })),
  securityContext: unprivileged,
  volumeMounts: [TMP, RULES_VOLUME],
});

export const lokiPod = (selector: StringMap): IPodSpec => ({
  serviceAccountName: 'loki',
  automountServiceAccountToken: true,
  enableServiceLinks: true,
  securityContext: {
    fsGroup: LOKI_USER,
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: LOKI_USER,
    runAsNonRoot: true,
    runAsUser: LOKI_USER,
  },
  terminationGracePeriodSeconds: 30,
  containers: [lokiContainer(), rulesContainer()],
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { ...selector } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
  volumes: [
    { name: TMP.name, emptyDir: {} },
    { name: 'config', configMap: { name: 'loki', items: [{ key: 'config.yaml', path: 'config.yaml' }] } },
    { name: 'runtime-config', configMap: { name: 'loki-runtime' } },
    { name: RULES_VOLUME.name, emptyDir: {} },
  ],
});
