import type { Report } from '../report';
import { answering, CART, quiet, STOCK } from './answering';
import { Clusters, type Member } from './clusters';
import { acme, ENTRY, NAMES, served } from './mesh';
import { entryOf } from './stranger';

const READS_WEST = 'istioctl create-remote-secret --context west --name west |';

/** What a pod's proxy says of itself: cluster, network, and whom it gets its configuration from. */
async function proxyOf(member: Member, app: string): Promise<string> {
  const pod = await member.pod('shop', app);
  const { node } = JSON.parse(member.inside(pod, 'curl', '-s', 'localhost:15000/server_info'));
  const { CLUSTER_ID, NETWORK, PROXY_CONFIG } = node.metadata;
  return `${CLUSTER_ID} ${NETWORK} ${PROXY_CONFIG.discoveryAddress ?? 'istiod.istio-system.svc:15012'}`;
}

/** No istiod runs in the west; its pods are injected there all the same, and everybody answers everybody. */
async function serves(clusters: Clusters, namespace: string): Promise<void> {
  const [east, west] = [clusters.in('east'), clusters.in('west')];
  const entry = entryOf(east);
  east.verdict('it is entered where its topology says', entry === ENTRY, entry);
  const istiods = (await west.kubectl('get', 'pods', '-A', '-l', 'app=istiod', '-o', 'name')).trim();
  west.verdict('no istiod runs there', /^(No resources found)?$/.test(istiods), istiods);
  const proxy = await proxyOf(west, 'friend');
  west.verdict('cluster, network and istiod of a proxy', proxy === `west west istiod.${namespace}.svc:15012`, proxy);
  for (const member of [east, west]) {
    await member.becomes('a service of both is answered by both', 'east west', () => answering(member, 'friend', CART));
    for (const [app, wanted] of [
      ['friend', 'west'],
      ['foe', '403'],
    ] as const)
      await member.becomes(`a service of the west answers a ${app}`, wanted, () => answering(member, app, STOCK, 10));
  }
}

/** Takes the policy from one cluster and looks whether it still holds in the west. */
async function decides(clusters: Clusters, context: string, wanted: string): Promise<void> {
  const west = clusters.in('west');
  const policy = `kubectl --context ${context} -n shop delete authorizationpolicy stock-callers`;
  await clusters.does(`the policy of ${context} is gone`, policy);
  await west.becomes('who was refused is answered', wanted, () => answering(west, 'foe', STOCK, 10));
}

/** The west is served by the istiod of the east. */
export async function remote(report: Report): Promise<void> {
  const clusters = await Clusters.open('primary and remote', NAMES, report);
  try {
    const environments = acme(served({ controlledBy: 'east' }));
    clusters.write(environments);
    await clusters.guided('a root and intermediates', 'openssl req -x509');
    await clusters.guided('cacerts', '-n istio-system create secret generic cacerts');
    await clusters.line('the east reads the west', READS_WEST);
    await clusters.arrive('primary and remote', environments);
    await serves(clusters, 'istio-system');
    await decides(clusters, 'west', '403');
    await decides(clusters, 'east', 'west');
    for (const name of NAMES) await quiet(clusters.in(name));
  } finally {
    clusters.close();
  }
}

/** An istiod of the west's own runs in the east. */
export async function external(report: Report): Promise<void> {
  const clusters = await Clusters.open('external control plane', NAMES, report);
  try {
    const environments = acme(served({ externalIn: 'east' }));
    clusters.write(environments);
    await clusters.guided('a root and intermediates', 'openssl req -x509');
    await clusters.guided('cacerts', '-n istio-system create secret generic cacerts');
    await clusters.guided('what the external istiod needs', '--type config');
    await clusters.line('the east reads the west', READS_WEST);
    await clusters.guided('the external istiod reads the east', '--name east --namespace istiod-west');
    await clusters.arrive('external control plane', environments);
    await serves(clusters, 'istiod-west');
    await decides(clusters, 'east', '403');
    await decides(clusters, 'west', 'west');
    for (const name of NAMES) await quiet(clusters.in(name));
  } finally {
    clusters.close();
  }
}
