import { byPath } from '../../../mesh/rate-limit/descriptors';
import { GlobalRateLimit } from '../../../mesh/rate-limit/global-rate-limit';
import { RateLimitService } from '../../../mesh/rate-limit/service';
import { MeshNamespace } from '../../../mesh/services/namespace';
import type { Task } from '../task';

const DOMAIN = 'productpage-ratelimit';

/** Ten visits of the page a minute, all visitors together. */
export const ratelimit: Task = {
  purpose:
    'The page may be opened ten times a minute, and every other path a hundred times; beyond that the answer is 429.',
  apply: ({ root, ingress }) => {
    if (ingress === undefined) return;
    const beside = new MeshNamespace(root, 'default', { injection: false, existing: true });
    const { port: service } = new RateLimitService(beside, 'RateLimit', {
      domains: {
        [DOMAIN]: [
          { of: [byPath], values: { PATH: '/productpage' }, requests: 10, per: 'minute' },
          { of: [byPath], requests: 100, per: 'minute' },
        ],
      },
    });
    new GlobalRateLimit(root, 'ratelimit', {
      traffic: ingress,
      domain: DOMAIN,
      service,
      descriptors: [[byPath]],
      onFailure: 'deny',
    });
  },
};
