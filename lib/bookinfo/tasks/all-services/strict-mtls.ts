import { PeerAuthentication } from '../../../mesh/security/peer-authentication';
import type { Task } from '../task';

/** Nobody without a sidecar can call Bookinfo; the ingress gateway can. */
export const strictMtls: Task = {
  purpose: 'Nobody without a sidecar can call Bookinfo; the ingress gateway can.',
  apply: ({ scope }) => {
    new PeerAuthentication(scope, 'default', { mode: 'STRICT' });
  },
};
