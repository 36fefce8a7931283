import type { BookinfoProps } from '../bookinfo';
import type { GatewayProps } from '../gateways/props';
import type { IstioProps } from '../istio/props';
import type { MeshEnvironment } from './mesh-environment';

/** Workloads of one's own: adds namespaces, microservices, routes and policies to an environment. */
export type App = (mesh: MeshEnvironment) => void;

/** Everything that one cluster gets: a control plane with gateways, addons and workloads. Its blocks are the constructs' own props. */
export interface Environment {
  /** Name of the folder in `dist/`. */
  readonly name: string;
  /** What it is for, in one sentence; the README's table is made of it. */
  readonly purpose: string;
  /** The control plane. */
  readonly istio: IstioProps;
  /** Who brings the Gateway API's CRDs: this environment, or a platform that owns them. */
  readonly gatewayApi: 'install' | 'present';
  /** Gateways by a name of one's own; `ingress` is where the demo's routes enter. */
  readonly gateways: Readonly<Record<string, GatewayProps>>;
  /** The sample application. @default - none */
  readonly bookinfo?: Omit<BookinfoProps, 'injection'>;
  /** @default - no workloads but the sample */
  readonly apps?: readonly App[];
}
