import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demo } from '../../lib/environments/demo';
import type { App, Environment } from '../../lib/installation/environment';
import { override } from '../../lib/kit/override';
import { Listeners } from '../../lib/mesh/edge/listeners';
import { httpServer } from '../../lib/mesh/edge/servers';
import { Route } from '../../lib/mesh/route/route';
import { Microservice } from '../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { http } from '../../lib/mesh/services/ports';
import { restarted, rolledOut } from '../../lib/upgrade/kubectl';
import { type UpgradeStep, upgrade } from '../../lib/upgrade/upgrade';
import { RunningCluster } from '../kubelet/cluster';
import { mesh, run } from './command';
import { complaintsIn } from './control-plane';
import { images } from './images';
import type { Report } from './report';
import { faultAt, steady, type Target } from './steady';

/** A ring for each namespace. */
const RINGS = { early: 'bookinfo', late: 'shop' } as const;
const SHOP = 'shop.example.com';

const shop: App = (mesh) => {
  const injection = mesh.controlPlanes.follow('late').revision;
  const namespace = new MeshNamespace(mesh, 'shop', { injection });
  const web = new Microservice(namespace, 'web', {
    ports: [http(80)],
    versions: { v1: { image: 'example.com/web:1', drain: 5 } },
  });
  const gateway = mesh.gateways.get('ingress');
  if (gateway === undefined) return;
  const gateways = new Listeners(namespace, 'entry', { gateway, servers: [httpServer(8080, [SHOP])] });
  new Route(namespace, 'web-entry', { gateways, hosts: [SHOP], http: [{ to: web.port(80) }] });
};
const before: Environment = override(demo, {
  name: 'mesh',
  addons: null,
  // A plain Envoy has none of Istio's filters for metrics.
  istio: { version: '1.30', revision: 'old', mesh: { defaultProviders: { metrics: [] } } },
  tags: { default: 'old', early: 'old', late: 'old' },
  bookinfo: { follows: 'early', hardening: 'production' },
  apps: [shop],
});

/** Who follows whom after each step. */
const WANTED: Readonly<Record<string, string>> = {
  before: 'early old, late old, gateways old',
  'add-new': 'early old, late old, gateways old',
  'ring-early': 'early new, late old, gateways old',
  'ring-late': 'early new, late new, gateways old',
  'ring-default': 'early new, late new, gateways old',
  gateways: 'early new, late new, gateways new',
  'remove-old': 'early new, late new, gateways new',
};

const KINDS =
  'deployments,services,configmaps,serviceaccounts,poddisruptionbudgets,horizontalpodautoscalers,clusterroles';
const WEBHOOKS = 'clusterrolebindings,mutatingwebhookconfigurations,validatingwebhookconfigurations';
const REVISION = String.raw`jsonpath={range .items[*]}{.metadata.annotations.istio\.io/rev} {end}`;
const PATIENCE = 180_000;

/** The cluster, asked as a user asks it. */
class Upgraded {
  constructor(
    readonly cluster: RunningCluster,
    private readonly report: Report,
  ) {}

  async kubectl(...args: readonly string[]): Promise<string> {
    return (await run(['kubectl', ...args], this.cluster.env)).said.trim();
  }

  /** Runs lines of a plan as a user does. Gives what the first that fails has said. */
  async fails(lines: readonly string[]): Promise<string | undefined> {
    for (const line of lines) {
      const { code, said } = await run(['sh', '-c', line], this.cluster.env);
      if (code !== 0) return `${line}: ${said.trim()}`;
    }
    return undefined;
  }

  async holds(what: string, lines: readonly string[]): Promise<void> {
    const fault = await this.fails(lines);
    this.report(`upgrade: ${what}`, fault === undefined, fault ?? `${lines.length} commands`);
  }

  /** Revisions of the proxies that run: pods that end count until they are gone. */
  private async state(): Promise<string> {
    const of = async (namespace: string, selector: string) => {
      const said = await this.kubectl('-n', namespace, 'get', 'pods', '-l', selector, '-o', REVISION);
      return [...new Set(said.split(' ').filter(Boolean))].sort().join(' ');
    };
    const rings = Object.entries(RINGS).map(async ([ring, name]) => `${ring} ${await of(name, 'app')}`);
    const gateways = of('istio-system', 'istio in (ingressgateway,egressgateway)');
    return [...(await Promise.all(rings)), `gateways ${await gateways}`].join(', ');
  }

