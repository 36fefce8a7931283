import { Route } from '../../../mesh/route/route';
import { jason } from '../jason';
import { subsets, type Task } from '../task';

/** Jason sees black stars, everybody else red ones. */
export const reviewsJasonV2V3: Task = {
  purpose: 'Jason sees black stars, everybody else red ones.',
  apply: (context) => {
    const { scope, api, reviews } = context;
    subsets(context, reviews);
    const http = [{ match: jason, to: reviews.version('v2') }, { to: reviews.version('v3') }];
    new Route(scope, 'reviews', { service: reviews, http, api });
  },
};
