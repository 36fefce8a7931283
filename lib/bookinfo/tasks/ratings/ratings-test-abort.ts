import { Route } from '../../../mesh/route/route';
import { jason } from '../jason';
import { subsets, type Task } from '../task';

/** For Jason alone, ratings fail: he reads that they are unavailable. */
export const ratingsTestAbort: Task = {
  purpose: 'For Jason alone, ratings fail: he reads that they are unavailable.',
  apply: (context) => {
    const { scope, ratings } = context;
    // The Gateway API has no faults.
    subsets(context, ratings, 'istio');
    const to = ratings.version('v1');
    const http = [{ match: jason, fault: { abort: { percent: 100, status: 500 } }, to }, { to }];
    new Route(scope, 'ratings', { service: ratings, http });
  },
};
