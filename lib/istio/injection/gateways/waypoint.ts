import type { IContainer } from 'kubernetes-models/v1/Container';
import { pullSecrets } from '../../parts/image';
import { placement } from '../../parts/placement';
import type { IstioProps } from '../../props';
import { envoyContainer, GATEWAY_PROBES, PROXY_PORTS } from '../../proxy/container';
import * as env from '../../proxy/env';
import * as disk from '../../proxy/volumes';
import { traits } from '../../versions';
import * as facts from '../facts';
import { proxyConfig } from '../pods/pod-parts';
import { and, gateway, is, text } from '../template/functions';
import type { Node } from '../template/tree';
import { gatewayObjects } from './gateway-objects';
import { LOCKED_DOWN, network, networkView, workloadEnv } from './gateway-parts';

/** The template of ambient waypoints and of east-west gateways between ambient clusters. Istio: files/waypoint.yaml. */
export function waypoint(istio: IstioProps) {
  const list: readonly disk.ProxyVolume[] = [
    disk.workloadSocket(traits(istio).replaceableSocket ? disk.REPLACEABLE : undefined),
    disk.configuration('istio-envoy', disk.IN_MEMORY),
    { name: 'go-proxy-envoy', source: { emptyDir: disk.IN_MEMORY } },
    disk.data,
    { name: 'go-proxy-data', source: { emptyDir: {} } },
    disk.podInfo('istio-podinfo'),
    disk.token(istio),
    disk.istiodRoot(istio),
  ];
  return gatewayObjects({
    managed: gateway('ControllerLabel'),
    // A waypoint is part of the mesh itself; ztunnel must not send its traffic to a waypoint again.
    podLabels: { 'istio.io/dataplane-mode': 'none' },
    // The waypoint of the same zone spares a hop.
    serviceAnnotations: { 'networking.istio.io/traffic-distribution': 'PreferClose' },
    protocol: 'TCP',
    pod: {
      ...placement(istio.waypoint.placement),
      serviceAccountName: gateway('ServiceAccount'),
      containers: [container(istio, list)],
      volumes: disk.volumes(list),
      imagePullSecrets: pullSecrets(istio.image),
    },
  });
}

function container(istio: IstioProps, list: readonly disk.ProxyVolume[]): Node<IContainer> {
  const user = istio.platform === 'openshift' ? {} : { runAsGroup: 1337, runAsUser: 1337 };
  return envoyContainer(istio, {
    role: 'waypoint',
    logsOutliers: true,
    image: facts.proxyImage(istio.proxy.image, gateway('ProxyImage')),
    ports: Object.values(PROXY_PORTS),
    cluster: ['--serviceCluster', text`${gateway('ServiceAccount')}.$(POD_NAMESPACE)`],
    levels: facts.levels(istio),
    separateLevels: true,
    env: [
      env.fromField('ISTIO_META_SERVICE_ACCOUNT', 'spec.serviceAccountName'),
      env.nodeName,
      ...env.certificateEnv(istio),
      ...env.podEnv,
      env.cpuLimit,
      proxyConfig,
      env.metadataEnv(gateway('ProxyConfig.ProxyMetadata')),
      ...env.goLimits,
      { name: 'ISTIO_META_CLUSTER_ID', value: istio.identity.cluster ?? 'Kubernetes' },
      ...env.variable('ISTIO_META_NETWORK', network(istio)),
      networkView(and(network(istio), is(gateway('ControllerLabel'), 'istio.io-eastwest-controller')), network(istio)),
      { name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' },
      ...workloadEnv,
      ...env.meshEnv(istio),
    ],
    ...GATEWAY_PROBES,
    resources: istio.waypoint.resources,
    securityContext: { ...LOCKED_DOWN, ...user, seccompProfile: istio.gatewayPods?.seccompProfile },
    volumeMounts: disk.mounts(list),
  });
}
