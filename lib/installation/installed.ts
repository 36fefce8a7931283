import type { ApiObject, Chart } from 'cdk8s';
import type { Bookinfo } from '../bookinfo';
import type { Gateway } from '../gateways/gateway';
import type { CrdSet } from '../istio/base/crds';
import type { ControlPlanes } from '../istio/revisions/control-planes';
import type { MeshNamespace } from '../mesh/services/namespace';

/** What an environment has installed, for the workloads, routes and policies that are added to it. */
export interface Installed extends Chart {
  /** What the cluster must have before. */
  readonly crds: readonly CrdSet[];
  readonly controlPlanes: ControlPlanes;
  /** By their names in the environment. */
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly bookinfo?: Bookinfo;
  /** Addresses (CIDRs) of the pods of other clusters in the same network. */
  readonly otherPods: readonly string[];
  /** Whether an object is written, or left to others. */
  readonly writes: (object: ApiObject) => boolean;
  /** Namespace of the control plane, whose policies hold for the whole mesh. */
  readonly rootNamespace: MeshNamespace;
  /** The gateway where requests enter: `gateways.ingress` of the environment. @throws MESH866 if it has none */
  readonly ingress: Gateway;
  /** A gateway by its name in the environment. @throws MESH866 */
  gateway(name: string): Gateway;
  /** What each app gave back; `made` gives it with its type. */
  readonly handles: ReadonlyMap<unknown, unknown>;
  /** What an app of the environment gave back: its services and gateways, for tests and for other apps. @throws MESH845 */
  made<T>(app: (mesh: Installed) => T): T;
}
