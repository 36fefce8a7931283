/** The plugged-in CA, the certificate with which istiod serves, and access to the cluster that an external istiod serves. */
export const REQUIRED_SECRETS = ['cacerts', 'istiod-tls', 'istio-kubeconfig'] as const;
export type RequiredSecret = (typeof REQUIRED_SECRETS)[number];

/** How certificates come to be. Charts: `global.pilotCertProvider`, `caAddress`, `caName`, `mountMtlsCerts`, `sds`, `certSigners`. */
export interface CertificateProps {
  readonly provider: string;
  readonly caAddress: string;
  readonly caName: string;
  readonly mountMtlsCerts: boolean;
  readonly tokenAudience: string;
  readonly signers: readonly string[];
  /** ConfigMap with certificate revocation lists. @default - `istio-ca-crl`, mounted where it exists */
  readonly crlConfigMap?: string;
  /**
   * Where the mesh's root certificate is kept: a ConfigMap in every namespace, or the last part of the name of a ClusterTrustBundle.
   * Charts: `global.trustBundleName`. @default - `istio-ca-root-cert`, or `root-cert`
   */
  readonly trustBundle?: string;
  /** Secrets without which istiod does not start, instead of going on with what it makes itself. @default - none */
  readonly requiredSecrets?: readonly RequiredSecret[];
}
