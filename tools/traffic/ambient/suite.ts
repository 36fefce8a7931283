import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { override } from '../../../lib/kit/override';
import { RunningCluster } from '../../kubelet/cluster';
import { images } from '../images';
import type { Report } from '../report';
import { faultAt } from '../steady';
import { agent, repair } from './agent';
import { egress } from './egress';
import { Ambient } from './lab';
import { ambient, shop } from './mesh';
import { moving } from './moving';
import { policies } from './policies';
import { routes } from './routes';
import { counted, metrics } from './wire';

const PAGES = 40;
/** Each pod with how often its containers have been started again. */
const RESTARTS = 'jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[*].restartCount}{"\\n"}{end}';

/** Bookinfo's page through the ingress gateway: what crosses from node to node is HBONE alone. */
async function pages(lab: Ambient): Promise<void> {
  const ip = 'jsonpath={.status.loadBalancer.ingress[0].ip}';
  const address = await lab.kubectl('-n', 'istio-system', 'get', 'service', 'istio-ingressgateway', '-o', ip);
  const page = { url: `http://${address}/productpage`, headers: {} };
  await lab.becomes("Bookinfo's page answers", 'whole', async () => (await faultAt(page)) ?? 'whole');
  const passed = counted();
  const faults: string[] = [];
  for (let i = 0; i < PAGES; i++) faults.push(...[await faultAt(page)].filter((one) => one !== undefined));
  lab.report(`ambient: ${PAGES} pages`, faults.length === 0, faults.join(' ') || 'none failed');
  const { 15008: hbone = 0, 9080: plain = 0 } = passed();
  const nodes = new Set((await lab.pods('bookinfo', 'app')).map(({ spec }) => spec.nodeName));
  const measured = `${hbone} packets of HBONE, ${plain} in the clear, pods on ${nodes.size} nodes`;
  lab.report('ambient: from node to node, HBONE alone', nodes.size > 1 && hbone > 0 && plain === 0, measured);
}

/** What goes on its own, by name: `-- ambient policies`. */
const PARTS: Readonly<Record<string, (lab: Ambient) => Promise<void>>> = {
  pages,
  metrics,
  agent,
  policies,
  routes,
  egress,
  repair,
  moving,
};

/** The profile `ambient` on two nodes: istiod, ztunnel, istio-cni's agent and plugin, and waypoints, each the real program as our objects say. */
export async function ambientTraffic(report: Report): Promise<void> {
  const only = process.argv.slice(3);
  const folder = mkdtempSync(join(tmpdir(), 'images-'));
  const cluster = await RunningCluster.open(images(folder), { nodes: 2, images: require.resolve('../images') });
  const lab = new Ambient(cluster, report);
  try {
    // What plain Envoys need is written after the workloads, which would wait for it.
    await lab.arrive('the control plane', override(ambient(), { bookinfo: null }));
    await lab.arrive('the mesh', ambient(shop()));
    for (const [name, part] of Object.entries(PARTS)) if (only.length === 0 || only.includes(name)) await part(lab);
    const ended = (await lab.kubectl('get', 'pods', '-A', '-o', RESTARTS))
      .split('\n')
      .filter((line) => / [1-9]/.test(line));
    report('ambient: no container ended by itself', ended.length === 0, ended.join(', '));
  } finally {
    await cluster.close();
  }
}
