import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { defined, filled } from '../../../kit/defined';
import { lastOf } from '../../../kit/last-of';
import { rootSource } from '../../certificates/trust-bundle';
import { image } from '../../parts/image';
import { istioLabels, ZTUNNEL_NAME } from '../../parts/labels';
import type { IstioProps, StringMap } from '../../props';
import { Revision } from '../../revisions/revision';
import { traits } from '../../versions';
import { fromField, fromResource, fromValues, NODE_CRITICAL } from '../node-agent';
import type { ZtunnelProps } from './props';

export const ZTUNNEL_SELECTOR: StringMap = { app: ZTUNNEL_NAME };

const followed = ({ revision }: IstioProps): StringMap => (revision === undefined ? {} : { 'istio.io/rev': revision });

/** What each of its objects says of itself. */
export const ztunnelMetadata = (props: ZtunnelProps, istio: IstioProps) => ({
  labels: istioLabels(ZTUNNEL_NAME, props.labels),
  annotations: { ...props.annotations, ...followed(istio) },
});

/** ztunnel on every node. */
export function ztunnelDaemonSet(props: ZtunnelProps, istio: IstioProps, namespace: string): IDaemonSet {
  const { labels, annotations } = ztunnelMetadata(props, istio);
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name: props.name ?? ZTUNNEL_NAME,
      namespace,
      labels,
      ...defined({ annotations: filled(annotations) }),
    },
    spec: {
      updateStrategy: props.updateStrategy,
      selector: { matchLabels: { ...ZTUNNEL_SELECTOR } },
      template: {
        metadata: {
          labels: {
            ...istioLabels(ZTUNNEL_NAME, ZTUNNEL_SELECTOR),
            'sidecar.istio.io/inject': 'false',
            'istio.io/dataplane-mode': 'none',
            ...props.podLabels,
          },
          annotations: { 'sidecar.istio.io/inject': 'false', ...followed(istio), ...props.podAnnotations },
        },
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux', ...props.nodeSelector },
          ...defined({ affinity: props.affinity, dnsPolicy: props.dnsPolicy, dnsConfig: props.dnsConfig }),
          serviceAccountName: props.name ?? ZTUNNEL_NAME,
          tolerations: [...props.tolerations],
          containers: [container(props, istio)],
          priorityClassName: NODE_CRITICAL,
          terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
          volumes: lastOf(volumes(props, istio), ({ name }) => name),
        },
      },
    },
  };
}

function container(props: ZtunnelProps, istio: IstioProps): IContainer {
  return {
    name: 'istio-proxy',
    image: image(istio, 'ztunnel'),
    ...defined({ imagePullPolicy: istio.image.pullPolicy }),
    args: ['proxy', 'ztunnel'],
    ports: [{ containerPort: 15020, name: 'ztunnel-stats', protocol: 'TCP' }],
    readinessProbe: { httpGet: { port: 15021, path: '/healthz/ready' } },
    resources: props.resources,
    securityContext: {
      allowPrivilegeEscalation: true, // what SYS_ADMIN means anyway
      privileged: false,
      // To open sockets inside the pods' network namespaces, with the pods' own addresses.
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'SYS_ADMIN', 'NET_RAW'] },
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: false,
      runAsUser: 0,
      ...defined({ seLinuxOptions: props.seLinuxOptions }),
    },
    env: lastOf(environment(props, istio), ({ name }) => name),
    volumeMounts: lastOf(
      [...MOUNTS, ...(props.checksRevocation ? [REVOCATION_MOUNT] : []), ...(props.volumeMounts ?? [])],
      ({ mountPath }) => mountPath,
    ),
  };
}

/** Whom it asks for configuration and certificates: host and port. */
export function ztunnelPeers(props: ZtunnelProps, istio: IstioProps): { readonly ca: string; readonly xds: string } {
  const { xdsAddress } = new Revision(istio);
  const { caAddress } = istio.certificates;
  return { ca: props.caAddress ?? (caAddress === '' ? xdsAddress : caAddress), xds: props.xdsAddress ?? xdsAddress };
}

function environment(props: ZtunnelProps, istio: IstioProps): IEnvVar[] {
  const { ca, xds } = ztunnelPeers(props, istio);
  const { identity, mesh } = istio;
  const { proxyMetadata = {} } = mesh.defaultConfig ?? {};
  const { ztunnelCpu } = traits(istio);
  return [
    { name: 'CA_ADDRESS', value: ca },
    { name: 'XDS_ADDRESS', value: xds },
    ...(props.logAsJson ? [{ name: 'LOG_FORMAT', value: 'json' }] : []),
    ...(identity.network === undefined ? [] : [{ name: 'NETWORK', value: identity.network }]),
    { name: 'RUST_LOG', value: props.logLevel },
    { name: 'RUST_BACKTRACE', value: '1' },
    { name: 'ISTIO_META_CLUSTER_ID', value: identity.cluster ?? 'Kubernetes' },
    { name: 'INPOD_ENABLED', value: 'true' },
    { name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: String(props.terminationGracePeriodSeconds) },
    fromField('POD_NAME', 'metadata.name'),
    fromField('POD_NAMESPACE', 'metadata.namespace'),
    fromField('NODE_NAME', 'spec.nodeName'),
    fromField('INSTANCE_IP', 'status.podIP'),
    fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    ...fromValues(proxyMetadata),
    fromResource('ZTUNNEL_CPU_LIMIT', 'limits.cpu'),
    ...(ztunnelCpu ? cpuOf(props) : []),
    ...fromValues(props.env),
    ...(props.checksRevocation ? [{ name: 'CRL_PATH', value: '/var/run/secrets/istio/crl/ca-crl.pem' }] : []),
  ];
}

/** What its container may use and asks for, where it says so. */
const cpuOf = ({ resources: { limits, requests } }: ZtunnelProps): readonly IEnvVar[] => [
  ...(limits?.cpu === undefined ? [] : [fromResource('ZTUNNEL_RESOURCE_CPU_LIMIT', 'limits.cpu')]),
  ...(requests?.cpu === undefined ? [] : [fromResource('ZTUNNEL_RESOURCE_CPU_REQUEST', 'requests.cpu')]),
];

const MOUNTS: readonly IVolumeMount[] = [
  { mountPath: '/var/run/secrets/istio', name: 'istiod-ca-cert' },
  { mountPath: '/var/run/secrets/tokens', name: 'istio-token' },
  { mountPath: '/var/run/ztunnel', name: 'cni-ztunnel-sock-dir' },
  { mountPath: '/tmp', name: 'tmp' },
];

const REVOCATION_MOUNT: IVolumeMount = {
  mountPath: '/var/run/secrets/istio/crl',
  name: 'crl-volume',
  readOnly: true,
};

const volumes = (props: ZtunnelProps, istio: IstioProps): IVolume[] => [
  {
    name: 'istio-token',
    projected: {
      sources: [
        {
          serviceAccountToken: {
            path: 'istio-token',
            expirationSeconds: 43200,
            audience: istio.certificates.tokenAudience,
          },
        },
      ],
    },
  },
  { name: 'istiod-ca-cert', ...rootSource(istio) },
  { name: 'cni-ztunnel-sock-dir', hostPath: { path: '/var/run/ztunnel', type: 'DirectoryOrCreate' } },
  { name: 'tmp', emptyDir: {} },
  ...(props.checksRevocation
    ? [{ name: 'crl-volume', configMap: { name: istio.certificates.crlConfigMap ?? 'istio-ca-crl', optional: true } }]
    : []),
  ...(props.volumes ?? []),
];
