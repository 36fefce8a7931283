import * as fc from 'fast-check';
import { backend, backends, places, written } from './api-parts';
import { fields, HEADERS, rarely, VALUES } from './pools';
import type { Line } from './program';

/** GRPCRoutes, for which there is no construct: they are written as they are, and merged by istiod with what others say of their hosts. */

const method = fc.oneof(
  fields({
    service: fc.constantFrom('a', 'x'),
    method: rarely(fc.constantFrom('b', 'y'), 1),
    type: rarely(fc.constant('Exact'), 1),
  }),
  fields({ method: fc.constantFrom('b', 'y') }),
  fields({
    service: rarely(fc.constantFrom('[ax]', 'a.*'), 1),
    method: fc.constantFrom('[by]', '.+'),
    type: fc.constant('RegularExpression'),
  }),
);

const header = fc.oneof(
  fields({ name: fc.constantFrom(...HEADERS, 'X-A'), value: fc.constantFrom(...VALUES) }),
  fields({ name: fc.constantFrom(...HEADERS), type: fc.constant('RegularExpression'), value: fc.constant('[12]') }),
);

const match = fields({
  method: rarely(method, 1),
  headers: rarely(fc.uniqueArray(header, { minLength: 1, maxLength: 2, selector: ({ name }) => name })),
});

const rule = fields({
  matches: rarely(fc.array(match, { minLength: 1, maxLength: 2 }), 1),
  backendRefs: backends,
  filters: rarely(backend.map((to) => [{ type: 'RequestMirror', requestMirror: { backendRef: to } }])),
});

/** GRPCRoutes for services, hosts outside, and listeners of the Gateway API. */
export const grpcRoutes = (fronts: readonly Line[], outside: readonly Line[]): fc.Arbitrary<readonly Line[]> =>
  written(
    'GRPCRoute',
    ['r-g', 'r0-g', 'g'],
    fc
      .record({ place: places(fronts, outside), rules: fc.array(rule, { minLength: 1, maxLength: 3 }) })
      .map(({ place, rules }) => ({ ...place, rules })),
  );
