import { Route } from '../../../mesh/route/route';
import { MySql } from '../../databases';
import { subsets, type Task } from '../task';

/** Red stars, whose number comes from MySQL in the cluster. */
export const ratingsMysql: Task = {
  purpose: 'Red stars, whose number comes from MySQL in the cluster.',
  apply: (context) => {
    const { scope, api } = context;
    context.ratings.addV2MySql('v2-mysql', new MySql(context.namespace));
    subsets(context, context.reviews);
    new Route(scope, 'reviews', { service: context.reviews, http: [{ to: context.reviews.version('v3') }], api });
    subsets(context, context.ratings);
    new Route(scope, 'ratings', { service: context.ratings, http: [{ to: context.ratings.version('v2-mysql') }], api });
  },
};
