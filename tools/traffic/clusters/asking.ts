import type { Pod } from '../../kubelet/types';
import { processOf } from '../inside';
import { steady } from '../steady';
import { answering, CART } from './answering';
import type { Member } from './clusters';

/** Errors in a row after which an endpoint is taken out, as `Failover` writes it, and as many as six clients have under way. */
export const NOTICED = 5 + 6;

/** Clients in a pod that ask the cart all the time. */
export function asking(member: Member, pod: Pod) {
  const client = steady([{ url: CART, headers: {} }], processOf(pod));
  return {
    /** Who answers now. */
    answers: () => answering(member, 'friend', CART),
    /** Holds that no more requests failed since it was last asked. */
    lost: async (when: string, most: number): Promise<void> => {
      const { asked, failures } = await client.score();
      const measured = [`${failures.length} of ${asked} requests failed`, ...failures.slice(0, 3)].join('\n  ');
      member.verdict(when, asked > 0 && failures.length <= most, measured);
    },
    score: client.score,
    end: client.end,
  };
}
