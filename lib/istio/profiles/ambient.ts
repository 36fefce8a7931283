import { override } from '../../kit/override';
import type { IstioProps } from '../props';
import { defaultProfile } from './default';

/** Istio's profile `ambient`: pods without sidecars. It needs the CNI agent in ambient mode, and ztunnel. */
export const ambientProfile: IstioProps = override(defaultProfile, {
  image: { variant: 'distroless' },
  mesh: {
    defaultConfig: { proxyMetadata: { ISTIO_META_ENABLE_HBONE: 'true' } },
    serviceScopeConfigs: [
      {
        servicesSelector: { matchExpressions: [{ key: 'istio.io/global', operator: 'In', values: ['true'] }] },
        scope: 'GLOBAL',
      },
    ],
  },
  istiod: { env: { PILOT_ENABLE_AMBIENT: 'true' } },
  cni: { provider: 'default' },
});
