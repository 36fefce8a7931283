import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { Autoscaling, DisruptionBudget, Placement, Resources, StringMap } from '../istio/props';

/** How a gateway's pod comes to be: written out here, or `image: auto`, which istiod's template `gateway` completes at injection. */
export const GATEWAY_FORMS = ['rendered', 'injected'] as const;
export type GatewayForm = (typeof GATEWAY_FORMS)[number];

export const SERVICE_TYPES = ['LoadBalancer', 'ClusterIP', 'NodePort'] as const;
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
}

/** How a gateway is reached. */
export interface GatewayService {
  readonly type: ServiceType;
  readonly ports: readonly GatewayPort[];
  readonly annotations?: StringMap;
  readonly loadBalancerIP?: string;
  /** CIDRs that may use the load balancer. @default - all */
  readonly loadBalancerSourceRanges?: readonly string[];
  /** `Local` keeps the client's address. @default - the server's own: Cluster */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly loadBalancerClass?: string;
}

/** An Envoy of its own at the edge of the mesh: its Service, pods, account and scaling. Charts: `gateway`, `istio-ingress`, `istio-egress`. */
export interface GatewayProps {
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
  /** Network that an east-west gateway serves to others; sets label and environment. @default - none */
  readonly network?: string;
  readonly env?: readonly IEnvVar[];
  readonly podAnnotations?: StringMap;
  readonly podLabels?: StringMap;
  readonly placement?: Placement;
  /** Where its NetworkPolicy lets it connect to in mode `least`. @default 'cluster' */
  readonly reaches?: 'cluster' | 'anywhere';
  /** Seconds that open connections get when a pod is stopped. @default 30 */
  readonly terminationGracePeriodSeconds?: number;
  /** Host ports of the same number as each container port, for a DaemonSet without a load balancer. @default false */
  readonly hostPorts?: boolean;
}
