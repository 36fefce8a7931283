import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from '../../kubelet/cgroup';
import { answering, CART } from './answering';
import { asking, NOTICED } from './asking';
import type { Clusters, Member } from './clusters';
import { refuse } from './cuts';
import { acme, FAILS_OVER } from './mesh';

async function restarts(member: Member): Promise<number> {
  const [pod] = await member.pods('shop', 'app=cart');
  return Math.max(0, ...(pod?.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

async function isReady(member: Member): Promise<boolean> {
  const [pod] = await member.pods('shop', 'app=cart');
  return pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Requests stay in their region, until its endpoints are refusing, dead or gone; then all of them go to the other one. */
export async function failover(clusters: Clusters): Promise<void> {
  const [east, west] = [clusters.in('east'), clusters.in('west')];
  await clusters.arrive('failover', acme(FAILS_OVER));
  const { answers, lost, end } = asking(east, await east.pod('shop', 'friend'));
  await east.becomes('requests stay in their region', 'east', answers);
  await west.becomes('requests stay in their region', 'west', () => answering(west, 'friend', CART));
  try {
    await sleep(5000);
    await lost('before an endpoint fails', 0);
    const cart = await east.pod('shop', 'cart');
    const mend = refuse(cart, 8080);
    await east.becomes('an endpoint refuses while Kubernetes calls it ready: who answers', 'west', answers);
    await lost('until it was taken out', NOTICED);
    mend();
    await east.becomes('it answers again, and is asked again', 'east', answers);
    await lost('until it was asked again', NOTICED);
    for (const pid of processesOf(cart)) process.kill(pid, 'SIGKILL');
    await east.becomes('its processes are killed, and started again', 'started again', async () =>
      (await restarts(east)) > 0 && (await isReady(east)) ? 'started again' : 'not yet',
    );
    await east.becomes('who answers then', 'east', answers);
    await lost('from the kill until then', NOTICED);
    await clusters.does(
      'no pod is left of it',
      'kubectl --context east -n shop scale deployment cart-east --replicas 0',
    );
    await east.becomes('who answers without a pod', 'west', answers);
    await lost('while the last pod went', 0);
    await clusters.does(
      'there is a pod again',
      'kubectl --context east -n shop scale deployment cart-east --replicas 1',
    );
    await east.becomes('who answers with a pod again', 'east', answers);
    await lost('while it came', 0);
  } finally {
    end();
  }
}
