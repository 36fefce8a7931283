/** How a program that delivers finds `dist/` and what it calls this project. */
export interface DeliveryProps {
  /** Name of this project, with which all names of ours in Argo CD and Flux begin: two projects that share one need two. */
  readonly project: string;
  /** Git repository that holds `dist/`, as it is cloned. */
  readonly repository: string;
  /** Branch, tag or commit to follow. */
  readonly revision: string;
  /** Folder in the repository that synth writes: `dist`, or `platform/mesh/dist` where the repository has several projects. */
  readonly path: string;
  readonly argoCd: {
    /** Namespace in which Argo CD runs. */
    readonly namespace: string;
    /** Label of a cluster's Secret in Argo CD that names the environment which the ApplicationSet installs there: `demo`, `acme.east` for `dist/acme/east`. */
    readonly clusterLabel: string;
  };
  readonly flux: {
    /** Namespace in which Flux runs. */
    readonly namespace: string;
    /** Name of a GitRepository there that follows the repository, such as `flux-system` after a bootstrap from it. @default - one is made */
    readonly source?: string;
    /** How often Flux looks for new commits, and for what a hand changed: `10m`. */
    readonly interval: string;
  };
}

/** Change the repository to your own. */
export const DELIVERY: DeliveryProps = {
  project: 'mesh',
  repository: 'https://git.example.com/platform/mesh.git',
  revision: 'main',
  path: 'dist',
  argoCd: { namespace: 'argocd', clusterLabel: 'cdk8s-istio/environment' },
  flux: { namespace: 'flux-system', interval: '10m' },
};
