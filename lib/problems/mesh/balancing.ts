import { catalogue } from '../../kit/problems';

/** How callers choose among endpoints. MESH365. */
export const BALANCING = catalogue({
  unheardWarmup: [
    'MESH365',
    (balancer: string) => [
      `new endpoints do not warm up: ${balancer} gives each its share at once`,
      'balance by LEAST_REQUEST or ROUND_ROBIN, or leave out `warmup`',
    ],
  ],
});
