import type { Problem } from '../../kit/problems';
import type { SpecsByKind, Written } from '../../model/mesh';
import { EXTENSION } from '../../problems/mesh/extension';
import { readersOf } from '../objects/readers';
import type { Rule } from '../rule';

/** Annotations that say why an Envoy filter is there, and for which versions of Istio it was read. */
export const REVIEW = { reason: 'cdk8s-istio/reason', reviewedFor: 'cdk8s-istio/reviewed-for' } as const;

type Filter = Written<SpecsByKind['EnvoyFilter']>;
type Patch = NonNullable<Filter['spec']['configPatches']>[number];

const ROUTES = ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'];
const REPLACEABLE = ['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST'];
const RELATIVE = ['INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'REPLACE'];

/** A patch of these works, as long as no other filter comes between. */
const WARNED = ['IST0151', 'IST0155'];

/** The Envoy filter that a patch makes, or else the one that it looks for. */
const filterName = ({ patch, match }: Patch): string => {
  const value = patch?.value as { readonly name?: string } | undefined;
  return value === undefined ? '' : (value.name ?? match?.listener?.filterChain?.filter?.name ?? '');
};

/** What a patch cannot do, whatever Envoy is sent. Source: istio pkg/config/analysis/analyzers/envoyfilter. */
function patchProblems(one: Patch, priority: number, isVersioned: boolean): readonly Problem[] {
  const { applyTo = 'INVALID', patch } = one;
  const operation = patch?.operation ?? 'INVALID';
  if (operation === 'ADD' && ROUTES.includes(applyTo)) return [EXTENSION.add(applyTo)];
  if (operation === 'REMOVE' && ROUTES.includes(applyTo)) return [EXTENSION.remove(applyTo)];
  if (operation === 'REPLACE' && !REPLACEABLE.includes(applyTo)) return [EXTENSION.replace(applyTo)];
  if (!RELATIVE.includes(operation) || priority !== 0) return [];
  return [isVersioned ? EXTENSION.relativeWithVersion(operation, filterName(one)) : EXTENSION.relative(operation)];
}

export const envoyPatchesWork: Rule = {
  name: 'envoy-patches-work',
  codes: ['IST0151', 'IST0152', 'IST0153', 'IST0154', 'IST0155'],
  severity: 'error',
  about: 'patches do something, and do not depend on the order in which filters happen to come',
  reads: ['EnvoyFilter'],
  find: ({ EnvoyFilter }) => {
    // A filter of one version of the proxy counts for the patches after it.
    const versioned = new Set<string>();
    return EnvoyFilter.flatMap(({ place, spec: { priority = 0, configPatches = [] } }) => {
      const end = configPatches.findIndex(({ patch }) => patch === undefined);
      return (end === -1 ? configPatches : configPatches.slice(0, end)).flatMap((one) => {
        const name = filterName(one);
        const problems = patchProblems(one, priority, versioned.has(name));
        if (one.match?.proxy?.proxyVersion) versioned.add(name);
        return problems.map((problem) => ({
          place,
          at: [one] as const,
          problem,
          severity: WARNED.includes(problem.code) ? ('warning' as const) : ('error' as const),
        }));
      });
    });
  },
};

export const envoyFiltersReviewed: Rule = {
  name: 'envoy-filters-reviewed',
  codes: ['MESH451'],
  severity: 'error',
  about: 'an Envoy filter that says for which minors of Istio it was read was read for each whose proxies it changes',
  reads: ['EnvoyFilter', 'Namespace', 'controlPlanes', 'objects'],
  find: (mesh) =>
    mesh.EnvoyFilter.flatMap((filter) => {
      const said = filter.annotations[REVIEW.reviewedFor];
      if (said === undefined) return [];
      const reviewed = said.split(',').map((one) => one.trim());
      const [, planes] = readersOf(mesh, filter);
      return [...new Set(planes.map(({ version }) => version))]
        .filter((version) => !reviewed.includes(version))
        .map((version) => ({
          place: filter.place,
          at: ['metadata', 'annotations', REVIEW.reviewedFor],
          problem: EXTENSION.reviewed(version, reviewed),
        }));
    }),
};
