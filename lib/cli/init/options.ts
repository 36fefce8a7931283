/** How a new repository is to be. Closed sets are lists, so that flags, questions and tests go by them. */
export const ENTRIES = ['load-balancer', 'node-ports'] as const;
export const DATA_PLANES = ['sidecar', 'ambient'] as const;
export const MODULES = ['commonjs', 'esm'] as const;
export const MANAGERS = ['npm', 'pnpm', 'yarn'] as const;

export interface InitOptions {
  /** Name of the package and of its environment. */
  readonly name: string;
  /** Name of the control plane beside others; empty for the one without a name. */
  readonly revision: string;
  /** How requests reach the ingress gateway. */
  readonly entry: (typeof ENTRIES)[number];
  readonly dataPlane: (typeof DATA_PLANES)[number];
  /** Argo CD brings dist/ into the cluster. */
  readonly argoCd: boolean;
  /** Where Argo CD clones the repository. */
  readonly repository: string;
  readonly module: (typeof MODULES)[number];
  readonly packageManager: (typeof MANAGERS)[number];
  /** What package.json names as cdk8s-istio: a version, or a file. */
  readonly package: string;
}

/** A name that a package, a folder of dist/ and an object may have. */
export const asName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '') || 'mesh';
