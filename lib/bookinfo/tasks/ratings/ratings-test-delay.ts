import { Route } from '../../../mesh/route/route';
import { jason } from '../jason';
import { subsets, type Task } from '../task';

/** For Jason alone, ratings take seven seconds: longer than productpage waits. */
export const ratingsTestDelay: Task = {
  purpose: 'For Jason alone, ratings take seven seconds: longer than productpage waits.',
  apply: (context) => {
    const { scope, ratings } = context;
    // The Gateway API has no faults.
    subsets(context, ratings, 'istio');
    const to = ratings.version('v1');
    const http = [{ match: jason, fault: { delay: { percent: 100, fixed: '7s' } }, to }, { to }];
    new Route(scope, 'ratings', { service: ratings, http });
  },
};
