import { Route } from '../../../mesh/route/route';
import { subsets, type Task } from '../task';

/** Everybody sees red stars. */
export const reviewsV3: Task = {
  purpose: 'Everybody sees red stars.',
  apply: (context) => {
    const { scope, api } = context;
    subsets(context, context.reviews);
    new Route(scope, 'reviews', { service: context.reviews, http: [{ to: context.reviews.version('v3') }], api });
  },
};
