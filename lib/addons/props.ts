import type { Placement, Resources } from '../istio/props';

/** A PersistentVolumeClaim in place of storage that goes with the pod. */
export interface StorageProps {
  /** Kubernetes quantity, such as `20Gi`. */
  readonly size: string;
  /** @default - the cluster's default class */
  readonly storageClass?: string;
}

/** Reachable from outside, through the environment's ingress gateway. */
export interface ExposureProps {
  /** Host name that browsers use. */
  readonly host: string;
  /** Name of the TLS Secret in the gateway's namespace. @default - plain HTTP */
  readonly tlsSecret?: string;
}

/** A key of a Secret that exists; its value never comes into this project. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** What every addon's pods have in common. */
export interface PodProps {
  /** @default - what the official manifest asks for */
  readonly resources?: Resources;
  readonly placement?: Placement;
  /** Meet Kubernetes' Pod Security Standard `restricted`, with a read-only root file system. @default false */
  readonly restricted?: boolean;
  /** Let only those connect who use it: see `network-policy.ts`. @default false */
  readonly networkPolicy?: boolean;
}

/** Share of requests that leave a trace. */
export interface SamplingProps {
  /** 0-100 percent, for the whole mesh. @default - istiod's `traceSampling` */
  readonly sampling?: number;
}
