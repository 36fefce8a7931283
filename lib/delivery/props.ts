/** How a program that delivers finds `dist/` and what it calls this project. */
export interface DeliveryProps {
  /** Name of this project, with which all names of ours in Argo CD begin: two projects that share an Argo CD need two. */
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
}

/** Change the repository to your own. */
export const DELIVERY: DeliveryProps = {
  project: 'mesh',
  repository: 'https://git.example.com/platform/mesh.git',
  revision: 'main',
  path: 'dist',
  argoCd: { namespace: 'argocd', clusterLabel: 'cdk8s-istio/environment' },
};
