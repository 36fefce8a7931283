/** Unit tests of routes, without a cluster: `expect.extend(routeMatchers)`, then `expect(route(mesh, request)).toReach(target)`. */
export { describe as describeOutcome, routeMatchers } from './mesh/testing/matchers';
export type { Outcome, Reached, Request } from './mesh/testing/request';
export { route } from './mesh/testing/route';
