import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { pullSecrets } from '../../parts/image';
import type { IstioProps, Resources } from '../../props';
import { GATEWAY_PROBES, PROXY_PORTS } from '../../proxy/container';
import * as env from '../../proxy/env';
import * as disk from '../../proxy/volumes';
import * as facts from '../facts';
import { gateway } from '../template/functions';
import type { Item, Node } from '../template/tree';
import { gatewayObjects } from './gateway-objects';
import { asProxyUser, cluster, network, podSecurity } from './gateway-parts';

/** What the two classes of agentgateway differ in. */
interface Kind {
  readonly managed: string;
  readonly resources: Resources;
  readonly isWaypoint: boolean;
}

/** The template of gateways of class `istio-agentgateway`: a proxy written in Rust. Istio: files/agentgateway.yaml. */
export const agentgateway = (istio: IstioProps) =>
  objects(istio, {
    managed: 'istio.io-agentgateway-controller',
    resources: istio.proxy.resources,
    isWaypoint: false,
  });

/** The template of waypoints of the same proxy. Istio: files/agentgateway-waypoint.yaml. */
export const agentgatewayWaypoint = (istio: IstioProps) =>
  objects(istio, {
    managed: 'istio.io-agentgateway-waypoint-controller',
    resources: istio.waypoint.resources,
    isWaypoint: true,
  });

function objects(istio: IstioProps, kind: Kind) {
  const roots = disk.rootCertificate(istio);
  const list: readonly disk.ProxyVolume[] = [
    disk.scratch('tmp', '/tmp'),
    disk.token(istio, 'xds-token'),
    disk.token(istio),
    ...roots,
  ];
  const mounts = [...disk.mounts(list), ...roots.map(({ name }) => ({ name, mountPath: '/var/run/secrets/xds' }))];
  return gatewayObjects({
    managed: kind.managed,
    protocol: 'TCP',
    ...(kind.isWaypoint ? { podLabels: { 'istio.io/dataplane-mode': 'none' } } : {}),
    pod: {
      securityContext: kind.isWaypoint ? undefined : podSecurity(istio),
      serviceAccountName: gateway('ServiceAccount'),
      containers: [container(istio, kind, mounts)],
      volumes: disk.volumes(list),
      imagePullSecrets: pullSecrets(istio.image),
    },
  });
}

const container = (
  istio: IstioProps,
  { resources, isWaypoint }: Kind,
  volumeMounts: readonly Item<IVolumeMount>[],
): Node<IContainer> => ({
  name: 'agentgateway',
  image: facts.imageOf('gateway.istio.io/agentgatewayImage', '', gateway('AgentgatewayImage')),
  imagePullPolicy: istio.image.pullPolicy,
  ports: [PROXY_PORTS.metrics, PROXY_PORTS.status],
  args: ['--config', '{}'],
  lifecycle: isWaypoint ? undefined : istio.proxy.lifecycle,
  env: [
    ...env.podEnv.slice(0, 2),
    env.fromField('NAMESPACE', 'metadata.namespace'),
    ...env.podEnv.slice(2, 4),
    env.fromLimit('CPU_LIMIT', 'cpu'),
    { name: 'GATEWAY', value: gateway('Name') },
    { name: 'RUST_BACKTRACE', value: '1' },
    { name: 'CLUSTER_ID', value: cluster(istio) },
    ...env.variable('NETWORK', network(istio)),
    { name: 'TRUST_DOMAIN', value: istio.identity.trustDomain },
    env.metadataEnv(gateway('ProxyConfig.ProxyMetadata')),
    { name: 'XDS_ADDRESS', value: gateway('ProxyConfig.DiscoveryAddress') },
    { name: 'CA_ADDRESS', value: env.caAddress(istio) },
  ],
  ...GATEWAY_PROBES,
  resources,
  volumeMounts,
  securityContext: {
    ...(asProxyUser as object),
    seccompProfile: isWaypoint ? istio.gatewayPods?.seccompProfile : undefined,
  },
});
