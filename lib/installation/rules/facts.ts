import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { GRAFANA } from '../../addons/grafana/props';
import { KIALI } from '../../addons/kiali/props';
import type { AddonSettings } from '../../addons/registry';
import { DRAIN, LEAST_PODS } from '../../istio/availability';
import { imageTag } from '../../istio/image';
import { DEFAULT_REVISION, Revision } from '../../istio/revisions/revision';
import { ENFORCE } from '../../kit/pod-security';
import type { Environment } from '../environment';
import type { AuthorityFacts } from './authority';
import type { AvailabilityFacts } from './availability';
import type { FollowingFacts } from './following';
import type { GuardFacts } from './guard-rails';
import type { InstallationFacts } from './installation';
import type { PodSecurityFacts } from './pod-security';

/** Seconds that Kubernetes gives a pod to stop unless it says otherwise. */
const DEFAULT_GRACE = 30;

export const installationFacts = (root: Construct, { istio, cni, ztunnel }: Environment): InstallationFacts => ({
  ambientControlPlane: istio.istiod.env['PILOT_ENABLE_AMBIENT'] === 'true',
  cni: cni === undefined ? 'none' : cni.ambient.enabled ? 'ambient' : 'sidecars',
  ztunnel: ztunnel !== undefined,
  injectedPodsUse: istio.cni?.provider,
  cniProvider: cni?.provider,
  ambientNamespaces: printed(root, 'Namespace', 'core').flatMap(({ metadata: { name, labels } }) =>
    labels?.['istio.io/dataplane-mode'] === 'ambient' ? [name] : [],
  ),
});

export const availabilityFacts = ({
  istio,
  revisions = [],
  external = [],
  gateways,
  availability = 'single',
}: Environment): AvailabilityFacts => ({
  availability,
  least: LEAST_PODS[availability],
  drain: DRAIN.proxy,
  deployments: [
    ...[istio, ...revisions, ...external].map((plane) => ({
      name: `${new Revision(plane).service}${external.includes(plane) ? ` in ${plane.namespace}` : ''}`,
      replicas: plane.istiod.replicas,
      maxReplicas: plane.istiod.autoscaling?.max,
    })),
    ...Object.values(gateways)
      .filter(({ kind }) => kind !== 'DaemonSet')
      .map(({ name, replicas, autoscaling, terminationGracePeriodSeconds }) => ({
        name: `gateway ${name}`,
        replicas,
        maxReplicas: autoscaling?.max,
        ...(availability === 'single' ? {} : { gracePeriod: terminationGracePeriodSeconds ?? DEFAULT_GRACE }),
      })),
  ],
});

/** An object as printed, as far as the checks read it. */
interface Printed {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  readonly spec?: {
    readonly servers?: readonly { readonly hosts: readonly string[]; readonly tls?: { readonly mode?: string } }[];
    readonly selector?: unknown;
    readonly mtls?: { readonly mode?: string };
    readonly gatewayClassName?: string;
    readonly addresses?: readonly unknown[];
    readonly listeners?: readonly { readonly hostname?: string; readonly protocol: string }[];
  };
}

const printed = (root: Construct, kind: string, group: string): readonly Printed[] =>
  root.node
    .findAll()
    .filter(
      (child): child is ApiObject => child instanceof ApiObject && child.kind === kind && child.apiGroup === group,
    )
    .map((object) => object.toJson() as Printed);

export const followingFacts = (root: Construct, { istio, revisions = [], tags = {} }: Environment): FollowingFacts => ({
  served: [...[istio, ...revisions].map(({ revision = DEFAULT_REVISION }) => revision), ...Object.keys(tags)],
  namespaces: printed(root, 'Namespace', 'core').flatMap(({ metadata: { name, labels = {} } }) => {
    const revision = labels['istio.io/rev'];
    const follows = labels['istio-injection'] === 'enabled' ? DEFAULT_REVISION : revision;
    return follows === undefined ? [] : [{ name, follows }];
  }),
});

export const authorityFacts = (root: Construct, { authority, gateways, ztunnel }: Environment): AuthorityFacts => ({
  by: authority?.by ?? 'istiod',
  renderedGateways: Object.values(gateways).flatMap(({ form, name }) => (form === 'rendered' ? [name] : [])),
  istiosOwnGateways: printed(root, 'Gateway', 'gateway.networking.k8s.io').flatMap(({ metadata, spec }) =>
    spec?.addresses === undefined ? [`${metadata.namespace}/${metadata.name}`] : [],
  ),
  ztunnel: ztunnel !== undefined,
});

export const podSecurityFacts = (root: Construct, { istio, cni, ztunnel }: Environment): PodSecurityFacts => ({
  namespaces: printed(root, 'Namespace', 'core').map(({ metadata: { name, labels = {} } }) => ({
    name,
    level: labels[ENFORCE],
    injected: labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined,
  })),
  cni: istio.cni !== undefined,
  agents: [
    ...(cni === undefined ? [] : [{ name: 'the CNI agent', namespace: cni.namespace ?? istio.namespace }]),
    ...(ztunnel === undefined ? [] : [{ name: 'ztunnel', namespace: ztunnel.namespace ?? istio.namespace }]),
  ],
});

const tracers = ({ opentelemetryCollector, jaeger, zipkin, skywalking }: AddonSettings) =>
  [opentelemetryCollector, jaeger, zipkin, skywalking].map((tracer) => tracer?.sampling);

export const guardFacts = (root: Construct, { istio, cni, addons = {}, availability }: Environment): GuardFacts => ({
  // A tracing addon's own share wins, through the Telemetry that it brings.
  traceSampling: tracers(addons).find((share) => share !== undefined) ?? istio.istiod.traceSampling,
  outboundTrafficPolicy: istio.mesh.outboundTrafficPolicy?.mode,
  anonymousDashboards: [
    ...(addons.grafana && 'anonymous' in (addons.grafana.auth ?? GRAFANA.auth) ? ['Grafana'] : []),
    ...(addons.kiali && (addons.kiali.auth ?? KIALI.auth).strategy === 'anonymous' ? ['Kiali'] : []),
  ],
  wildcardGateways: wildcardGateways(root),
  strictMutualTls: printed(root, 'PeerAuthentication', 'security.istio.io').some(
    ({ metadata, spec }) =>
      metadata.namespace === istio.namespace && spec?.selector === undefined && spec?.mtls?.mode === 'STRICT',
  ),
  availability: availability ?? 'single',
  networkPolicy: istio.networkPolicy !== undefined,
  imageTag: imageTag(istio),
  imageVariant: istio.image.variant,
  nodeAgentOfOthers: istio.cni !== undefined && cni === undefined,
});

/** Where TLS passes through, the host is not the gateway's to judge. */
const wildcardGateways = (root: Construct): readonly string[] => [
  ...printed(root, 'Gateway', 'networking.istio.io')
    .filter(({ spec }) =>
      spec?.servers?.some(
        ({ hosts, tls }) => !tls?.mode?.endsWith('PASSTHROUGH') && hosts.some((host) => /^([^/]*\/)?\*$/.test(host)),
      ),
    )
    .map(({ metadata }) => `Gateway ${metadata.name}`),
  ...printed(root, 'Gateway', 'gateway.networking.k8s.io')
    .filter(({ spec }) =>
      spec?.listeners?.some(({ hostname, protocol }) => hostname === undefined && /^HTTPS?$/.test(protocol)),
    )
    .map(({ metadata }) => `Gateway ${metadata.name}`),
];
