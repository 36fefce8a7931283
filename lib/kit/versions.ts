/** Every version and registry of the project, spelt once; a test greps `lib/` for any other. */
export const VERSIONS = {
  istio: '1.31.1',
  gatewayApi: '1.6.0',
  argoCd: '3.5.1',
  bookinfo: '1.20.3',
} as const;

/** Registries that images come from. */
export const REGISTRIES = {
  istio: 'registry.istio.io/release',
  bookinfo: 'registry.istio.io/release',
} as const;
