import type { Patch } from '../../kit/override';
import type { IstioProps } from '../props';

/** Who signs workloads' certificates. */
export type Authority =
  /** istiod, with a root that it makes itself at its first start. */
  | { readonly by: 'istiod' }
  /** istiod, with an intermediate of one's own root in Secret `cacerts`: what several clusters need. */
  | {
      readonly by: 'plugged-in';
      /**
       * istiod and sidecars take other roots in `cacerts` while they run, as a new root wants (docs/guides/certificates.md); ztunnel takes
       * them with its next certificates. @default false
       */
      readonly severalRoots?: boolean;
    }
  /** cert-manager through istio-csr, which must run before istiod. */
  | {
      readonly by: 'istio-csr';
      /** @default ISTIO_CSR_ADDRESS */
      readonly address?: string;
    }
  /** SPIRE: each proxy asks the agent of its node, over a socket that a CSI driver brings. */
  | {
      readonly by: 'spire';
      /** @default SPIFFE_DRIVER */
      readonly driver?: string;
    };

export const ISTIO_CSR_ADDRESS = 'cert-manager-istio-csr.cert-manager.svc:443';
export const SPIFFE_DRIVER = 'csi.spiffe.io';

/** Name of the injection template that gives pods SPIRE's socket. */
export const SPIRE_TEMPLATE = 'spire';

/** Without, istiod logs that it takes no other root, and agents learn of one with their next certificate. Source: pilot/pkg/bootstrap/istio_ca.go, pkg/istio-agent/xds_proxy.go. */
const SEVERAL_ROOTS = {
  istiod: { env: { ISTIO_MULTIROOT_MESH: 'true' } },
  mesh: { defaultConfig: { proxyMetadata: { PROXY_CONFIG_XDS_AGENT: 'true' } } },
} as const satisfies Patch<IstioProps>;

/** Everything that a choice means for the control plane and its sidecars. */
export function authoritySettings(authority: Authority): Patch<IstioProps> {
  switch (authority.by) {
    case 'istiod':
      return {};
    case 'plugged-in':
      return {
        certificates: { requiredSecrets: ['cacerts'] },
        ...(authority.severalRoots && SEVERAL_ROOTS),
      };
    case 'istio-csr':
      return {
        certificates: { caAddress: authority.address ?? ISTIO_CSR_ADDRESS, requiredSecrets: ['istiod-tls'] },
        // istiod serves configuration with the certificate that cert-manager made, and signs nothing.
        istiod: { env: { ENABLE_CA_SERVER: 'false' } },
      };
    case 'spire':
      return {
        injection: {
          defaultTemplates: ['sidecar', SPIRE_TEMPLATE],
          templates: { [SPIRE_TEMPLATE]: socketTemplate(authority.driver ?? SPIFFE_DRIVER) },
        },
      };
  }
}

/**
 * The sidecar template mounts the volume already; this one changes what is in it. By the label, SPIRE knows the pods that it is to register.
 * Source: istio.io/docs/ops/integrations/spire.
 */
const socketTemplate = (driver: string): string => `metadata:
  labels:
    spiffe.io/spire-managed-identity: "true"
spec:
  volumes:
    - name: workload-socket
      csi:
        driver: ${driver}
        readOnly: true
`;
