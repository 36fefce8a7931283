import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { defined } from '../../../kit/defined';
import { lastOf } from '../../../kit/last-of';
import { image } from '../../parts/image';
import { istioLabels } from '../../parts/labels';
import type { IstioProps, StringMap } from '../../props';
import { fromField, fromResource, fromValues, NODE_CRITICAL } from '../node-agent';
import type { CniProps } from './props';

/** The plugin knows its own agent's pods by this name too, so it never changes. Source: istio cni/pkg/plugin/plugin.go, isCNIPod. */
export const CNI_DAEMON_SET = 'istio-cni-node';

export interface CniParts {
  readonly istio: IstioProps;
  readonly props: CniProps;
  readonly namespace: string;
  readonly labels: (extra: StringMap) => StringMap;
}

/** The agent on every node. */
export function cniDaemonSet({ istio, props, namespace, labels }: CniParts): IDaemonSet {
  const selector = { 'k8s-app': CNI_DAEMON_SET };
  const onHostNetwork = props.ambient.enabled && props.ambient.shareHostNetworkNamespace;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: CNI_DAEMON_SET, namespace, labels: { ...labels(selector), ...props.labels } },
    spec: {
      selector: { matchLabels: selector },
      updateStrategy: props.updateStrategy,
      template: {
        metadata: {
          labels: {
            ...istioLabels('istio-cni', selector),
            'sidecar.istio.io/inject': 'false',
            'istio.io/dataplane-mode': 'none',
            ...props.podLabels,
          },
          annotations: annotations(props),
        },
        spec: {
          ...(onHostNetwork ? { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
          ...defined({ affinity: props.affinity }),
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [...props.tolerations],
          priorityClassName: NODE_CRITICAL,
          serviceAccountName: 'istio-cni',
          terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
          containers: [agent(istio, props, onHostNetwork)],
          volumes: volumes(props),
        },
      },
    },
  };
}

const annotations = (props: CniProps): StringMap => ({
  'sidecar.istio.io/inject': 'false',
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': '15014',
  'prometheus.io/path': '/metrics',
  ...(props.appArmor === 'annotation'
    ? { 'container.apparmor.security.beta.kubernetes.io/install-cni': 'unconfined' }
    : {}),
  ...props.podAnnotations,
});

function agent(istio: IstioProps, props: CniProps, onHostNetwork: boolean): IContainer {
  return {
    name: 'install-cni',
    image: image(istio, 'install-cni'),
    ...defined({ imagePullPolicy: istio.image.pullPolicy }),
    command: ['install-cni'],
    args: [`--log_output_level=${props.logLevel}`, ...(props.logAsJson ? ['--log_as_json'] : [])],
    ports: [{ containerPort: 15014, name: 'metrics', protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/readyz', port: 8000 } },
    securityContext: {
      ...(props.appArmor === 'field' ? { appArmorProfile: { type: 'Unconfined' } } : {}),
      privileged: false,
      runAsGroup: 0,
      runAsUser: 0,
      runAsNonRoot: false,
      // Without them no rule can be written in a pod's network namespace, nor a file in folders that others own.
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW', 'SYS_PTRACE', 'SYS_ADMIN', 'DAC_OVERRIDE'] },
      ...defined({ seLinuxOptions: props.seLinuxOptions, seccompProfile: props.seccompProfile }),
    },
    envFrom: [{ configMapRef: { name: 'istio-cni-config' } }],
    env: lastOf(
      [
        fromField('REPAIR_NODE_NAME', 'spec.nodeName'),
        { name: 'REPAIR_RUN_AS_DAEMON', value: 'true' },
        { name: 'REPAIR_SIDECAR_ANNOTATION', value: 'sidecar.istio.io/status' },
        ...(onHostNetwork ? [] : [{ name: 'ALLOW_SWITCH_TO_HOST_NS', value: 'true' }]),
        fromField('NODE_NAME', 'spec.nodeName'),
        fromResource('GOMEMLIMIT', 'limits.memory'),
        fromResource('GOMAXPROCS', 'limits.cpu'),
        fromField('POD_NAME', 'metadata.name'),
        fromField('POD_NAMESPACE', 'metadata.namespace'),
        ...fromValues(props.env),
      ],
      ({ name }) => name,
    ),
    volumeMounts: mounts(props),
    resources: props.resources,
  };
}

/** The host's processes are looked at to find a pod's network namespace. */
const seesProcesses = (props: CniProps): boolean => props.repair.mode === 'repair' || props.ambient.enabled;

const AMBIENT_MOUNTS: readonly IVolumeMount[] = [
  { mountPath: '/host/var/run/netns', mountPropagation: 'HostToContainer', name: 'cni-netns-dir' },
  { mountPath: '/var/run/ztunnel', name: 'cni-ztunnel-sock-dir' },
];

const mounts = (props: CniProps): IVolumeMount[] => [
  { mountPath: '/host/opt/cni/bin', name: 'cni-bin-dir' },
  ...(seesProcesses(props) ? [{ mountPath: '/host/proc', name: 'cni-host-procfs', readOnly: true }] : []),
  { mountPath: '/host/etc/cni/net.d', name: 'cni-net-dir' },
  { mountPath: '/var/run/istio-cni', name: 'cni-socket-dir' },
  ...(props.ambient.enabled ? AMBIENT_MOUNTS : []),
];

const host = (name: string, path: string, type?: 'Directory' | 'DirectoryOrCreate'): IVolume => ({
  name,
  hostPath: { path, ...defined({ type }) },
});

const volumes = (props: CniProps): IVolume[] => [
  host('cni-bin-dir', props.binDir),
  ...(seesProcesses(props) ? [host('cni-host-procfs', '/proc', 'Directory')] : []),
  ...(props.ambient.enabled ? [host('cni-ztunnel-sock-dir', '/var/run/ztunnel', 'DirectoryOrCreate')] : []),
  host('cni-net-dir', props.confDir),
  host('cni-socket-dir', '/var/run/istio-cni'),
  // A node has no named network namespace before its first pod.
  host('cni-netns-dir', props.netnsDir, 'DirectoryOrCreate'),
];
