import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IstioProps } from '../../props';
import * as env from '../../proxy/env';
import * as disk from '../../proxy/volumes';
import * as facts from '../facts';
import { type Expression, goFunction, type Operand } from '../template/expression';
import { and, firstOf, pod, shared, text, toLower } from '../template/functions';
import { PRINTED, type ProxyConfigInput } from '../template/input';
import { type Item, when } from '../template/tree';

type Env = Item<IEnvVar>;

const printed = goFunction('protoToJSON', (config: ProxyConfigInput) => config[PRINTED]);

/** The whole proxy configuration as the agent reads it. */
export const proxyConfig: Env = { name: 'PROXY_CONFIG', value: text`${printed(shared('ProxyConfig'))}\n` };

/** Volumes of an Envoy that istiod injects; `more` come before those that the mesh mounts into all. */
export const podVolumes = (istio: IstioProps, ...more: readonly disk.ProxyVolume[]): readonly disk.ProxyVolume[] => [
  disk.workloadSocket(disk.REPLACEABLE),
  disk.credentialSocket(disk.REPLACEABLE),
  disk.workloadCertificates(istio, disk.REPLACEABLE),
  facts.bootstrapVolume,
  ...disk.ofEnvoy(istio),
  ...more,
  ...disk.mountedCertificates(istio, facts.accountSecret),
];

/** Who made the pod, as `kubernetes://apis/<version>/namespaces/<namespace>/<kinds>/<name>`. */
const owner: Env = when<IEnvVar>(and(pod('TypeMeta.APIVersion'), pod('DeploymentMeta.Name')), {
  name: 'ISTIO_META_OWNER',
  value: text`kubernetes://apis/${pod('TypeMeta.APIVersion')}/namespaces/${firstOf(pod('DeploymentMeta.Namespace'), 'default')}/${toLower(pod('TypeMeta.Kind'))}s/${pod('DeploymentMeta.Name')}`,
});

export interface PodProxyEnv {
  readonly compliance?: readonly Env[];
  /** What traces say about the workload. */
  readonly attributes?: readonly Env[];
  /** How traffic is intercepted; absent for a proxy that intercepts none. */
  readonly mode?: Operand<string>;
  readonly workload: Expression<string>;
}

/** Environment of a proxy that istiod injects into a pod. */
export const podProxyEnv = (
  istio: IstioProps,
  { compliance = [], attributes = [], mode, workload }: PodProxyEnv,
): readonly Env[] => [
  ...env.certificateEnv(istio),
  ...env.podEnv,
  ...(mode === undefined ? [] : [env.cpuLimit]),
  proxyConfig,
  { name: 'ISTIO_META_POD_PORTS', value: facts.ports },
  { name: 'ISTIO_META_APP_CONTAINERS', value: facts.containers },
  ...(mode === undefined ? [] : env.goLimits),
  ...compliance,
  { name: 'ISTIO_META_CLUSTER_ID', value: istio.identity.cluster ?? 'Kubernetes' },
  env.nodeName,
  ...(mode === undefined ? [] : [{ name: 'ISTIO_META_INTERCEPTION_MODE', value: mode }]),
  ...env.variable('ISTIO_META_NETWORK', istio.identity.network),
  ...env.workloadEnv(workload, owner),
  ...(mode === undefined ? [] : bootstrap),
  ...env.meshEnv(istio),
  ...attributes,
  env.metadataEnv(pod('ProxyConfig.ProxyMetadata')),
];

const bootstrap: readonly Env[] = [
  when(facts.hasBootstrap, {
    name: 'ISTIO_BOOTSTRAP_OVERRIDE',
    value: '/etc/istio/custom-bootstrap/custom_bootstrap.json',
  }),
];

/** Applications that listen on localhost alone are probed there. */
export const legacyProbes = ({ mesh }: IstioProps): readonly IEnvVar[] =>
  (mesh['inboundTrafficPolicy'] as { readonly mode?: string } | undefined)?.mode === 'LOCALHOST'
    ? [{ name: 'REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION', value: 'true' }]
    : [];
