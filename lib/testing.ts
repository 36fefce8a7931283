/** Unit tests of routes, without a cluster: `expect.extend(routeMatchers)`, then `expect(route(mesh, request)).toReach(target)`. */

export { allowed, type PodVerdict, type Question, type Verdict } from './simulator/allowed';
export { describe as describeOutcome, routeMatchers } from './simulator/matchers';
export { type Reach, reachability } from './simulator/reachability';
export type { Outcome, Reached, Request } from './simulator/request';
export { route } from './simulator/route';
