import { override } from '../../kit/override';
import type { IstioProps } from '../props';
import { defaultProfile } from './default';

/** Istio's profile `preview`: features to come. Proxies answer DNS queries for the mesh's hosts. */
export const previewProfile: IstioProps = override(defaultProfile, {
  mesh: { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } },
});

/** Istio's profile `stable`: resources and fields that may still change are refused. */
export const stableProfile: IstioProps = override(defaultProfile, { stableOnly: true });

/** Istio's profile `remote`: a cluster whose control plane runs in another one. */
export const remoteProfile: IstioProps = override(defaultProfile, { remote: { istiod: 'present' } });
