import type { Problem } from '../../kit/problems';
import type { SpecsByKind, Written } from '../../model/mesh';
import { EXTENSION } from '../../problems/extension';
import type { Rule } from '../rule';

type Filter = Written<SpecsByKind['EnvoyFilter']>;
type Patch = NonNullable<Filter['spec']['configPatches']>[number];

const ROUTES = ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'];
const REPLACEABLE = ['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST'];
const RELATIVE = ['INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'REPLACE'];

/** The Envoy filter that a patch makes or looks for. */
const filterName = ({ patch, match }: Patch): string => {
  const value = patch?.value as { readonly name?: string } | undefined;
  return value?.name ?? match?.listener?.filterChain?.filter?.name ?? '';
};

/** What a patch cannot do, whatever Envoy is sent. Source: istio pkg/config/analysis/analyzers/envoyfilter. */
function patchProblems(one: Patch, priority: number, versioned: ReadonlySet<string>): readonly Problem[] {
  const { applyTo = 'INVALID', patch } = one;
  const operation = patch?.operation ?? 'INVALID';
  if (operation === 'ADD' && ROUTES.includes(applyTo)) return [EXTENSION.add(applyTo)];
  if (operation === 'REMOVE' && ROUTES.includes(applyTo)) return [EXTENSION.remove(applyTo)];
  if (operation === 'REPLACE' && !REPLACEABLE.includes(applyTo)) return [EXTENSION.replace(applyTo)];
  if (!RELATIVE.includes(operation) || priority !== 0) return [];
  const name = filterName(one);
  return [versioned.has(name) ? EXTENSION.relativeWithVersion(operation, name) : EXTENSION.relative(operation)];
}

export const envoyPatchesWork: Rule = {
  name: 'envoy-patches-work',
  codes: ['IST0151', 'IST0152', 'IST0153', 'IST0154', 'IST0155'],
  severity: 'error',
  about: 'patches do something, and do not depend on the order in which filters happen to come',
  reads: ['EnvoyFilter'],
  find: ({ EnvoyFilter }) => {
    const versioned = new Set(
      EnvoyFilter.flatMap(({ spec }) => spec.configPatches ?? [])
        .filter(({ match }) => match?.proxy?.proxyVersion !== undefined)
        .map(filterName),
    );
    return EnvoyFilter.flatMap(({ place, spec: { priority = 0, configPatches = [] } }) =>
      configPatches.flatMap((one) => patchProblems(one, priority, versioned)).map((problem) => ({ place, problem })),
    );
  },
};
