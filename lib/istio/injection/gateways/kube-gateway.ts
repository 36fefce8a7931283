import type { IContainer } from 'kubernetes-models/v1/Container';
import { pullSecrets } from '../../parts/image';
import type { IstioProps } from '../../props';
import { envoyContainer, GATEWAY_PROBES, PROXY_PORTS } from '../../proxy/container';
import * as env from '../../proxy/env';
import * as disk from '../../proxy/volumes';
import { traits } from '../../versions';
import * as facts from '../facts';
import { proxyConfig } from '../pods/pod-parts';
import { gateway } from '../template/functions';
import type { Node } from '../template/tree';
import { gatewayObjects } from './gateway-objects';
import { asProxyUser, cluster, network, networkView, ownNetwork, podSecurity, workloadEnv } from './gateway-parts';

/** The template of Gateway API gateways of class `istio`. Istio: files/kube-gateway.yaml. */
export function kubeGateway(istio: IstioProps) {
  const list: readonly disk.ProxyVolume[] = [
    disk.workloadSocket(traits(istio).replaceableSocket ? disk.REPLACEABLE : undefined),
    disk.credentialSocket(),
    disk.workloadCertificates(istio),
    ...disk.ofEnvoy(istio),
  ];
  return gatewayObjects({
    managed: 'istio.io-gateway-controller',
    protocol: traits(istio).gatewayProtocol,
    pod: {
      securityContext: podSecurity(istio),
      serviceAccountName: gateway('ServiceAccount'),
      containers: [container(istio, list)],
      volumes: disk.volumes(list),
      imagePullSecrets: pullSecrets(istio.image),
    },
  });
}

const container = (istio: IstioProps, list: readonly disk.ProxyVolume[]): Node<IContainer> =>
  envoyContainer(istio, {
    role: 'router',
    image: facts.proxyImage(istio.proxy.image, gateway('ProxyImage')),
    ports: Object.values(PROXY_PORTS),
    levels: facts.levels(istio),
    separateLevels: true,
    lifecycle: istio.proxy.lifecycle,
    env: [
      ...env.certificateEnv(istio),
      ...env.podEnv,
      env.cpuLimit,
      proxyConfig,
      { name: 'ISTIO_META_POD_PORTS', value: '[]' },
      { name: 'ISTIO_META_APP_CONTAINERS', value: '' },
      ...env.goLimits,
      { name: 'ISTIO_META_CLUSTER_ID', value: cluster(istio) },
      env.nodeName,
      { name: 'ISTIO_META_INTERCEPTION_MODE', value: gateway('ProxyConfig.InterceptionMode') },
      ...env.variable('ISTIO_META_NETWORK', network(istio)),
      ...workloadEnv,
      ...env.meshEnv(istio),
      env.metadataEnv(gateway('ProxyConfig.ProxyMetadata')),
      networkView(ownNetwork, ownNetwork),
    ],
    ...GATEWAY_PROBES,
    resources: istio.proxy.resources,
    securityContext: asProxyUser,
    volumeMounts: disk.mounts(list),
  });
