import { Route } from '../../../mesh/route/route';
import { jason } from '../jason';
import { subsets, type Task } from '../task';

/** Jason sees black stars, everybody else none. */
export const reviewsTestV2: Task = {
  purpose: 'Jason sees black stars, everybody else none.',
  apply: (context) => {
    const { scope, api, reviews } = context;
    subsets(context, reviews);
    const http = [{ match: jason, to: reviews.version('v2') }, { to: reviews.version('v1') }];
    new Route(scope, 'reviews', { service: reviews, http, api });
  },
};
