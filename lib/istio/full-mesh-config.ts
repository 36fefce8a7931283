import type { IstioProps, MeshConfig } from './props';
import type { Revision } from './revisions/revision';

/** The mesh configuration that istiod reads: what the control plane itself determines, and over it the user's. */
export function fullMeshConfig(revision: Revision, istio: IstioProps): MeshConfig {
  const { identity, mesh } = istio;
  return {
    rootNamespace: istio.namespace,
    ...mesh,
    // Templates and addons go by the identity.
    trustDomain: identity.trustDomain,
    defaultConfig: {
      discoveryAddress: revision.xdsAddress,
      ...(identity.meshId === undefined ? {} : { meshId: identity.meshId }),
      ...(istio.image.variant === undefined ? {} : { image: { imageType: istio.image.variant } }),
      ...mesh.defaultConfig,
    },
  };
}
