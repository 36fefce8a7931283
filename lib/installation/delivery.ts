/** A cluster as Argo CD knows it: the one that it runs in, by its name there, or by its address. */
export type ArgoCdCluster = 'in-cluster' | { readonly name: string } | { readonly server: string };

/** Argo CD brings an environment into its cluster: `dist/argocd/` delivers it, and its objects carry their sync waves. */
export interface ByArgoCd {
  readonly by: 'argo-cd';
  /** @default - the cluster that has the environment's name in Argo CD; `fleet/east` is `fleet-east` */
  readonly cluster?: ArgoCdCluster;
}

/** Flux brings an environment into its cluster, stage by stage: `dist/flux/` delivers it. */
export interface ByFlux {
  readonly by: 'flux';
  /** Secret beside Flux with the kubeconfig of the cluster, under the key `value`. @default - the cluster that Flux runs in */
  readonly kubeconfig?: string;
}

/** Who keeps the cluster of an environment as `dist/` says. */
export type Delivery = ByArgoCd | ByFlux;
