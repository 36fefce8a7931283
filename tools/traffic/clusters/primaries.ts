import type { Report } from '../report';
import { answering, CART, quiet, STOCK } from './answering';
import { Clusters } from './clusters';
import { failover } from './failover';
import { acme, NAMES, TWO_PRIMARIES } from './mesh';
import { silent } from './silent';
import { shown } from './stranger';
import { crossing, inRegions } from './wide';

const ABOUT = 'two primaries';

/** Two istiods on two networks, made by the guide's own commands. */
export async function primaries(report: Report): Promise<void> {
  const clusters = await Clusters.open(ABOUT, NAMES, report);
  try {
    await inRegions(clusters);
    clusters.write(acme(TWO_PRIMARIES));
    await secrets(clusters);
    await clusters.arrive('two clusters', acme(TWO_PRIMARIES));
    await traffic(clusters);
    await failover(clusters);
    await silent(clusters);
    for (const name of NAMES) await quiet(clusters.in(name), /^cart-east/);
  } finally {
    clusters.close();
  }
}

/** The Secrets, by the commands of the guide and of `status`. */
async function secrets(clusters: Clusters): Promise<void> {
  await clusters.guided('a root and intermediates', 'openssl req -x509');
  await clusters.guided('cacerts', '-n istio-system create secret generic cacerts');
  const status = async (name: string) =>
    (await clusters.sh(`npx cdk8s-istio status acme/${name} --context ${name}`)).said;
  const missing = async () => {
    const said = await Promise.all(NAMES.map(status));
    return said.map((one) => [...one.matchAll(/Secret \S+\/(\S+)\]/g)].map(([, name]) => name).join(' ')).join(', ');
  };
  const holds = (what: string, wanted: string, got: string) =>
    clusters.report(`${ABOUT}: ${what}`, got === wanted, got);
  holds('status names what is missing', 'istio-remote-secret-west, istio-remote-secret-east', await missing());
  const [, line = 'false'] = /make it: (.*)/.exec(await status('east')) ?? [];
  await clusters.does('the command that status gives', line.replace('<its context>', 'west'));
  holds('it makes that Secret', ', istio-remote-secret-east', await missing());
  await clusters.guided('the Secrets by which istiods read clusters', '--name east | kubectl --context west');
}

/** Requests within and between the clusters, and what the wire between them has seen. */
async function traffic(clusters: Clusters): Promise<void> {
  const [east, west] = [clusters.in('east'), clusters.in('west')];
  for (const member of [east, west])
    await member.becomes('a service of both is answered by both', 'east west', () => answering(member, 'friend', CART));
  const stock = (app: string) => answering(east, app, STOCK, 10);
  await east.becomes('a service of the west is answered from there', 'west', () => stock('friend'));
  await east.becomes('its policy there knows who asks, and refuses others', '403', () => stock('foe'));
  for (const [from, to] of [
    [east, west],
    [west, east],
  ] as const)
    await crossing(from, to);
  const wanted = 'O=acme,CN=west, below the root, wants a certificate';
  const seen = () => shown(west, clusters.path('root-cert.pem'), ['stock.shop', 8080]);
  await west.becomes('what a stranger sees behind the gateway', wanted, seen);
}
