import type { IstioProps, MeshConfig } from './props';
import type { Revision } from './revisions/revision';

/** The mesh configuration that istiod reads: the user's, with what the control plane itself determines. */
export function fullMeshConfig(revision: Revision, istio: IstioProps): MeshConfig {
  const { identity, mesh } = istio;
  return {
    ...mesh,
    trustDomain: identity.trustDomain,
    rootNamespace: istio.namespace,
    defaultConfig: {
      ...mesh.defaultConfig,
      discoveryAddress: revision.xdsAddress,
      ...(identity.meshId === undefined ? {} : { meshId: identity.meshId }),
      ...(istio.image.variant === undefined ? {} : { image: { imageType: istio.image.variant } }),
    },
  };
}
