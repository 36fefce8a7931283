import * as fc from 'fast-check';
import { backend, backends, places, written } from './api-parts';
import { fields, METHODS, PATHS, rarely } from './pools';
import type { Line } from './program';

/** HTTPRoutes as no construct writes them: without the ReferenceGrants that they need, for ServiceEntries, single listeners and ports. */

const match = fields<Record<string, unknown>>({
  path: rarely(
    fc.oneof(
      fc.constantFrom(...PATHS).map((value) => ({ type: 'Exact', value })),
      fc.constantFrom(...PATHS).map((value) => ({ type: 'PathPrefix', value })),
    ),
    1,
  ),
  method: rarely(fc.constantFrom(...METHODS)),
});

/** Host headers that a rule, or one share of it, sets. */
const hostSet = fc.constantFrom('Host', 'host', 'x-c').map((name) => ({
  type: 'RequestHeaderModifier',
  requestHeaderModifier: { set: [{ name, value: 's.example.com' }] },
}));

const filter = fc.oneof(
  backend.map((to) => ({ type: 'RequestMirror', requestMirror: { backendRef: to } })),
  hostSet,
  fields({
    hostname: rarely(fc.constant('new.example.com'), 1),
    path: rarely(fc.constant({ type: 'ReplaceFullPath', replaceFullPath: '/new' })),
  }).map((urlRewrite) => ({ type: 'URLRewrite', urlRewrite })),
);

const rule = fields<Record<string, unknown>>({
  matches: rarely(fc.array(match, { minLength: 1, maxLength: 2 }), 1),
  backendRefs: fc
    .tuple(backends, rarely(hostSet, 4))
    .map(([all, set]) =>
      set === undefined ? all : all?.map((one, i) => (i === 0 ? { ...one, filters: [set] } : one)),
    ),
  filters: rarely(fc.uniqueArray(filter, { minLength: 1, maxLength: 2, selector: ({ type }) => type }), 2),
});

/** HTTPRoutes for services, hosts outside, and listeners of the Gateway API. */
export const httpRoutes = (fronts: readonly Line[], outside: readonly Line[]): fc.Arbitrary<readonly Line[]> =>
  written(
    'HTTPRoute',
    ['r-h', 'r0-h', 'h'],
    fc
      .record({ place: places(fronts, outside), rules: fc.array(rule, { minLength: 1, maxLength: 3 }) })
      .map(({ place, rules }) => ({ ...place, rules })),
  );
