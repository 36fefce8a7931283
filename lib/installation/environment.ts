import type { AddonSettings } from '../addons/registry';
import type { BookinfoSettings } from '../bookinfo';
import type { GatewayProps } from '../gateways/props';
import type { Authority } from '../istio/certificates/authority';
import type { CniProps } from '../istio/nodes/cni/props';
import type { ZtunnelProps } from '../istio/nodes/ztunnel/props';
import type { Availability } from '../istio/parts/availability';
import type { IstioProps, StringMap } from '../istio/props';
import type { PodSecurity } from '../kit/formats/pod-security';
import type { ObjectPatch } from './changes/patches';
import type { Delivery } from './delivery';
import type { Installed } from './installed';
import type { Waivers } from './rails';

/** Workloads of one's own: adds namespaces, microservices, routes and policies to an environment. */
export type App = (mesh: Installed) => unknown;

/** A gateway of an environment. */
export interface EnvironmentGateway extends GatewayProps {
  /** Name of the revision or tag whose istiod configures it. @default - the environment's `istio` */
  readonly follows?: string;
}

/** The sample application of an environment. */
export interface EnvironmentBookinfo extends BookinfoSettings {
  /** With a proxy in every pod, or with the node's. @default 'sidecar' */
  readonly dataPlane?: 'sidecar' | 'ambient';
  /** Name of the revision or tag whose sidecars its pods get. @default - the environment's `istio` */
  readonly follows?: string;
}

/** Everything that one cluster gets: a control plane with gateways, addons and workloads. Its blocks are the constructs' own props. */
export interface Environment {
  /** Name of the folder in `dist/`; `fleet/cluster` for one cluster of several. */
  readonly name: string;
  /** What it is for, in one sentence; the reference's table is made of it. */
  readonly purpose: string;
  /**
   * The oldest Kubernetes minor of its clusters: what newer ones want otherwise is written their way, so that the server warns of nothing.
   * @default '1.32', the oldest that this release of Istio is made for
   */
  readonly kubernetes?: `1.${number}`;
  /** The control plane; the one that is followed where nothing else is said. */
  readonly istio: IstioProps;
  /** Further control planes beside it, each with a `revision` of its own. */
  readonly revisions?: readonly IstioProps[];
  /** Control planes of other clusters that run here, each in a namespace of its own. */
  readonly external?: readonly IstioProps[];
  /** Revisions by tag: what namespaces and gateways follow instead of a revision, so that moving them is one change. */
  readonly tags?: StringMap;
  /**
   * The node agent that redirects pods' traffic. @default - pods do it themselves, in a privileged init container; with `istio.cni` they
   * rely on an agent that others install
   */
  readonly cni?: CniProps;
  /** The node proxy of ambient mode. */
  readonly ztunnel?: ZtunnelProps;
  /** Name of the revision or tag whose images the CNI agent and ztunnel have. @default - the environment's `istio` */
  readonly nodesFollow?: string;
  /** Restarts workloads when their sidecar changes: their pods carry a hash of it. @default false */
  readonly rollWorkloads?: boolean;
  /** Who brings the Gateway API's CRDs: this environment, or a platform that owns them. */
  readonly gatewayApi: 'install' | 'present';
  /** Gateways by a name of one's own; `ingress` is where the demo's routes enter. */
  readonly gateways: Readonly<Record<string, EnvironmentGateway>>;
  /** Prometheus, Grafana, Kiali, tracing and others; `{}` switches one on as the official manifest has it. @default - none */
  readonly addons?: AddonSettings;
  /** How far istiod and the gateways are spread, and so what may fail without an outage. @default 'single' */
  readonly availability?: Availability;
  /** What the API server demands of pods in the namespaces of istiod and the gateways. @default - what the cluster demands anyway */
  readonly podSecurity?: PodSecurity;
  /** Holds the environment to what production needs. A rail may be waived with a reason, which stays in the output. @default - anything goes */
  readonly guardRails?: { readonly waived: Waivers };
  /** What is only a warning refuses, too. @default false */
  readonly strict?: boolean;
  /** Who signs workloads' certificates. @default - istiod, with a root of its own */
  readonly authority?: Authority;
  /** Hosts of Services that others deploy in this cluster and the mesh configuration names: `otel.obs.svc.cluster.local`. @default - none */
  readonly servicesOfOthers?: readonly string[];
  /**
   * Which objects are written: those of the cluster (CRDs, ClusterRoles, webhooks, namespaces), those in namespaces, or all, where one team
   * may apply them all. Checks are about all. @default 'all'. Charts: `global.resourceScope`.
   */
  readonly resourceScope?: 'all' | 'cluster' | 'namespace';
  /** Of every object that has not one of the same key itself. @default - none */
  readonly labels?: StringMap;
  /** The same for annotations. @default - none */
  readonly annotations?: StringMap;
  /** Changes of single objects as they are written, by their addresses: for what no setting says. See docs/guides/patches.md. @default - none */
  readonly patches?: readonly ObjectPatch[];
  /** `answered`: objects say why, where kube-score or checkov would have them otherwise. See docs/guides/gates.md. @default - they do not */
  readonly gates?: 'answered';
  /** Secrets that others must put into the control plane's namespace before istiod starts. Names, never their content. */
  readonly needsSecrets?: readonly string[];
  /** Addresses (CIDRs) of the pods of other clusters in the same network. @default - none are known */
  readonly otherPods?: readonly string[];
  /** Namespaces in which istiods of other clusters look for what this cluster says of itself, each in one of its own's name. @default - no other reads it */
  readonly introducedIn?: readonly string[];
  /** Who brings it into its cluster. @default - kubectl or the apply command; nothing is written for a program that delivers it */
  readonly delivery?: Delivery;
  /** The sample application. @default - none */
  readonly bookinfo?: EnvironmentBookinfo;
  /** What every pod of the mesh takes from others: mutual TLS alone, or plain text too. @default - Istio's own: `PERMISSIVE` */
  readonly mutualTls?: 'STRICT' | 'PERMISSIVE';
  /** Workloads of one's own: microservices, routes, policies. @default - none but the sample */
  readonly apps?: readonly App[];
  /** What belongs to the environment whatever runs in it, such as the policies of `secure`. @default - nothing */
  readonly guarantees?: readonly App[];
}
