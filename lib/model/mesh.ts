import type { StringMap } from '../kit/formats/labels';
import type { Kind, SpecsByKind } from './kinds';
import type { Call, ControlPlane, GatewayPods } from './notes';
import type { KubeObject } from './object';
import type { Workload } from './workloads/workloads';

export type { Kind, ServiceSpec, SpecsByKind } from './kinds';
export type { Call, ControlPlane } from './notes';

/** One object as it will be written, and where. */
export interface Written<S> {
  /** Path of the construct that wrote it, or `file:line`. */
  readonly place: string;
  readonly name: string;
  /** Empty for an object of the whole cluster. */
  readonly namespace: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly spec: S;
  /** It selects pods that others deploy. */
  readonly elsewhere: boolean;
  /** The whole of it. */
  readonly object: KubeObject;
}

/** What was noted about a place. */
export interface Noted<S> {
  readonly place: string;
  readonly spec: S;
}

/** Sound objects by kind; policies that are only tried out (`istio.io/dry-run`) decide nothing, and are not among them. */
export type Kinds = { readonly [K in Kind]: readonly Written<SpecsByKind[K]>[] };

/** The mesh as plain data. */
export interface Mesh extends Kinds {
  /** Policies that are only tried out, and sound. */
  readonly triedOut: Kinds['AuthorizationPolicy'];
  /** Every object, also of kinds that nobody here knows, in the order in which they were written. */
  readonly objects: readonly Written<unknown>[];
  /** What runs pods, of whatever kind, and machines that take part. */
  readonly workloads: readonly Workload[];
  readonly calls: readonly Noted<Call>[];
  readonly controlPlanes: readonly Noted<ControlPlane>[];
  readonly gatewayPods: readonly Noted<GatewayPods>[];
  /** These are all objects that there are: what they name and nobody wrote is missing. */
  readonly isWhole: boolean;
}
