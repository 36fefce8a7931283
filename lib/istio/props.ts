import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import type { IAffinity } from 'kubernetes-models/v1/Affinity';
import type { ILifecycle } from 'kubernetes-models/v1/Lifecycle';
import type { IPodSecurityContext } from 'kubernetes-models/v1/PodSecurityContext';
import type { ISeccompProfile } from 'kubernetes-models/v1/SeccompProfile';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import type { MeshConfigJson } from '../../imports/proto/mesh/v1alpha1/config_pb';
import type { MeshNetworksJson } from '../../imports/proto/mesh/v1alpha1/network_pb';
import type { ProxyConfigJson } from '../../imports/proto/mesh/v1alpha1/proxy_pb';
import type { JsonInput } from '../kit/json';
import type { CertificateProps } from './certificates/props';
import type { CustomTemplate } from './injection/custom';
import type { NetworkPolicyMode, Platform, RemoteProps } from './surroundings';

/** Image flavours that Istio publishes: Ubuntu based (the default), without a shell, or with debugging tools. */
export const VARIANTS = ['distroless', 'debug'] as const;
export type Variant = (typeof VARIANTS)[number];

export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'] as const;
export type PullPolicy = (typeof PULL_POLICIES)[number];

export type StringMap = Readonly<Record<string, string>>;

