import { Route } from '../../../mesh/route/route';
import { subsets, type Task } from '../task';

/** Details of books come from Google, by version 2. */
export const detailsV2: Task = {
  purpose: 'Details of books come from Google, by version 2.',
  apply: (context) => {
    const { scope, api } = context;
    context.details.addV2();
    subsets(context, context.details);
    new Route(scope, 'details', { service: context.details, http: [{ to: context.details.version('v2') }], api });
  },
};
