import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from '../../kubelet/cgroup';
import type { Pod } from '../../kubelet/types';
import { processOf } from '../inside';
import { steady } from '../steady';
import { answering, CART } from './answering';
import type { Clusters, Member } from './clusters';
import { acme, TWO_PRIMARIES } from './mesh';

/** Regions of the clusters; each is the other's resort. */
export const REGIONS = { east: 'eu-central-1', west: 'eu-west-1' } as const;
const FAILOVER = { [REGIONS.east]: REGIONS.west, [REGIONS.west]: REGIONS.east };

/** Errors in a row after which an endpoint is taken out, as `Failover` writes it, and as many as six clients have under way. */
const NOTICED = 5 + 6;

/** Whoever begins or has a connection to a pod's port from elsewhere is refused. Its own node, and so Kubernetes, sees nothing of it. */
function refuse(pod: Pod, port: number): () => void {
  const nft = (...args: readonly string[]) =>
    execFileSync('nsenter', ['-t', String(processOf(pod)), '-n', 'nft', ...args]);
  nft('add', 'table', 'inet', 'cut');
  nft('add', 'chain', 'inet', 'cut', 'in', '{ type filter hook input priority 0 ; }');
  // The port is another one when the sidecar's redirection has been at work.
  const rule = `iifname eth0 meta l4proto tcp ct original proto-dst ${port} reject with tcp reset`;
  nft('add', 'rule', 'inet', 'cut', 'in', rule);
  return () => nft('delete', 'table', 'inet', 'cut');
}

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
  await clusters.arrive('failover', acme({ ...TWO_PRIMARIES, failover: FAILOVER }));
  const answers = () => answering(east, 'friend', CART);
  await east.becomes('requests stay in their region', 'east', answers);
  await west.becomes('requests stay in their region', 'west', () => answering(west, 'friend', CART));
  const client = steady([{ url: CART, headers: {} }], processOf(await east.pod('shop', 'friend')));
  const lost = async (when: string, most: number) => {
    const { asked, failures } = await client.score();
    const measured = [`${failures.length} of ${asked} requests failed`, ...failures.slice(0, 3)].join('\n  ');
    east.verdict(when, asked > 0 && failures.length <= most, measured);
  };
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
    client.end();
  }
}
