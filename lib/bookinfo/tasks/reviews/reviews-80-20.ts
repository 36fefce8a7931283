import { Route } from '../../../mesh/route/route';
import { canary } from '../../../mesh/route/rules';
import { subsets, type Task } from '../task';

/** One visitor in five sees black stars, the others none. */
export const reviews8020: Task = {
  purpose: 'One visitor in five sees black stars, the others none.',
  apply: (context) => {
    const { scope, api, reviews } = context;
    subsets(context, reviews);
    const to = canary(reviews.version('v1'), reviews.version('v2'), 20);
    new Route(scope, 'reviews', { service: reviews, http: [{ to }], api });
  },
};
