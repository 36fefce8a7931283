import type { IHorizontalPodAutoscalerBehavior } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerBehavior';
import type { IAffinity } from 'kubernetes-models/v1/Affinity';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { StringMap } from '../kit/formats/labels';

/** Image flavours that Istio publishes: Ubuntu based (the default), without a shell, or with debugging tools. */
export const VARIANTS = ['distroless', 'debug'] as const;
export type Variant = (typeof VARIANTS)[number];

export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'] as const;
export type PullPolicy = (typeof PULL_POLICIES)[number];

export type { StringMap };

/** CPU and memory as Kubernetes quantities (`100m`, `128Mi`). */
export interface Resources {
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

/** Where Istio's own images come from. */
export interface ImageProps {
  /** Registry and path. Charts: `global.hub`. */
  readonly hub: string;
  /** Image tag. @default - the newest patch release of `version` that this project knows. Charts: `global.tag`. */
  readonly tag?: string;
  /** @default - the Ubuntu based image. Charts: `global.variant`. */
  readonly variant?: Variant;
  /** Whole references that stand in for single images. Charts: `image`, `hub`, `tag` and `variant` of `pilot`, `cni` and `ztunnel`. */
  readonly references?: { readonly [K in 'pilot' | 'install-cni' | 'ztunnel']?: string };
  /** `sha256:...` by the image's name, for images that nobody can change under their tag. @default - the tag alone */
  readonly digests?: StringMap;
  /** @default - Kubernetes' own rule (IfNotPresent for a fixed tag). Charts: `global.imagePullPolicy`. */
  readonly pullPolicy?: PullPolicy;
  /** Names of Secrets in each namespace that pulls. Charts: `global.imagePullSecrets`. */
  readonly pullSecrets?: readonly string[];
}

/** Horizontal scaling by use. */
export interface Autoscaling {
  readonly min: number;
  readonly max: number;
  /** Target CPU use in percent of the request, which may be above 100. @default - CPU does not count */
  readonly cpu?: number;
  /** Target memory use in percent of the request. @default - memory does not count */
  readonly memory?: number;
  /** How fast it scales up and down. @default - the server's own. Charts: `autoscaleBehavior`. */
  readonly behavior?: IHorizontalPodAutoscalerBehavior;
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

/** How a Service of Istio's own is reached. */
export interface ServiceSettings {
  readonly annotations?: StringMap;
  /** One address or two, for clusters with IPv4 and IPv6. @default - the server's own: SingleStack */
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack';
  /** @default - the cluster's */
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
}

/** What a pod of Istio's own gets beside what it needs. A volume's name, or a mount's path, that is there already stands in for ours. */
export interface PodAdditions {
  readonly volumes?: readonly IVolume[];
  readonly volumeMounts?: readonly IVolumeMount[];
  readonly initContainers?: readonly IContainer[];
}
