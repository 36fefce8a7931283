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
}