/** CPU and memory as Kubernetes quantities (`100m`, `128Mi`). */
export interface Resources {
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

/** Where Istio's own images come from. */
export interface ImageProps {
  /** Registry and path. Charts: `global.hub`. */
  readonly hub: string;
  /** Image tag. Charts: `global.tag`. */
  readonly tag: string;
  /** @default - the Ubuntu based image. Charts: `global.variant`. */
  readonly variant?: Variant;
  /** `sha256:...` by the image's name, for images that nobody can change under their tag. @default - the tag alone */
  readonly digests?: StringMap;
  /** @default - Kubernetes' own rule (IfNotPresent for a fixed tag). Charts: `global.imagePullPolicy`. */
  readonly pullPolicy?: PullPolicy;
  /** Names of Secrets in each namespace that pulls. Charts: `global.imagePullSecrets`. */
  readonly pullSecrets?: readonly string[];
}

/** Horizontal scaling by CPU. */
export interface Autoscaling {
  readonly min: number;
  readonly max: number;
  /** Target CPU use in percent of the request. */
  readonly cpu: number;
}

/** How many pods must stay up, or may be down, during a voluntary disruption: a number or a percentage. One of the two. */
export interface DisruptionBudget {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
  readonly unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
}

/** Where pods run. */
export interface Placement {
  readonly nodeSelector?: StringMap;
  readonly tolerations?: readonly IToleration[];
  readonly affinity?: IAffinity;
  readonly topologySpread?: readonly ITopologySpreadConstraint[];
  readonly priorityClass?: string;
}

/** Who this mesh and this cluster are. */
export interface IdentityProps {
  /** SPIFFE trust domain of every workload certificate. */
  readonly trustDomain: string;
  /** DNS suffix of the cluster. */
  readonly clusterDomain: string;
  /** Cluster name that istiod and proxies report. Charts: `global.multiCluster.clusterName`. @default - istiod's `Kubernetes` */
  readonly cluster?: string;
  /** Network whose endpoints reach each other directly. Charts: `global.network`. */
  readonly network?: string;
  /** Mesh name for telemetry. @default - the trust domain. Charts: `global.meshID`. */
  readonly meshId?: string;
}

/** The control plane's own pod. */
export interface IstiodProps {
  readonly resources: Resources;
  /** Fixed number of pods; not beside `autoscaling`. @default 1 */
  readonly replicas?: number;
  readonly autoscaling?: Autoscaling;
  /** Pods that may be down at once or must stay up during a voluntary disruption. @default - no PodDisruptionBudget */
  readonly disruptionBudget?: DisruptionBudget;
  readonly rollingUpdate: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
  /** Environment of istiod (`PILOT_*` and others); values are strings. Charts: `pilot.env`. */
  readonly env: StringMap;
  /** Appended to istiod's arguments. Charts: `pilot.extraContainerArgs`. */
  readonly extraArgs?: readonly string[];
  /** `scope:level,...`. Charts: `global.logging.level`. */
  readonly logLevel: string;
  readonly logAsJson: boolean;
  /** Share of requests that start a trace, 0-100 percent. Charts: `pilot.traceSampling`. */
  readonly traceSampling: number;
  /** How long a proxy keeps one connection to istiod. Charts: `pilot.keepaliveMaxServerConnectionAge`. */
  readonly maxConnectionAge: string;
  readonly podAnnotations?: StringMap;
  readonly podLabels?: StringMap;
  readonly placement?: Placement;
  readonly seccompProfile?: ISeccompProfile;
  /** `same zone first` for proxies that connect to istiod. Charts: `pilot.trafficDistribution`. */
  readonly trafficDistribution?: 'PreferClose' | 'PreferSameZone' | 'PreferSameNode';
  readonly terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError';
}

/** What every sidecar (and gateway) starts from; a pod's annotations win over it. Charts: `global.proxy`, `global.proxy_init`. */
export interface ProxyProps {
  readonly resources: Resources;
  readonly logLevel: string;
  readonly componentLogLevel: string;
  /** Redirected to the proxy: CIDR list or `*`. */
  readonly includeIPRanges: string;
  readonly excludeIPRanges: string;
  readonly includeInboundPorts: string;
  readonly excludeInboundPorts: string;
  readonly includeOutboundPorts: string;
  readonly excludeOutboundPorts: string;
  readonly outlierLogPath: string;
  readonly privileged: boolean;
  readonly holdApplicationUntilProxyStarts?: boolean;
  readonly lifecycle?: ILifecycle;
  readonly seccompProfile?: ISeccompProfile;
  readonly capNetBindService?: boolean;
  /** Port of `/healthz/ready` and merged metrics; 0 switches probes off. */
  readonly statusPort: number;
  /** Seconds and counts as in a Kubernetes probe. */
  readonly readiness: {
    readonly initialDelaySeconds: number;
    readonly periodSeconds: number;
    readonly failureThreshold: number;
  };
  readonly startup: { readonly enabled: boolean; readonly failureThreshold: number };
  readonly image: string;
  readonly initImage: string;
  readonly forceApplyIptables: boolean;
  readonly nativeNftables: boolean;
}

/** Which pods get a sidecar, and from which templates. Charts: `sidecarInjectorWebhook`, `global.proxy.autoInject`. */
export interface InjectionProps {
  /** `disabled`: only pods that ask for it, in a namespace that the webhook watches. */
  readonly policy: 'enabled' | 'disabled';
  readonly alwaysInject: readonly ILabelSelector[];
  readonly neverInject: readonly ILabelSelector[];
  readonly injectedAnnotations: StringMap;
  /** Names of the templates for pods that choose none. @default ['sidecar'] */
  readonly defaultTemplates: readonly string[];
  /** Custom templates by name: Go template text, or a typed tree, that renders a pod patch. One of a built-in's name replaces it. */
  readonly templates: Readonly<Record<string, string | CustomTemplate>>;
  /** Inject every namespace that does not say no. */
  readonly enableNamespacesByDefault: boolean;
  readonly rewriteAppHTTPProbe: boolean;
  /** `auto`: native where every kubelet is 1.33 or newer, which istiod finds out. */
  readonly nativeSidecars: 'auto' | 'on' | 'off';
  /** Whether and when the API server calls the webhook again after other webhooks. */
  readonly reinvocationPolicy: 'Never' | 'IfNeeded';
}

/** Defaults of Gateway API waypoints. Charts: `global.waypoint`. */
export interface WaypointDefaults {
  readonly resources: Resources;
  readonly placement?: Placement;
}

/** One revision of Istio's control plane, whole: `lib/istio/profiles/` holds the official starting points. */
export interface IstioProps {
  /** Namespace of the control plane and root namespace of the mesh. */
  readonly namespace: string;
  /** Name of this control plane beside others. @default - the one without a name, whose proxies say `default` */
  readonly revision?: string;
  /** What istiod and injected pods are told about the distribution. @default - plain Kubernetes. Charts: `global.platform`. */
  readonly platform?: Platform;
  readonly image: ImageProps;
  readonly identity: IdentityProps;
  /** Mesh-wide configuration, checked field by field. Source: istio.io/api mesh/v1alpha1/config.proto. */
  readonly mesh: MeshConfig;
  /** Networks of the mesh and their gateways. Source: istio.io/api mesh/v1alpha1/network.proto. */
  readonly meshNetworks?: MeshNetworks;
  readonly istiod: IstiodProps;
  readonly proxy: ProxyProps;
  readonly injection: InjectionProps;
  readonly certificates: CertificateProps;
  readonly waypoint: WaypointDefaults;
  /** Security contexts of pods from the gateway templates. Charts: `gateways`. */
  readonly gatewayPods?: { readonly securityContext?: IPodSecurityContext; readonly seccompProfile?: ISeccompProfile };
  /** Pods get their traffic redirection from the node's CNI plugin, not from a privileged init container. Charts: `pilot.cni`. */
  readonly cni?: { readonly provider: 'default' | 'multus' };
  /** Report configuration problems as status. Charts: `global.istiod.enableAnalysis`. */
  readonly analysis: boolean;
  /** Refuse wrong Istio resources at admission. Charts: `global.configValidation`. */
  readonly validation: boolean;
  /** NetworkPolicies for istiod, gateways, CNI and ztunnel. @default - none. Charts: `global.networkPolicy`. */
  readonly networkPolicy?: NetworkPolicyMode;
  /** Namespace of ztunnel, which istiod trusts to ask for workloads' certificates. @default - the control plane's */
  readonly ztunnelNamespace?: string;
  /** Refuse resources and fields of the mesh API that are not stable yet. @default false. Charts: `experimental.stableValidationPolicy`. */
  readonly stableOnly?: boolean;
  /** The control plane runs in another cluster. @default - it runs here. Charts: `istiodRemote`, `global.remotePilotAddress`. */
  readonly remote?: RemoteProps;
}

/** Mesh-wide configuration in its JSON form. Source: istio.io/api mesh/v1alpha1/config.proto. */
export type MeshConfig = JsonInput<MeshConfigJson>;

/** Configuration of one proxy in its JSON form. Source: istio.io/api mesh/v1alpha1/proxy.proto. */
export type ProxyConfig = JsonInput<ProxyConfigJson>;

/** Networks by name, with their endpoints and gateways. Source: istio.io/api mesh/v1alpha1/network.proto. */
export type MeshNetworks = JsonInput<NonNullable<MeshNetworksJson['networks']>>;
