import { Route } from '../../../mesh/route/route';
import { MongoDb } from '../../databases';
import { subsets, type Task } from '../task';

/** Red stars, whose number comes from MongoDB. */
export const ratingsDb: Task = {
  purpose: 'Red stars, whose number comes from MongoDB.',
  apply: (context) => {
    const { scope, api } = context;
    context.ratings.addV2(new MongoDb(context.namespace));
    subsets(context, context.reviews);
    new Route(scope, 'reviews', { service: context.reviews, http: [{ to: context.reviews.version('v3') }], api });
    subsets(context, context.ratings);
    new Route(scope, 'ratings', { service: context.ratings, http: [{ to: context.ratings.version('v2') }], api });
  },
};
