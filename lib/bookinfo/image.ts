import { REGISTRIES, VERSIONS } from '../kit/versions';

/** One of Bookinfo's own images: `image('reviews-v1')`. */
export const image = (name: string): string => `${REGISTRIES.bookinfo}/examples-bookinfo-${name}:${VERSIONS.bookinfo}`;
