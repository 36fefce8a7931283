import { BOOKINFO_SERVICES } from '../../hardening';
import { subsets, type Task } from '../task';

/** Routes may name every version of every service. */
export const destinationRules: Task = {
  purpose: 'Routes may name every version of every service.',
  apply: (context) => {
    for (const service of BOOKINFO_SERVICES) subsets(context, context[service]);
  },
};
