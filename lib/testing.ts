/** Unit tests of routes, without a cluster: `expect.extend(routeMatchers)`, then `expect(route(mesh, request)).toReach(target)`. */

export { describe as describeOutcome, routeMatchers } from './simulator/matchers';
export { allowed, type PodVerdict, type Question, type Verdict } from './simulator/policies/allowed';
export { type Reach, reachability } from './simulator/policies/reachability';
export type { Outcome, Reached, Request } from './simulator/request';
export { route } from './simulator/routes/route';
