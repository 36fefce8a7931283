/** Kubernetes distributions that need settings of their own. Source: Istio's `manifests/helm-profiles/platform-*.yaml`. */
export const PLATFORMS = ['gke', 'k3d', 'k3s', 'microk8s', 'minikube', 'openshift'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** `official`: as the charts', any egress. `least`: only what each component needs. */
export const NETWORK_POLICIES = ['official', 'least'] as const;
export type NetworkPolicyMode = (typeof NETWORK_POLICIES)[number];

/** Where a control plane in another cluster is found. */
export interface RemoteProps {
  /** IP address or host of its gateway; `present`: others make the Service that leads there. */
  readonly istiod: { readonly address: string } | 'present';
  /** Name of the cluster that it runs in, whose istiod may then keep this cluster's namespaces too. @default - not said */
  readonly controlPlane?: string;
  /** It serves this cluster alone, and has its configuration, rights and CA here. @default false */
  readonly external?: boolean;
  /** What the API server calls for injection instead of that Service: an https URL. */
  readonly injectionUrl?: string;
  /** What it calls to judge Istio resources, beside `external`: an https URL. Charts: `base.validationURL`. */
  readonly validationUrl?: string;
  /** Base64 of the PEM that signs both. @default - istiod fills it in. Charts: `base.validationCABundle`, `istiodRemote.injectionCABundle`. */
  readonly caBundle?: string;
}
