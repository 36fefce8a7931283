import { setTimeout as sleep } from 'node:timers/promises';
import { CART } from './answering';
import { asking, NOTICED } from './asking';
import type { Clusters } from './clusters';
import { silence, swallow } from './cuts';
import { acme, FAILS_OVER } from './mesh';

/** Longer than anybody waits for an answer here. */
const LONG = 40_000;

/** An endpoint that takes requests and never answers is left where tries end; so is one behind a wire that swallows everything. Kubernetes calls both ready. */
export async function silent(clusters: Clusters): Promise<void> {
  const east = clusters.in('east');
  const friend = await east.pod('shop', 'friend');
  const { answers, lost, score, end } = asking(east, friend);
  try {
    const cart = await east.pod('shop', 'cart');
    await sleep(5000);
    await lost('before it is silent', 0);
    let mend = silence(cart);
    await sleep(LONG);
    const { asked, failures } = await score();
    const still = east.status(friend, CART);
    const measured = `${failures.length} of ${asked} requests were given up; then ${still}`;
    east.verdict('an endpoint never answers, and is asked on and on', failures.length > 0 && still === 0, measured);
    await clusters.arrive('tries end, and the cart has a policy of its own', acme(FAILS_OVER, { limited: true }));
    await east.becomes('an endpoint never answers while Kubernetes calls it ready: who answers', 'west', answers);
    mend();
    await east.becomes('it answers again, and is asked again', 'east', answers);
    await score();
    mend = silence(cart);
    await east.becomes('it is silent once more: who answers', 'west', answers);
    await lost('until it was taken out', NOTICED);
    mend();
    await east.becomes('it answers again, and is asked again', 'east', answers);
    await lost('until it was asked again', NOTICED);
    mend = swallow(cart, 8080);
    await east.becomes('nothing gets through to it: who answers', 'west', answers);
    await lost('until it was taken out', NOTICED);
    mend();
    await east.becomes('it is reached again, and asked again', 'east', answers);
  } finally {
    end();
  }
}
