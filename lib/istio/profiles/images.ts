import { override } from '../../kit/override';
import { refuse } from '../../kit/problems';
import { INSTALL } from '../../problems/installation/install';
import { image } from '../parts/image';
import type { StringMap } from '../props';
import { type Installation, withSettings } from './platforms';

/** Istio's own images. */
export const ISTIO_IMAGES = ['pilot', 'proxyv2', 'install-cni', 'ztunnel'] as const;

export interface ImageSource {
  /** Registry and path of a mirror of Istio's images. @default - where they are published */
  readonly mirror?: string;
  /** `sha256:...` of each image, so that nobody can change it under its tag. @default - the tag alone */
  readonly digests?: { readonly [K in (typeof ISTIO_IMAGES)[number]]?: string };
}

/**
 * An installation whose images come from a mirror, or are pinned by digest, sidecars included.
 * @throws MESH622 for a digest that is none
 */
export function imagesFrom<T extends Installation>(installation: T, { mirror, digests = {} }: ImageSource): T {
  for (const [name, digest] of Object.entries(digests))
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) refuse(name, INSTALL.digest(name, digest));
  const { istio } = installation;
  const source = override(istio.image, {
    ...(mirror === undefined ? {} : { hub: mirror }),
    digests: digests as StringMap,
  });
  const pinned = { version: istio.version, image: source };
  // istiod takes a name with a "/" for the whole reference, so the sidecar's digest survives injection.
  const proxy =
    digests.proxyv2 === undefined ? {} : { image: image(pinned, 'proxyv2'), initImage: image(pinned, 'proxyv2') };
  return withSettings(installation, { istio: { image: source, proxy } });
}
