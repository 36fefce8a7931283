import { setTimeout as sleep } from 'node:timers/promises';
import type { App, Environment } from '../../../lib/installation/environment';
import { Listeners } from '../../../lib/mesh/edge/listeners';
import { httpServer } from '../../../lib/mesh/edge/servers';
import { Route } from '../../../lib/mesh/route/route';
import type { MeshNamespaceProps } from '../../../lib/mesh/services/namespace';
import { restarted, rolledOut } from '../../../lib/upgrade/kubectl';
import { run } from '../command';
import { processOf } from '../inside';
import { faultAt, steady } from '../steady';
import type { Ambient } from './lab';
import { ambient, type Shop, shop } from './mesh';

const HOST = 'shop.example.com';
const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const DEPLOYMENTS = ['shop/deployment/cart-v1', 'shop/deployment/cart-v2'];
const SHOP = 'kubernetes.io/metadata.name=shop';
const PATIENCE = 120_000;

/** The shop, also from outside of the mesh, in one mode or the other. */
const reached = (home: MeshNamespaceProps): Environment => {
  const own = shop(() => {}, home);
  const open: App = (mesh) => {
    const { namespace, cart } = own(mesh) as Shop;
    const gateway = mesh.gateways.get('ingress');
    if (gateway === undefined) return;
    const gateways = new Listeners(namespace, 'entry', { gateway, servers: [httpServer(8080, [HOST])] });
    new Route(namespace, 'entered', { gateways, hosts: [HOST], http: [{ to: cart.port(8080) }] });
  };
  return ambient(open);
};

/** Containers of the shop's pods: a sidecar in each, or in none. */
async function containers(lab: Ambient): Promise<string> {
  const pods = await lab.pods('shop', 'app=cart');
  const names = pods.map(({ spec }) => [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name));
  return [...new Set(names.map((all) => (all.includes('istio-proxy') ? 'sidecar' : 'none')))].join(' ');
}

/** From sidecars to ambient mode and back, while callers of each kind never pause: none is refused. */
export async function moving(lab: Ambient): Promise<void> {
  await lab.arrive('the shop with sidecars', reached({ injection: true }));
  await turned(lab, 'sidecar');
  const ip = 'jsonpath={.status.loadBalancer.ingress[0].ip}';
  const address = await lab.kubectl('-n', 'istio-system', 'get', 'service', 'istio-ingressgateway', '-o', ip);
  const entry = { url: `http://${address}/`, headers: { host: HOST } };
  for (const end = Date.now() + PATIENCE; (await faultAt(entry)) !== undefined && Date.now() < end; ) await sleep(500);
  const inside = [{ url: 'http://cart.shop:8080/', headers: {} }];
  const clients = [
    ['the gateway', steady([entry])] as const,
    ['ambient', steady(inside, processOf(await lab.pod('guests', 'friend')))] as const,
    ['a sidecar', steady(inside, processOf(await lab.pod('injected', 'sidecar')))] as const,
    ['no proxy', steady(inside, processOf(await lab.pod('outside', 'bare')))] as const,
  ];
  const answered = async (when: string) => {
    for (const [who, client] of clients) {
      const { asked, failures } = await client.score();
      const measured = [`${failures.length} of ${asked} requests failed`, ...failures.slice(0, 5)].join('\n  ');
      lab.report(`ambient: ${when}, callers by ${who} are answered`, asked > 0 && failures.length === 0, measured);
    }
  };
  try {
    await sleep(5000);
    await answered('before the move');
    for (const [what, home, wanted] of [
      ['the shop in ambient mode', { injection: 'ambient' }, 'none'],
      // Pods without sidecars leave the mesh at once when the label goes, and lose their connections.
      ['the shop with sidecars again', { injection: true, labels: AMBIENT }, 'sidecar'],
      ['the shop without the label', { injection: true }, 'sidecar'],
    ] as const) {
      await lab.arrive(what, reached(home));
      await answered(`${what}, labelled`);
      if (home.injection === true && !('labels' in home)) continue;
      await turned(lab, wanted);
      await sleep(10_000);
      await answered(`${what}, restarted`);
    }
  } finally {
    for (const [, client] of clients) client.end();
  }
}

async function turned(lab: Ambient, wanted: string): Promise<void> {
  for (const line of [restarted(SHOP), ...DEPLOYMENTS.map(rolledOut)]) {
    const { code, said } = await run(['sh', '-c', line], lab.cluster.env);
    if (code !== 0) lab.report(`ambient: ${line}`, false, said);
  }
  await lab.becomes('proxies in the pods of the shop', wanted, () => containers(lab));
}
