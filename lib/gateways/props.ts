import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { ILifecycle } from 'kubernetes-models/v1/Lifecycle';
import type { IPodDNSConfig } from 'kubernetes-models/v1/PodDNSConfig';
import type { IPodSecurityContext } from 'kubernetes-models/v1/PodSecurityContext';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type {
  Autoscaling,
  DisruptionBudget,
  Placement,
  PodAdditions,
  PullPolicy,
  Resources,
  ServiceSettings,
  StringMap,
} from '../istio/props';

/** How a gateway's pod comes to be: written out here, or `image: auto`, which istiod's template `gateway` completes at injection. */
export const GATEWAY_FORMS = ['rendered', 'injected'] as const;
export type GatewayForm = (typeof GATEWAY_FORMS)[number];

/** `None`: no Service; the pods are reached by host ports. */
export const SERVICE_TYPES = ['LoadBalancer', 'ClusterIP', 'NodePort', 'None'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

/** One port of a gateway's Service. */
export interface GatewayPort {
  readonly name: string;
  /** What clients use. */
  readonly port: number;
  /** What the pod listens on, and what an Istio `Gateway` names. @default - `port` */
  readonly targetPort?: number;
  /** Fixed port of every node, 30000-32767, with a Service of type NodePort or LoadBalancer. @default - Kubernetes chooses */
  readonly nodePort?: number;
  /** @default 'TCP' */
  readonly protocol?: 'TCP' | 'UDP';
  /** What load balancers and meshes may know of it: `http`, `kubernetes.io/h2c`, a cloud's own. @default - nothing */
  readonly appProtocol?: string;
}

/** How a gateway is reached. */
export interface GatewayService extends ServiceSettings {
  readonly type: ServiceType;
  readonly ports: readonly GatewayPort[];
  readonly loadBalancerIP?: string;
  /** CIDRs that may use the load balancer. @default - all */
  readonly loadBalancerSourceRanges?: readonly string[];
  /** `Local` keeps the client's address. @default - the server's own: Cluster */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly loadBalancerClass?: string;
  /** `false` for a load balancer that reaches pods directly. @default - the server's own: true */
  readonly allocateLoadBalancerNodePorts?: boolean;
  /** Where the load balancer asks for health, with `externalTrafficPolicy: Local`. @default - Kubernetes chooses */
  readonly healthCheckNodePort?: number;
  /** `Local` stays on the caller's node. @default - the server's own: Cluster */
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  /** A fixed address, or `None`. @default - Kubernetes chooses */
  readonly clusterIP?: string;
  /** Addresses that others lead to the nodes. */
  readonly externalIPs?: readonly string[];
  /** `ClientIP` keeps a client at one pod, for so many seconds. @default - the server's own: None, 10800 seconds */
  readonly sessionAffinity?: 'None' | 'ClientIP';
  readonly sessionAffinitySeconds?: number;
  /** Further labels that a pod needs to be behind the Service. @default - those of `selector` */
  readonly selectorLabels?: StringMap;
}

/** Who a gateway's pods are for the API server. */
export interface GatewayAccountProps {
  /** @default - the gateway's name; with `-service-account` in the rendered form */
  readonly name?: string;
  /** A cloud's identity. */
  readonly annotations?: StringMap;
  /** `present`: others make it. @default 'create' */
  readonly from?: 'create' | 'present';
  /** May read the Secrets of its namespace, where Istio's `Gateway` resources find their certificates. @default true */
  readonly readsSecrets?: boolean;
}

/** Where its proxy's image comes from. */
export interface GatewayImage {
  /** Whole reference. @default - the control plane's proxy */
  readonly reference?: string;
  /** @default - the control plane's */
  readonly pullPolicy?: PullPolicy;
  /** Names of Secrets of its namespace, in the pod itself; a rendered gateway's account has those of the control plane anyway. */
  readonly pullSecrets?: readonly string[];
}

/** A Secret that the proxy sees where it exists; Istio's `Gateway` resources name files in it by path. */
export interface GatewaySecret {
  /** Of the volume. */
  readonly name: string;
  readonly secretName: string;
  readonly mountPath: string;
}

/** What the proxy's container has in place of what we, or istiod, would put into it. */
export interface GatewayContainer {
  readonly readinessProbe?: IProbe;
  readonly lifecycle?: ILifecycle;
  /** In place of ours, which is as strict as it can be; not beside `runAsRoot`. */
  readonly securityContext?: ISecurityContext;
}

/** An Envoy of its own at the edge of the mesh: its Service, pods, account and scaling. Charts: `gateway`, `istio-ingress`, `istio-egress`. */
export interface GatewayProps extends PodAdditions {
  /** Name of the Service and the Deployment. */
  readonly name: string;
  /** @default - the control plane's */
  readonly namespace?: string;
  readonly form: GatewayForm;
  /** Labels of the pods by which Istio's `Gateway` resources select them. */
  readonly selector: StringMap;
  readonly service: GatewayService;
  /** `DaemonSet`: one pod a node; injected form only. @default 'Deployment' */
  readonly kind?: 'Deployment' | 'DaemonSet';
  readonly resources: Resources;
  /** Fixed number of pods; not beside `autoscaling`. @default - 1, or what `autoscaling` says */
  readonly replicas?: number;
  readonly autoscaling?: Autoscaling;
  /** @default - no PodDisruptionBudget */
  readonly disruptionBudget?: DisruptionBudget;
  readonly rollingUpdate?: { readonly maxSurge: number | string; readonly maxUnavailable: number | string };
  /** Stops the old pods before it starts new ones, so that requests are lost meanwhile; not beside `rollingUpdate`. @default false */
  readonly recreate?: boolean;
  /** Network that an east-west gateway serves to others; sets label and environment. @default - none */
  readonly network?: string;
  readonly env?: readonly IEnvVar[];
  /** Of all its objects, and of its pods. */
  readonly labels?: StringMap;
  /** Of all its objects but the ServiceAccount. */
  readonly annotations?: StringMap;
  readonly account?: GatewayAccountProps;
  readonly podAnnotations?: StringMap;
  readonly podLabels?: StringMap;
  readonly placement?: Placement;
  /** Where its NetworkPolicy lets it connect to in mode `least`. @default 'cluster' */
  readonly reaches?: 'cluster' | 'anywhere';
  /** Other containers in its pods. */
  readonly containers?: readonly IContainer[];
  /** @default - what we write, or istiod's template says */
  readonly container?: GatewayContainer;
  readonly image?: GatewayImage;
  /** In the rendered form. @default - `istio-<side>-certs` and `istio-<side>-ca-certs` below `/etc/istio`. Charts: `secretVolumes`. */
  readonly secrets?: readonly GatewaySecret[];
  /** istiod's template, or several with commas, that adds the proxy to a pod of the rendered form. Charts: `injectionTemplate`. @default - the proxy is written out */
  readonly injectionTemplate?: string;
  /** A proxy of the rendered form that may listen below 1024 without `sysctls`. @default false */
  readonly runAsRoot?: boolean;
  /** Of the pod, in place of ours. */
  readonly securityContext?: IPodSecurityContext;
  readonly dnsPolicy?: 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default' | 'None';
  readonly dnsConfig?: IPodDNSConfig;
  /** Seconds that a new pod must have been ready to count. @default 0 */
  readonly minReadySeconds?: number;
  /** Seconds that open connections get when a pod is stopped. @default 30 */
  readonly terminationGracePeriodSeconds?: number;
  /** Host ports of the same number as each container port, for a DaemonSet without a load balancer. @default false */
  readonly hostPorts?: boolean;
}
