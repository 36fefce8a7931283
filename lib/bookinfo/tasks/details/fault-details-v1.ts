import { Route } from '../../../mesh/route/route';
import { subsets, type Task } from '../task';

/** Details fail for everybody, with a status that no service of Bookinfo uses. */
export const faultDetailsV1: Task = {
  purpose: 'Details fail for everybody, with a status that no service of Bookinfo uses.',
  apply: (context) => {
    const { scope, details } = context;
    // The Gateway API has no faults.
    subsets(context, details, 'istio');
    const to = details.version('v1');
    // The sample has a second rule, which no request reaches.
    const http = [{ fault: { abort: { percent: 100, status: 555 } }, to }];
    new Route(scope, 'details', { service: details, http });
  },
};
