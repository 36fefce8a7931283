/** What a production environment does not do by accident. */
export const RAILS = [
  'sampling',
  'outboundTraffic',
  'anonymousDashboards',
  'wildcardHosts',
  'mutualTls',
  'availability',
  'networkPolicy',
  'image',
  'nodeAgent',
] as const;
export type Rail = (typeof RAILS)[number];

/** Rails that are left on purpose, each with the reason, which stays in the output. */
export type Waivers = { readonly [K in Rail]?: string };
