import type { ExposureProps } from '../props';

export const scheme = ({ tlsSecret }: ExposureProps): 'http' | 'https' => (tlsSecret === undefined ? 'http' : 'https');

/** Where a browser finds an exposed addon. */
export const publicUrl = (expose: ExposureProps): string => `${scheme(expose)}://${expose.host}`;
