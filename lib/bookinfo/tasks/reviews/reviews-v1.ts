import { Route } from '../../../mesh/route/route';
import { subsets, type Task } from '../task';

/** Everybody sees reviews without stars. */
export const reviewsV1: Task = {
  purpose: 'Everybody sees reviews without stars.',
  apply: (context) => {
    const { scope, api } = context;
    subsets(context, context.reviews);
    new Route(scope, 'reviews', { service: context.reviews, http: [{ to: context.reviews.version('v1') }], api });
  },
};
