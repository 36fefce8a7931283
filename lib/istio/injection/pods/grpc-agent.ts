import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { pullSecrets } from '../../parts/image';
import type { IstioProps } from '../../props';
import { envoyContainer } from '../../proxy/container';
import * as disk from '../../proxy/volumes';
import * as facts from '../facts';
import { appContainers, pod } from '../template/functions';
import { each, type Node, when } from '../template/tree';
import { legacyProbes, podProxyEnv } from './pod-parts';
import { userMounts, userVolumes } from './user-volumes';

/** Where the agent serves health and, without Envoy, all that it has to say. */
const AGENT_READY = { path: '/healthz/ready', port: 15020 } as const;

/**
 * The template of pods whose gRPC client speaks xDS itself: an agent without Envoy, and its files in every container.
 * Istio: files/grpc-agent.yaml. Upstream's loses resources and mounts where the status port is 0; here only the probe goes.
 */
export function grpcAgent(istio: IstioProps): Node<IPodTemplateSpec> {
  const client = clientVolumes(istio);
  const { mountPath: _, ...unmounted } = facts.bootstrapVolume;
  const list: readonly disk.ProxyVolume[] = [
    disk.workloadSocket(disk.REPLACEABLE),
    client.certificates,
    unmounted,
    client.configuration,
    client.data,
    disk.podInfo('istio-podinfo'),
    disk.token(istio),
    ...disk.rootCertificate(istio),
    ...disk.mountedCertificates(istio, facts.accountSecret),
  ];
  return {
    metadata: {
      labels: facts.canonicalLabels(),
      annotations: { ...facts.podAnnotations(), 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' },
    },
    spec: {
      containers: [
        agent(istio, list),
        each<string, IContainer>(appContainers, 'app', (name) => ({
          name,
          env: [...CLIENT_ENV],
          volumeMounts: disk.mounts([client.data, client.configuration, client.certificates]),
        })),
      ],
      volumes: [...disk.volumes(list), userVolumes],
      imagePullSecrets: pullSecrets(istio.image),
    },
  };
}

/** What the agent shares with the application. */
const clientVolumes = (istio: IstioProps) => ({
  data: disk.data,
  configuration: disk.configuration('istio-xds', disk.IN_MEMORY),
  certificates: disk.workloadCertificates(istio, disk.REPLACEABLE),
});

const CLIENT_ENV: readonly IEnvVar[] = [
  { name: 'GRPC_XDS_EXPERIMENTAL_SECURITY_SUPPORT', value: 'true' },
  { name: 'GRPC_XDS_BOOTSTRAP', value: '/etc/istio/proxy/grpc-bootstrap.json' },
];

const agent = (istio: IstioProps, list: readonly disk.ProxyVolume[]): Node<IContainer> =>
  envoyContainer(istio, {
    role: 'sidecar',
    image: facts.proxyImage(istio.proxy.image, pod('ProxyImage')),
    ports: [{ containerPort: AGENT_READY.port, name: 'mesh-metrics', protocol: 'TCP' }],
    levels: facts.levels(istio),
    lifecycle: {
      postStart: {
        exec: { command: ['pilot-agent', 'wait', `--url=http://localhost:${AGENT_READY.port}${AGENT_READY.path}`] },
      },
    },
    env: [
      { name: 'ISTIO_META_GENERATOR', value: 'grpc' },
      { name: 'OUTPUT_CERTS', value: disk.data.mountPath },
      ...legacyProbes(istio),
      ...podProxyEnv(istio, { workload: pod('DeploymentMeta.Name') }),
      // xds:/// names need no virtual address.
      { name: 'ISTIO_META_DNS_CAPTURE', value: 'false' },
      { name: 'DISABLE_ENVOY', value: 'true' },
    ],
    readinessProbe: when<IProbe>(facts.isProbed(istio), { httpGet: AGENT_READY, ...facts.readiness(istio) }),
    securityContext: undefined,
    resources: facts.resources(istio),
    volumeMounts: [...disk.mounts(list), userMounts],
  });
