/** How Argo CD finds `dist/` and the clusters. */
export interface ArgoCdProps {
  /** Git repository that holds `dist/`, as Argo CD clones it. */
  readonly repository: string;
  /** Branch, tag or commit to follow. */
  readonly revision: string;
  /** Namespace in which Argo CD runs. */
  readonly namespace: string;
  /** Label of a cluster's Secret in Argo CD that names the environment which the ApplicationSet installs there: `demo`, `acme.east` for `dist/acme/east`. */
  readonly clusterLabel: string;
}

/** Change the repository to your own. */
export const ARGOCD: ArgoCdProps = {
  repository: 'https://git.example.com/platform/mesh.git',
  revision: 'main',
  namespace: 'argocd',
  clusterLabel: 'cdk8s-istio/environment',
};

/** Name of the AppProject that all environments share. */
export const PROJECT = 'mesh';
