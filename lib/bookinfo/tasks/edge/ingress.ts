import { bookinfoIngress } from '../../ingress';
import type { Task } from '../task';

/** The page through Kubernetes' own Ingress. */
export const ingress: Task = {
  purpose: "The page through Kubernetes' own Ingress.",
  apply: ({ scope, productpage }) => bookinfoIngress(scope, productpage.port(9080)),
};
