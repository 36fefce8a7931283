import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IstioProps } from '../props';

/**
 * Whether the mesh's root certificate is one object of the cluster, and not a ConfigMap in every namespace.
 * The upstream charts want the switch as a boolean; here it is a string as in every environment.
 */
export const trustsClusterBundle = ({ istiod }: IstioProps): boolean =>
  istiod.env['ENABLE_CLUSTER_TRUST_BUNDLE_API'] === 'true';

/** The root certificate as the source of a volume; `optional` says whether a pod of a Deployment may start before it is there. */
export function rootSource(istio: IstioProps, optional?: boolean): Omit<IVolume, 'name'> {
  const { trustBundle } = istio.certificates;
  const unlessThere = optional && { optional };
  return trustsClusterBundle(istio)
    ? {
        projected: {
          sources: [
            {
              clusterTrustBundle: {
                name: `istio.io:istiod-ca:${trustBundle ?? 'root-cert'}`,
                path: 'root-cert.pem',
                ...unlessThere,
              },
            },
          ],
        },
      }
    : {
        configMap: {
          name: trustBundle ?? 'istio-ca-root-cert',
          ...(optional !== undefined && { defaultMode: 420 }),
          ...unlessThere,
        },
      };
}
