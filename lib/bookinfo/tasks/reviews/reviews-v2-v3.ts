import { Route } from '../../../mesh/route/route';
import { canary } from '../../../mesh/route/rules';
import { subsets, type Task } from '../task';

/** Half of the visitors see black stars, half red ones. */
export const reviewsV2V3: Task = {
  purpose: 'Half of the visitors see black stars, half red ones.',
  apply: (context) => {
    const { scope, api, reviews } = context;
    subsets(context, reviews);
    const to = canary(reviews.version('v2'), reviews.version('v3'), 50);
    new Route(scope, 'reviews', { service: reviews, http: [{ to }], api });
  },
};
