import type { StringMap } from '../istio/props';

/** Endpoints that reach each other directly, pod to pod. */
export interface Network {
  readonly name: string;
  /**
   * Where other networks enter it: IP address or host of the east-west gateway's load balancer.
   * @default - istiod finds the Service with the network's label in every cluster that it watches; control planes of remote clusters need it
   */
  readonly address?: string;
}

/** One Kubernetes cluster of the mesh. */
export interface Cluster {
  readonly network: string;
  /** `primary`: an istiod of its own. Otherwise the name of the primary whose istiod serves it. @default 'primary' */
  readonly controlledBy?: string;
  /** Addresses (CIDRs) of its pods, by which NetworkPolicies of clusters in the same network let them through. @default - those have none */
  readonly podCidrs?: readonly string[];
  /** An istiod for this cluster alone runs in another cluster, by its name; not beside `controlledBy`. @default - it runs here */
  readonly externalIn?: string;
}

/** One mesh over several clusters. */
export interface Topology {
  /** Name of the mesh, for telemetry and for clusters to know each other by. */
  readonly meshId: string;
  readonly trustDomain: string;
  readonly networks: readonly Network[];
  /** By the name with which each cluster's istiod and proxies report. */
  readonly clusters: Readonly<Record<string, Cluster>>;
  /**
   * Where requests go when a region has no healthy endpoint: region to region. Until then they stay in their region. An endpoint that takes
   * requests and never answers fails only where tries end: by `mesh.defaultHttpRetryPolicy.perTryTimeout`, or a timeout of the route.
   * Held by `test:clusters -- primaries`. @default - requests are spread over all regions
   */
  readonly failover?: StringMap;
}

/** What `controlledBy` says of a cluster with an istiod of its own. */
export const PRIMARY = 'primary';

/** The cluster runs an istiod of its own. */
export const isPrimary = ({ controlledBy = PRIMARY, externalIn }: Cluster): boolean =>
  controlledBy === PRIMARY && externalIn === undefined;

/** Namespace of a cluster's external istiod: the same where it runs and where its configuration is. Held by `test:clusters -- external`. */
export const externalNamespace = (cluster: string): string => `istiod-${cluster}`;

/**
 * Namespaces in which control planes look for what this cluster says of itself: in every cluster each looks in one of its own's name.
 * Where the cluster has its whole configuration it says so already. Source: pilot/pkg/serviceregistry/kube/controller/multicluster.go.
 */
export function readersNamespaces({ clusters }: Topology, name: string, primaries: string): readonly string[] {
  const { externalIn, controlledBy = PRIMARY } = clusters[name] ?? {};
  const all = Object.entries(clusters).flatMap(([other, cluster]) =>
    cluster.externalIn !== undefined ? [externalNamespace(other)] : isPrimary(cluster) ? [primaries] : [],
  );
  const configured =
    externalIn !== undefined ? externalNamespace(name) : controlledBy === PRIMARY ? primaries : undefined;
  return [...new Set(all)].filter((namespace) => namespace !== configured);
}

/** Secret by which a primary reads another cluster: a kubeconfig for its `istio-reader-service-account`. Source: istioctl/pkg/multicluster. */
export const remoteSecret = (cluster: string): string => `istio-remote-secret-${cluster}`;

/** The cluster whose `remoteSecret` this is; undefined for any other Secret. */
export const remoteCluster = (secret: string): string | undefined => /^istio-remote-secret-(.+)$/.exec(secret)?.[1];
