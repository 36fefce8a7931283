import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IstioProps } from '../props';
import * as env from '../proxy/env';
import * as facts from './facts';
import { otelAttributes } from './otel';
import { type Expression, goFunction, type Operand } from './template/expression';
import { and, firstOf, pod, text, toLower } from './template/functions';
import { PRINTED, type ProxyConfigInput } from './template/input';
import { type Item, when } from './template/tree';

type Env = Item<IEnvVar>;

/** The whole proxy configuration as the agent reads it. */
const proxyConfig = goFunction('protoToJSON', (config: ProxyConfigInput) => config[PRINTED])(pod('ProxyConfig'));

/** Who made the pod, as `kubernetes://apis/<version>/namespaces/<namespace>/<kinds>/<name>`. */
const owner: Env = when<IEnvVar>(and(pod('TypeMeta.APIVersion'), pod('DeploymentMeta.Name')), {
  name: 'ISTIO_META_OWNER',
  value: text`kubernetes://apis/${pod('TypeMeta.APIVersion')}/namespaces/${firstOf(pod('DeploymentMeta.Namespace'), 'default')}/${toLower(pod('TypeMeta.Kind'))}s/${pod('DeploymentMeta.Name')}`,
});

export interface PodProxyEnv {
  readonly compliance: readonly Env[];
  /** How traffic is intercepted; absent for a proxy that intercepts none. */
  readonly mode?: Operand<string>;
  readonly workload: Expression<string>;
}

/** Environment of a proxy that istiod injects into a pod. */
export const podProxyEnv = (istio: IstioProps, { compliance, mode, workload }: PodProxyEnv): readonly Env[] => [
  ...env.certificateEnv(istio),
  ...env.podEnv,
  ...(mode === undefined ? [] : [env.cpuLimit]),
  { name: 'PROXY_CONFIG', value: text`${proxyConfig}\n` },
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
  ...(mode === undefined ? [] : otelAttributes(istio)),
  env.metadataEnv(pod('ProxyConfig.ProxyMetadata')),
];

const bootstrap: readonly Env[] = [
  when(facts.hasBootstrap, {
    name: 'ISTIO_BOOTSTRAP_OVERRIDE',
    value: '/etc/istio/custom-bootstrap/custom_bootstrap.json',
  }),
];

/** Secrets for the proxy's image, added to the pod's own. */
export const pullSecrets = ({ image }: IstioProps): IPodSpec['imagePullSecrets'] | undefined =>
  image.pullSecrets === undefined || image.pullSecrets.length === 0
    ? undefined
    : image.pullSecrets.map((name) => ({ name }));