  async arrive(name: string, environment: Environment, restart?: string): Promise<void> {
    const { report, cluster } = this;
    const applied = await mesh(['apply', 'mesh', '--prune', '--timeout', '180'], environment, cluster.env);
    report(`upgrade: ${name} is applied`, applied.code === 0, applied.code === 0 ? 'applied' : applied.said);
    if (restart !== undefined) await this.holds(`${name} restarts its pods`, [restarted(restart)]);
    let got = await this.state();
    for (const end = Date.now() + PATIENCE; got !== WANTED[name] && Date.now() < end; got = await this.state())
      await sleep(1000);
    report(`upgrade: ${name} has moved whom it should`, got === WANTED[name], got);
    const { code, said } = await mesh(['diff', 'mesh'], environment, cluster.env);
    report(`upgrade: ${name} is what the cluster has`, code === 0, said.trim());
  }

  /** What an istiod complains of. */
  quiet(deployment: string): void {
    const pods = this.cluster.kubelet.running(({ metadata }) => metadata.name.startsWith(`${deployment}-`));
    const said = pods.flatMap((pod) => complaintsIn(pod.said('discovery')));
    this.report(`upgrade: ${deployment} complains of nothing`, pods.length > 0 && said.length === 0, said.join('\n'));
  }

  async leftOf(revision: string): Promise<readonly string[]> {
    const names = await this.kubectl('get', `${KINDS},${WEBHOOKS}`, '-A', '-o', 'name');
    return names.split('\n').filter((name) => new RegExp(`-${revision}(-|$)`).test(name));
  }
}

/** A canary upgrade with two real istiods, step by step and once back, by the plan's own commands, under requests that never pause. */
export async function upgradeTraffic(report: Report): Promise<void> {
  const cluster = await RunningCluster.open(images(mkdtempSync(join(tmpdir(), 'images-'))));
  const upgraded = new Upgraded(cluster, report);
  let client: ReturnType<typeof steady> | undefined;
  const answered = async (when: string) => {
    const score = await client?.score();
    const measured = `${score?.failures.length} of ${score?.asked} requests failed`;
    report(
      `upgrade: ${when}, everybody is answered`,
      (score?.asked ?? 0) > 0 && score?.failures.length === 0,
      [measured, ...(score?.failures.slice(0, 10) ?? [])].join('\n  '),
    );
  };
  const take = async (step: UpgradeStep, restart = step.restart) => {
    await upgraded.arrive(step.name, step.environment, restart);
    await upgraded.holds(`${step.name} is ready`, step.ready.map(rolledOut));
    await answered(step.name);
  };
  try {
    await upgraded.arrive('before', before);
    client = steady(await targets(upgraded));
    const plan = { to: { revision: 'new', version: '1.31' }, rings: ['early', 'late', 'default'] } as const;
    for (const step of upgrade(before, plan)) {
      await upgraded.holds(`${step.name} is safe`, step.safe);
      if (step.name === 'remove-old') upgraded.quiet('istiod-old');
      await take(step);
      if (step.name !== 'ring-early') continue;
      await upgraded.holds('the way back is safe', step.back.safe);
      await upgraded.arrive('add-new', step.back.environment, step.back.restart);
      await answered('back');
      await take(step);
    }
    const left = await upgraded.leftOf('old');
    report('upgrade: nothing of the old revision is left', left.length === 0, left.join(' '));
    upgraded.quiet('istiod-new');
    const { restarts } = cluster.kubelet;
    report('upgrade: no container ended by itself', restarts.length === 0, restarts.join(' '));
  } finally {
    client?.end();
    await cluster.close();
  }
}

/** Both rings by the ingress gateway's load balancer, as soon as they answer. */
async function targets(upgraded: Upgraded): Promise<readonly Target[]> {
  const ip = 'jsonpath={.status.loadBalancer.ingress[0].ip}';
  const address = await upgraded.kubectl('-n', 'istio-system', 'get', 'service', 'istio-ingressgateway', '-o', ip);
  const all = [
    { url: `http://${address}/productpage`, headers: {} },
    { url: `http://${address}/`, headers: { host: SHOP } },
  ];
  for (const end = Date.now() + PATIENCE; ; await sleep(1000)) {
    const faults = (await Promise.all(all.map((one) => faultAt(one)))).filter((fault) => fault !== undefined);
    if (faults.length === 0) return all;
    if (Date.now() > end) throw new Error(`${address} does not answer: ${faults.join(', ')}`);
  }
}
