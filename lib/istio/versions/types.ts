import type { StringMap } from '../../kit/formats/labels';
import type { Platform } from '../surroundings';

/** Istio's own injection templates, by the name that pods, gateway classes and `defaultTemplates` use. */
export const TEMPLATE_NAMES = [
  'sidecar',
  'gateway',
  'grpc-simple',
  'grpc-agent',
  'waypoint',
  'kube-gateway',
  'agentgateway',
  'agentgateway-waypoint',
] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** What builders ask of a minor: one field for each difference that shows in the output. */
export interface Traits {
  /** Templates that this istiod comes with. */
  readonly templates: readonly TemplateName[];
  /** What the injector puts together as the image of the container that redirects traffic. */
  readonly initImage: 'ProxyImage' | 'ProxyInitImage';
  /** Protocol of the ports of a Gateway's Service: the listener's, or always TCP, which loses QUIC. */
  readonly gatewayProtocol: 'TCP' | 'as-given';
  /** A custom template may give the socket of workload identities in gateways and waypoints another source, such as SPIRE's. */
  readonly replaceableSocket: boolean;
  /** COMPLIANCE_POLICY fips-140-3 also holds the Go programs to it (GODEBUG). */
  readonly fipsGodebug: boolean;
  /** Annotation `prometheus.istio.io/scrape-targets`, the secure port, and a check of the port that is scraped. */
  readonly scrapeTargets: boolean;
  /** ztunnel is told the CPU that its container asks for and may use. */
  readonly ztunnelCpu: boolean;
  /** What a distribution has istiod do with the last words of a container that ends. */
  readonly terminationMessages: { readonly [K in Platform]?: 'FallbackToLogsOnError' };
}

/** One minor of Istio, as what it changed. */
export interface Release {
  readonly minor: string;
  /** The patch release whose images are taken where none is named. */
  readonly tag: string;
  /** Newest patch release of istio.io/api for this minor: what its control plane knows of resources and mesh configuration. */
  readonly api: string;
  /** Differences from the minor before. */
  readonly changes: Partial<Traits>;
  /** What its programs read of their environment that the minor before did not, and what they no longer read. */
  readonly variables: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** How older minors behaved, each against the one after it. Source: Istio's `manifests/helm-profiles/compatibility-version-*.yaml`. */
  readonly before: Readonly<Record<string, Before>>;
  /** What users notice, in sentences: `upgrade()` says it. */
  readonly notes: readonly string[];
}

/** Settings of an installation by which a minor behaves as the one before it did. */
export interface Before {
  readonly istio?: {
    readonly istiod?: { readonly env: StringMap };
    readonly injection?: { readonly nativeSidecars: 'on' | 'off' | 'auto' };
  };
  readonly cni?: {
    readonly ambient: { readonly reconcileIptablesOnStartup?: boolean; readonly shareHostNetworkNamespace?: boolean };
  };
}

/** The oldest minor says everything. */
export type Oldest = Release & { readonly changes: Traits };

/** Settings that switch features of istiod off. */
export const off = (...names: readonly string[]): Before => ({
  istio: { istiod: { env: Object.fromEntries(names.map((name) => [name, 'false'])) } },
});
