import { DestinationPolicy } from '../../../mesh/traffic/destination-policy';
import type { Task } from '../task';

/** Each call of reviews goes to a pod chosen at random. */
export const reviewsRandom: Task = {
  purpose: 'Each call of reviews goes to a pod chosen at random.',
  apply: ({ scope, reviews }) => {
    new DestinationPolicy(scope, 'reviews', { service: reviews, loadBalancer: 'RANDOM' });
  },
};
