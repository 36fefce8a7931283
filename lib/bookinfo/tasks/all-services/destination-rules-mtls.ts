import { DestinationPolicy } from '../../../mesh/traffic/destination-policy';
import { BOOKINFO_SERVICES } from '../../hardening';
import type { Task } from '../task';

/** Routes may name every version, and every call inside Bookinfo uses mutual TLS even where it could be plain. */
export const destinationRulesMtls: Task = {
  purpose:
    'Routes may name every version, and every call inside Bookinfo uses mutual TLS even where it could be plain.',
  apply: ({ scope, ...services }) => {
    for (const name of BOOKINFO_SERVICES)
      new DestinationPolicy(scope, name, { service: services[name], tls: { mode: 'ISTIO_MUTUAL' } });
  },
};
