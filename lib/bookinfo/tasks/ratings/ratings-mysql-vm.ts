import { Route } from '../../../mesh/route/route';
import { ExistingService } from '../../../mesh/services/existing';
import { tcp } from '../../../mesh/services/ports';
import { subsets, type Task } from '../task';

const mysqldb = ExistingService.of({ name: 'mysqldb', namespace: 'vm', ports: [tcp(3306)] });

/** Red stars, whose number comes from MySQL on a virtual machine, known as mysqldb in the namespace vm. */
export const ratingsMysqlVm: Task = {
  purpose: 'Red stars, whose number comes from MySQL on a virtual machine, known as mysqldb in the namespace vm.',
  apply: (context) => {
    const { scope, api } = context;
    context.ratings.addV2MySql('v2-mysql-vm', mysqldb);
    subsets(context, context.reviews);
    new Route(scope, 'reviews', { service: context.reviews, http: [{ to: context.reviews.version('v3') }], api });
    subsets(context, context.ratings);
    new Route(scope, 'ratings', {
      service: context.ratings,
      http: [{ to: context.ratings.version('v2-mysql-vm') }],
      api,
    });
  },
};
