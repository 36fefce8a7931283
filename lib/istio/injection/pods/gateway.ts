import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSecurityContext } from 'kubernetes-models/v1/PodSecurityContext';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { pullSecrets } from '../../parts/image';
import type { IstioProps } from '../../props';
import { envoyContainer, PROXY_PORTS, READY } from '../../proxy/container';
import { complianceEnv } from '../../proxy/env';
import * as disk from '../../proxy/volumes';
import * as facts from '../facts';
import { number, pod } from '../template/functions';
import type { Node } from '../template/tree';
import { podProxyEnv, podVolumes } from './pod-parts';

/** Lets an unprivileged Envoy listen on ports below 1024. */
export const gatewaySecurityContext = ({ gatewayPods }: IstioProps): IPodSecurityContext =>
  gatewayPods?.securityContext ?? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] };

/** The template of a gateway whose pod says no more than `image: auto`. Istio: files/gateway-injection-template.yaml. */
export function gateway(istio: IstioProps): Node<IPodTemplateSpec> {
  const list = podVolumes(istio);
  return {
    metadata: { labels: facts.canonicalLabels(), annotations: facts.podAnnotations() },
    spec: {
      securityContext: gatewaySecurityContext(istio),
      containers: [container(istio, list)],
      volumes: disk.volumes(list),
      imagePullSecrets: pullSecrets(istio.image),
    },
  };
}

const container = (istio: IstioProps, list: readonly disk.ProxyVolume[]): Node<IContainer> =>
  envoyContainer(istio, {
    role: 'router',
    image: facts.proxyImage(istio.proxy.image, pod('ProxyImage')),
    ports: [PROXY_PORTS.envoyMetrics],
    levels: facts.levels(istio),
    lifecycle: istio.proxy.lifecycle,
    env: podProxyEnv(istio, {
      compliance: complianceEnv(istio),
      mode: pod('ProxyConfig.InterceptionMode'),
      workload: pod('DeploymentMeta.Name'),
    }),
    readinessProbe: { httpGet: READY, ...istio.proxy.readiness, timeoutSeconds: 3 },
    securityContext: { runAsUser: number(pod('ProxyUID')), runAsGroup: number(pod('ProxyGID')) },
    volumeMounts: disk.mounts(list),
  });
