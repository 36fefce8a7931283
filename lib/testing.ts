/** Unit tests of routes, without a cluster: `expect.extend(routeMatchers)`, then `expect(route(mesh, request)).toReach(target)`. */
export { describe as describeOutcome, routeMatchers } from './simulator/matchers';
export type { Outcome, Reached, Request } from './simulator/request';
export { route } from './simulator/route';
