import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSecurityContext } from 'kubernetes-models/v1/PodSecurityContext';
import type { ISeccompProfile } from 'kubernetes-models/v1/SeccompProfile';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { MeshConfigJson } from '../../imports/proto/mesh/v1alpha1/config_pb';
import type { MeshNetworksJson } from '../../imports/proto/mesh/v1alpha1/network_pb';
import type { ProxyConfigJson } from '../../imports/proto/mesh/v1alpha1/proxy_pb';
import type { JsonInput } from '../kit/json';
import type { Patch } from '../kit/override';
import type { CertificateProps } from './certificates/props';
import type { CustomTemplate } from './injection/custom';
import type { ProxyProps } from './proxy/props';
import type { NetworkPolicyMode, Platform, RemoteProps } from './surroundings';
import type { Minor } from './versions';
import type {
  Autoscaling,
  DisruptionBudget,
  ImageProps,
  Placement,
  PodAdditions,
  Resources,
  ServiceSettings,
  StringMap,
} from './workload-props';

export * from './proxy/props';
export * from './workload-props';

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
export interface IstiodProps extends PodAdditions {
  readonly resources: Resources;
  /** Fixed number of pods; not beside `autoscaling`. @default 1 */
  readonly replicas?: number;
  readonly autoscaling?: Autoscaling;
  /** Pods that may be down at once or must stay up during a voluntary disruption. @default - no PodDisruptionBudget */
  readonly disruptionBudget?: DisruptionBudget;
  readonly rollingUpdate: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
  /** Environment of istiod (`PILOT_*` and others); values are strings. Charts: `pilot.env`. */
  readonly env: StringMap;
  /** Variables whose values come from Secrets, ConfigMaps or fields. Charts: `pilot.envVarFrom`. */
  readonly envFrom?: readonly IEnvVar[];
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
  /** Of the Deployment itself. Charts: `pilot.deploymentAnnotations`, `pilot.deploymentLabels`. */
  readonly annotations?: StringMap;
  readonly labels?: StringMap;
  /** Of the ServiceAccount: a cloud's identity. Charts: `pilot.serviceAccountAnnotations`. */
  readonly accountAnnotations?: StringMap;
  /** Charts: `pilot.serviceAnnotations`, `pilot.ipFamilyPolicy`, `pilot.ipFamilies`. */
  readonly service?: ServiceSettings;
  /** PEM of authorities that sign the servers of JWT keys, beside the well-known ones. Charts: `pilot.jwksResolverExtraRootCA`. */
  readonly jwksAuthorities?: string;
  readonly placement?: Placement;
  readonly seccompProfile?: ISeccompProfile;
  /** `same zone first` for proxies that connect to istiod. Charts: `pilot.trafficDistribution`. */
  readonly trafficDistribution?: 'PreferClose' | 'PreferSameZone' | 'PreferSameNode';
  /**
   * Has istiod take a taint from each node whose CNI agent is ready, so that no pod starts before it is. Charts: `pilot.taint`.
   * `taint` is its key, `cni.istio.io/not-ready` if absent; `cniNamespace` is the agent's namespace, the control plane's if absent.
   * @default - nodes are left alone
   */
  readonly untaintNodes?: { readonly taint?: string; readonly cniNamespace?: string };
  /** @default - the distribution's, else the server's own: File */
  readonly terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError';
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
  /** Of the webhooks: what other controllers may do to them. Charts: `sidecarInjectorWebhookAnnotations`. */
  readonly webhookAnnotations?: StringMap;
}

/** Defaults of Gateway API waypoints. Charts: `global.waypoint`. */
export interface WaypointDefaults {
  readonly resources: Resources;
  readonly placement?: Placement;
}

/** Merged into the objects of each `Gateway` of a class. Without it no HorizontalPodAutoscaler and no PodDisruptionBudget is made. */
export interface GatewayClassDefaults {
  readonly deployment?: Overlay<IDeployment>;
  readonly service?: Overlay<IService>;
  readonly serviceAccount?: Overlay<IServiceAccount>;
  readonly horizontalPodAutoscaler?: Overlay<IHorizontalPodAutoscaler>;
  readonly podDisruptionBudget?: Overlay<IPodDisruptionBudget>;
}
type Overlay<T> = Patch<Omit<T, 'apiVersion' | 'kind'>>;

/** One revision of Istio's control plane, whole: `lib/istio/profiles/` holds the official starting points. */
export interface IstioProps {
  /** Namespace of the control plane and root namespace of the mesh. */
  readonly namespace: string;
  /** Name of this control plane beside others. @default - the one without a name, whose proxies say `default` */
  readonly revision?: string;
  /** Istio's minor: which templates, rights and variables are written. Its patch release is `image.tag`. */
  readonly version: Minor;
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
  /** What istiod lays over each object that it makes for a Gateway API `Gateway`, by GatewayClass. @default - nothing. Charts: `gatewayClasses`. */
  readonly gatewayClasses?: Readonly<Record<string, GatewayClassDefaults>>;
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
  /** Name of ztunnel's account there. @default 'ztunnel'. Charts: `trustedZtunnelName`. */
  readonly ztunnelName?: string;
  /**
   * With which account other clusters' istiods read this one: its own of that name, `none`, or one that others make.
   * @default - `istio-reader-service-account`, made here. Charts: `global.enableReaderRBAC`, `global.readerServiceAccount`.
   */
  readonly reader?: 'none' | { readonly name: string; readonly namespace: string };
  /** Who makes the ConfigMap with the mesh configuration; `present`: others do, and `mesh` is for the checks alone. @default 'create'. Charts: `configMap`. */
  readonly meshConfigMap?: 'create' | 'present';
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
