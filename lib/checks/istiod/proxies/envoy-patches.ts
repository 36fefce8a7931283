import type { SpecsByKind } from '../../../model/mesh';
import { RULED } from '../../../problems/istio/istiod-policies';
import { isPattern } from '../../../schema/regex';
import type { Rule } from '../../rule';

type Patch = NonNullable<SpecsByKind['EnvoyFilter']['configPatches']>[number];

/** The network filter that filters of HTTP are within, and its name of the past. */
const MANAGERS = ['envoy.filters.network.http_connection_manager', 'envoy.http_connection_manager'];
const OF_LISTENERS = ['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER'];
const OF_ROUTES = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'];
export const LONGEST_VERSION = 1024;

/** Types of Envoy that a value names. */
function typesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(typesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (key === '@type' ? [String(one)] : typesIn(one)));
}

/** Envoy's message types of its API 3, and those of others that it knows, by their URLs. */
const isType = (type: string): boolean => /^[^/]+\/[\w.]+$/.test(type) && !/\/envoy\..*\.v2(alpha\d*)?\./.test(type);

function matchFault({ applyTo = 'INVALID', match }: Patch): string | undefined {
  const { listener, routeConfiguration, cluster } = match ?? {};
  const others = (own: unknown) => own === undefined && (listener ?? routeConfiguration ?? cluster) !== undefined;
  if (OF_ROUTES.includes(applyTo) && others(routeConfiguration)) return 'is of routes, and looks elsewhere';
  if (applyTo === 'CLUSTER' && others(cluster)) return 'is of clusters, and looks elsewhere';
  if (!OF_LISTENERS.includes(applyTo)) return undefined;
  if (others(listener)) return 'is of listeners, and looks elsewhere';
  const { filter } = listener?.filterChain ?? {};
  if (filter === undefined) return undefined;
  if (!filter.name) return 'looks for a filter without a name';
  if (filter.subFilter === undefined) return undefined;
  if (applyTo !== 'HTTP_FILTER') return 'looks for a filter of HTTP, and is of none';
  if (!MANAGERS.includes(filter.name)) return `looks for a filter of HTTP within ${filter.name}, which has none`;
  return filter.subFilter.name ? undefined : 'looks for a filter of HTTP without a name';
}

/** What istiod's webhook has against a patch. Source: istio pkg/config/validation/envoyfilter. */
function fault(one: Patch): string | undefined {
  const { applyTo, match, patch } = one;
  if (match?.context === 'WAYPOINT') return undefined;
  if (applyTo === undefined || applyTo === 'INVALID') return 'does not say what it applies to';
  if (patch === undefined) return 'has no patch';
  const { operation, value } = patch;
  if (operation === undefined || operation === 'INVALID') return 'has no operation';
  if (operation !== 'REMOVE' && value === undefined) return 'has no value';
  const version = match?.proxy?.proxyVersion ?? '';
  if (version !== '' && version.length <= LONGEST_VERSION && !isPattern(version))
    return `has the version of proxies ${JSON.stringify(version)}, which is no regular expression of RE2`;
  const type = typesIn(value).find((name) => !isType(name));
  return matchFault(one) ?? (type === undefined ? undefined : `has the type ${type}, which Envoy's API 3 has not`);
}

export const envoyPatches: Rule = {
  name: 'envoy-patches-are-sound',
  codes: ['MESH918'],
  severity: 'error',
  about: 'a patch says what it changes, where, and how, in types of Envoy',
  reads: ['EnvoyFilter'],
  find: ({ EnvoyFilter }) =>
    EnvoyFilter.flatMap(({ place, spec: { configPatches = [] } }) =>
      configPatches.flatMap((one, i) => {
        const why = fault(one);
        return why === undefined ? [] : [{ place, problem: RULED.patch(i, why) }];
      }),
    ),
};
