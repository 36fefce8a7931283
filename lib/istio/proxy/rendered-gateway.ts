import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IContainerPort } from 'kubernetes-models/v1/ContainerPort';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { defined } from '../../kit/defined';
import { lastOf } from '../../kit/last-of';
import { settled } from '../injection/template/evaluate';
import { image } from '../parts/image';
import type { IstioProps, PullPolicy, Resources } from '../props';
import { Revision } from '../revisions/revision';
import { envoyContainer, fixedLevels, PROXY_PORTS, READY } from './container';
import {
  certificateEnv,
  cpuLimit,
  deploymentOwner,
  meshEnv,
  nodeName,
  serviceAccountName,
  variable,
  workloadEnv,
} from './env';
import * as disk from './volumes';

/** A gateway whose pod is written out at synth. */
export interface RenderedGateway {
  /** Name of the Deployment. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What Envoy listens on. */
  readonly ports: readonly IContainerPort[];
  readonly resources: Resources;
  /** After Istio's own variables; a later one of the same name wins. */
  readonly env?: readonly IEnvVar[];
  /** Secrets that are mounted where they exist. */
  readonly secrets?: readonly { readonly name: string; readonly secretName: string; readonly mountPath: string }[];
  /** In place of the mesh's proxy image, and of when it is pulled. */
  readonly image?: string;
  readonly pullPolicy?: PullPolicy;
  /** With what the container run time gives a pod that asks for nothing. @default false */
  readonly runAsRoot?: boolean;
}

/** Spec of a gateway's pod with everything that istiod's template `gateway` would add to it, and its limits. */
export function renderedGatewayPod(istio: IstioProps, gateway: RenderedGateway): IPodSpec {
  const list = gatewayVolumes(istio, gateway);
  const openshift = istio.platform === 'openshift';
  return {
    serviceAccountName: gateway.serviceAccount,
    // OpenShift gives each namespace a range of users of its own.
    ...(gateway.runAsRoot
      ? {}
      : { securityContext: { runAsNonRoot: true, ...(openshift ? {} : { runAsUser: 1337, runAsGroup: 1337 }) } }),
    containers: [
      settled<IContainer>(
        envoyContainer(istio, {
          role: 'router',
          image: gateway.image ?? image(istio, istio.proxy.image),
          ...defined({ pullPolicy: gateway.pullPolicy }),
          levels: fixedLevels(istio),
          ports: [...gateway.ports, PROXY_PORTS.envoyMetrics],
          env: env(istio, gateway),
          readinessProbe: {
            httpGet: { ...READY, scheme: 'HTTP' },
            initialDelaySeconds: 1,
            periodSeconds: 2,
            timeoutSeconds: 1,
            successThreshold: 1,
            failureThreshold: 30,
          },
          resources: gateway.resources,
          ...(gateway.runAsRoot
            ? {}
            : {
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  privileged: false,
                  readOnlyRootFilesystem: true,
                },
              }),
          volumeMounts: disk.mounts(mounted(list)),
        }),
      ),
    ],
    volumes: settled<IVolume[]>(disk.volumes(list)),
  };
}

const FIELDS = [
  ['NODE_NAME', 'spec.nodeName'],
  ['POD_NAME', 'metadata.name'],
  ['POD_NAMESPACE', 'metadata.namespace'],
  ['INSTANCE_IP', 'status.podIP'],
  ['HOST_IP', 'status.hostIP'],
] as const;

/** In the chart's order: a list of another order would be another pod, and restart the gateways of whom comes from istioctl. */
function env(istio: IstioProps, gateway: RenderedGateway): readonly IEnvVar[] {
  const { identity, mesh } = istio;
  const metadata = (mesh['defaultConfig'] as { readonly proxyMetadata?: object } | undefined)?.proxyMetadata ?? {};
  const first = settled<readonly IEnvVar[]>([
    ...certificateEnv(istio),
    ...FIELDS.map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } })),
    cpuLimit,
    serviceAccountName,
    ...workloadEnv(gateway.name, deploymentOwner(gateway.namespace, gateway.name)),
    ...meshEnv(istio),
    ...(gateway.runAsRoot ? [] : [{ name: 'ISTIO_META_UNPRIVILEGED_POD', value: 'true' }]),
  ]);
  const last = settled<readonly IEnvVar[]>([
    ...variable('ISTIO_META_NETWORK', identity.network),
    { name: 'ISTIO_META_CLUSTER_ID', value: identity.cluster ?? 'Kubernetes' },
    nodeName,
  ]);
  const own = lastOf(gateway.env ?? [], ({ name }) => name);
  const named = new Set(own.map(({ name }) => name));
  const ofMesh = Object.entries(metadata)
    .filter(([name]) => !named.has(name))
    .map(([name, value]) => ({ name, value: String(value) }));
  const users = [...own, ...ofMesh];
  const taken = new Set(users.map(({ name }) => name));
  const left = (list: readonly IEnvVar[]) => list.filter(({ name }) => !taken.has(name));
  return [...left(first), ...users, ...left(last)];
}

/** Volumes in the order in which the chart mounts them, which is another than theirs. */
const MOUNTED = [
  ...['workload-socket', 'credential-socket', 'workload-certs', 'gke-workload-certificate', 'istio-envoy'],
  ...['config-volume', 'istiod-ca-cert', 'istio-token', 'istio-certs', 'istio-data', 'podinfo'],
];
const mounted = (list: readonly disk.ProxyVolume[]): readonly disk.ProxyVolume[] => {
  const rank = ({ name }: disk.ProxyVolume) => (MOUNTED.includes(name) ? MOUNTED.indexOf(name) : MOUNTED.length);
  return list.toSorted((a, b) => rank(a) - rank(b));
};

function gatewayVolumes(istio: IstioProps, gateway: RenderedGateway): readonly disk.ProxyVolume[] {
  return [
    disk.workloadSocket(),
    disk.credentialSocket(),
    disk.workloadCertificates(istio),
    ...disk.rootCertificate(istio),
    disk.podInfo('podinfo'),
    disk.configuration('istio-envoy', {}),
    disk.data,
    { ...disk.token(istio), readOnly: true },
    ...disk
      .mountedCertificates(istio, `istio.${gateway.serviceAccount}`)
      .map((volume) => ({ ...volume, mountPath: '/etc/certs' })),
    {
      name: 'config-volume',
      mountPath: '/etc/istio/config',
      source: { configMap: { name: new Revision(istio).of('istio'), optional: true } },
    },
    ...(gateway.secrets ?? []).map(
      ({ name, secretName, mountPath }): disk.ProxyVolume => ({
        name,
        mountPath,
        readOnly: true,
        source: { secret: { secretName, optional: true } },
      }),
    ),
  ];
}
