import type { Problem } from '../../kit/problems';
import { GUARD_RAILS } from '../../problems/guard-rails';

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

export interface GuardFacts {
  /** Share of requests that are traced, in percent. */
  readonly traceSampling: number;
  readonly outboundTrafficPolicy: string | undefined;
  /** Dashboards that ask nobody who they are. */
  readonly anonymousDashboards: readonly string[];
  /** Gateways that serve any host name. */
  readonly wildcardGateways: readonly string[];
  /** A PeerAuthentication makes mutual TLS the rule of the whole mesh. */
  readonly strictMutualTls: boolean;
  readonly availability: string;
  readonly networkPolicy: boolean;
  readonly imageTag: string;
  readonly imageVariant: string | undefined;
  /** Injected pods start only where others have installed the CNI agent. */
  readonly nodeAgentOfOthers: boolean;
}

/** Share of traced requests above which tracing costs more than it tells. */
const MOST_SAMPLING = 10;

/** What each rail finds; nothing if it holds. */
const FINDINGS: Readonly<Record<Rail, (facts: GuardFacts) => string | undefined>> = {
  sampling: ({ traceSampling }) =>
    traceSampling > MOST_SAMPLING ? `${traceSampling} % of requests are traced` : undefined,
  outboundTraffic: ({ outboundTrafficPolicy: mode }) =>
    mode === 'REGISTRY_ONLY' ? undefined : `pods may call any host (outboundTrafficPolicy ${mode ?? 'ALLOW_ANY'})`,
  anonymousDashboards: ({ anonymousDashboards: open }) =>
    open.length > 0 ? `anybody may use ${open.join(' and ')}` : undefined,
  wildcardHosts: ({ wildcardGateways: open }) =>
    open.length > 0 ? `any host is served by ${open.join(' and ')}` : undefined,
  mutualTls: ({ strictMutualTls }) => (strictMutualTls ? undefined : 'requests in plain text are accepted'),
  availability: ({ availability }) => (availability === 'single' ? 'one lost node is an outage' : undefined),
  networkPolicy: ({ networkPolicy }) => (networkPolicy ? undefined : 'any pod may reach every port of Istio'),
  image: ({ imageTag, imageVariant }) =>
    imageTag === 'latest' || imageVariant === 'debug' ? `images are ${imageVariant ?? imageTag} ones` : undefined,
  nodeAgent: ({ nodeAgentOfOthers }) =>
    nodeAgentOfOthers ? 'injected pods wait for a CNI agent (istio.cni) that is not installed here (cni)' : undefined,
};

/** Rails that are left, waivers that say nothing, and waivers of rails that hold. */
export function guardRailProblems(facts: GuardFacts, waived: Waivers): readonly Problem[] {
  return RAILS.flatMap((rail) => {
    const found = FINDINGS[rail](facts);
    const reason = waived[rail];
    if (found === undefined) return reason === undefined ? [] : [GUARD_RAILS.needless(rail)];
    if (reason === undefined) return [GUARD_RAILS.left(rail, found)];
    return reason.trim().length < SHORTEST_REASON ? [GUARD_RAILS.noReason(rail, found)] : [];
  });
}

/** A reason is at least a few words. */
const SHORTEST_REASON = 10;
