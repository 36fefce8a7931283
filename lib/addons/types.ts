import type { Construct } from 'constructs';
import type { Gateway } from '../gateways/gateway';
import type { Revision } from '../istio/revisions/revision';
import type { AddonEndpoint } from './parts/endpoint';
import type { Objective } from './prometheus/rules/slo';

/** Where the addons of one environment run, and for which control plane. */
export interface Place {
  readonly revision: Revision;
  readonly namespace: string;
  /** DNS suffix of the cluster. */
  readonly clusterDomain: string;
  /** Workloads may be in ambient mode. @default false */
  readonly ambient?: boolean;
}

/** A backend in the mesh config to which proxies send spans or access logs. Source: istio.io/api MeshConfig.ExtensionProvider. */
export type ExtensionProvider = { readonly name: string } & (
  | { readonly opentelemetry: ProviderAddress }
  | { readonly zipkin: ProviderAddress }
  | { readonly skywalking: ProviderAddress }
  | { readonly envoyOtelAls: ProviderAddress }
);

export interface ProviderAddress {
  readonly service: string;
  readonly port: number;
}

/** A data source of Grafana, as its provisioning file writes it. */
export interface DataSource {
  readonly name: string;
  readonly type: 'prometheus' | 'loki' | 'jaeger' | 'zipkin';
  readonly url: string;
  /** Least step of a query: how often new points arrive. */
  readonly timeInterval?: string;
}

/** Answers PromQL. */
export interface MetricsStore {
  readonly api: AddonEndpoint;
  /** Promises that it keeps watch over. */
  readonly objectives: readonly Objective[];
  readonly dataSource: DataSource;
}

/** Answers LogQL, and takes logs as OTLP over HTTP. */
export interface LogStore {
  readonly api: AddonEndpoint;
  readonly dataSource: DataSource;
}

/** Shows dashboards by uid. */
export interface DashboardServer {
  readonly ui: AddonEndpoint;
  /** Where a browser finds it. @default - not exposed */
  readonly externalUrl?: string;
}

/** Shows the mesh as a graph. */
export interface MeshGraph {
  readonly ui: AddonEndpoint;
  /** Where a browser finds it. @default - not exposed */
  readonly externalUrl?: string;
}

/** Keeps traces and shows them. */
export interface TraceStore {
  readonly ui: AddonEndpoint;
  readonly dataSource?: DataSource;
  /** Kiali speaks these to a trace store. @default - Kiali cannot read it */
  readonly kiali?: { readonly provider: 'jaeger'; readonly grpc: AddonEndpoint };
  /** How a collector hands spans on. */
  readonly ingest: { readonly protocol: 'otlp' | 'zipkin' | 'skywalking'; readonly endpoint: AddonEndpoint };
}

/** What the proxies of the mesh send, by the name of the provider that gets it. */
export interface Receiver {
  readonly spans?: string;
  readonly accessLogs?: string;
  /** Share of requests that leave a trace, 0-100 percent. @default - as istiod's `traceSampling` says */
  readonly sampling?: number;
}

/** What only one addon of an environment may be. */
export interface Roles {
  readonly metrics: MetricsStore;
  readonly logs: LogStore;
  readonly dashboards: DashboardServer;
  readonly traces: TraceStore;
  readonly graph: MeshGraph;
  /** Stands before the stores and gets everything from the proxies. */
  readonly collector: Receiver;
}
export type Role = keyof Roles;
export const ROLES = [
  'metrics',
  'logs',
  'dashboards',
  'traces',
  'graph',
  'collector',
] as const satisfies readonly Role[];

/** What an addon offers to the others and to the mesh, computed from its props alone. */
export interface Provides extends Partial<Roles> {
  /** Names of the Services that it owns in the addons' namespace. */
  readonly services: readonly string[];
  readonly providers?: readonly ExtensionProvider[];
  /** What proxies send to it where no collector stands before it. */
  readonly receiver?: Receiver;
}

/** What an addon finds when it is built: the place, and the addon in each role. */
export interface Wired extends Partial<Roles> {
  readonly place: Place;
  /** The gateway through which addons are exposed that ask for it. */
  readonly ingress?: Gateway;
}

/** One line of the registry. */
export interface Addon<Props extends object> {
  /** What it is for, in one sentence; tables in documents are made of it. */
  readonly purpose: string;
  /** Roles that another addon must have. */
  readonly needs: readonly Role[];
  readonly provides: (props: Props, place: Place) => Provides;
  readonly construct: new (scope: Construct, id: string, props: Props, wired: Wired) => Construct;
}
