import { Route } from '../../../mesh/route/route';
import { BOOKINFO_SERVICES } from '../../hardening';
import { subsets, type Task } from '../task';

/** Everybody sees version 1 of every service: no stars. */
export const allV1: Task = {
  purpose: 'Everybody sees version 1 of every service: no stars.',
  apply: (context) => {
    const { scope, api } = context;
    for (const name of BOOKINFO_SERVICES) {
      const service = context[name];
      subsets(context, service);
      new Route(scope, name, { service, http: [{ to: service.version('v1') }], api });
    }
  },
};
