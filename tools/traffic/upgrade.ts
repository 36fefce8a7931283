import { spawnSync } from 'node:child_process';
import { demo } from '../../lib/environments/demo';
import type { App, Environment } from '../../lib/installation/environment';
import { defined } from '../../lib/kit/defined';
import { override } from '../../lib/kit/override';
import { Microservice } from '../../lib/mesh/services/microservice';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { http } from '../../lib/mesh/services/ports';
import { rolledOut } from '../../lib/upgrade/kubectl';
import { upgrade } from '../../lib/upgrade/upgrade';
import { asAdmin, type ControlPlane, clusterUp, complaints, istiod, mesh, nodes, stop } from './control-plane';
import { inCluster, kubectl } from './lab';
import type { Report } from './report';

/** An istiod of the minor before; without it, both are of the newest. */
const BEFORE = process.env['ISTIOD_1_30'];

const [OLD, NEW]: readonly [ControlPlane, ControlPlane] = [
  { namespace: 'istio-system', deployment: 'istiod-old', address: '10.244.0.10', ...defined({ program: BEFORE }) },
  { namespace: 'istio-system', deployment: 'istiod-new', address: '10.244.0.11' },
];

/** Namespaces by the ring in which they move. */
const RINGS = { early: 'bookinfo', late: 'shop' } as const;

const shop: App = (mesh) => {
  const injection = mesh.controlPlanes.follow('late').revision;
  const namespace = new MeshNamespace(mesh, 'shop', { injection });
  new Microservice(namespace, 'web', { ports: [http(80)], versions: { v1: { image: 'example.com/web:1' } } });
};

const before: Environment = override(demo, {
  name: 'mesh',
  addons: null,
  istio: { revision: 'old', ...(BEFORE === undefined ? {} : { version: '1.30' as const }) },
  tags: { default: 'old', early: 'old', late: 'old' },
  bookinfo: { follows: 'early' },
  apps: [shop],
});

/** Runs a line of a plan as a user does. */
function holds(line: string): boolean {
  const [command = '', ...args] = inCluster('sh', '-c', line);
  return spawnSync(command, args, { env: asAdmin(), timeout: 180_000 }).status === 0;
}

function restart(namespaces: string): void {
  const names = kubectl('get', 'namespaces', '-l', namespaces, '-o', 'jsonpath={.items[*].metadata.name}').split(' ');
  for (const name of names.filter((one) => one !== '')) {
    kubectl('-n', name, 'rollout', 'restart', 'deployment');
    for (const one of kubectl('-n', name, 'get', 'deployments', '-o', 'name').trim().split('\n'))
      kubectl('-n', name, 'rollout', 'status', one, '--timeout=120s');
  }
}

/** Pods that were told to go: without a kubelet nobody ends them. */
function reap(): void {
  const ending = String.raw`{range .items[?(@.metadata.deletionTimestamp)]}{.metadata.namespace} {.metadata.name}{"\n"}{end}`;
  for (const line of kubectl('get', 'pods', '-A', '-o', `jsonpath=${ending}`).split('\n').filter(Boolean)) {
    const [namespace = '', name = ''] = line.split(' ');
    kubectl('-n', namespace, 'delete', 'pod', name, '--force', '--grace-period=0', '--ignore-not-found');
  }
}

const REVISION = String.raw`{range .items[*]}{.metadata.annotations.istio\.io/rev} {end}`;

/** Revisions whose proxies the pods of a namespace have. */
function proxies(namespace: string, selector = ''): string {
  const pods = ['-n', namespace, 'get', 'pods', '-l', selector];
  return [...new Set(kubectl(...pods, '-o', `jsonpath=${REVISION}`).split(' '))].filter((one) => one !== '').join(' ');
}

const state = (): string =>
  [
    ...Object.entries(RINGS).map(([ring, namespace]) => `${ring} ${proxies(namespace)}`),
    `gateways ${proxies('istio-system', 'istio in (ingressgateway,egressgateway)')}`,
  ].join(', ');

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
const leftOf = (revision: string): readonly string[] =>
  kubectl('get', `${KINDS},${WEBHOOKS}`, '-A', '-o', 'name')
    .split('\n')
    .filter((name) => new RegExp(`-${revision}(-|$)`).test(name));

/** A canary upgrade with two real istiods, step by step and once back, by the plan's own commands. */
export async function upgradeTraffic(report: Report): Promise<void> {
  await clusterUp();
  const node = nodes([OLD, NEW]);
  const arrive = async (name: string, environment: Environment, restarted?: string, starts?: ControlPlane) => {
    const [applied, silence] = await Promise.all([
      mesh(['apply', 'mesh', '--prune'], environment),
      starts && istiod(starts),
    ]);
    if (restarted !== undefined) restart(restarted);
    reap();
    const [wanted, got] = [WANTED[name], applied.code === 0 ? (silence ?? state()) : applied.said];
    report(`upgrade: ${name}`, got === wanted, got);
    const { code, said } = await mesh(['diff', 'mesh'], environment);
    report(`upgrade: ${name} is what the cluster has`, code === 0, said.trim());
  };
  const quiet = (one: ControlPlane) =>
    report(`upgrade: ${one.deployment} complains of nothing`, complaints(one).length === 0, complaints(one).join('\n'));
  try {
    await arrive('before', before, undefined, OLD);
    for (const step of upgrade(before, {
      to: { revision: 'new', version: '1.31' },
      rings: ['early', 'late', 'default'],
    })) {
      report(`upgrade: ${step.name} is safe`, step.safe.every(holds), `${step.safe.length} commands`);
      if (step.name === 'remove-old') {
        quiet(OLD);
        stop(OLD);
      }
      await arrive(step.name, step.environment, step.restart, step.name === 'add-new' ? NEW : undefined);
      for (const one of step.ready) report(`upgrade: ${step.name} has ${one}`, holds(rolledOut(one)), 'rolled out');
      if (step.name !== 'ring-early') continue;
      report('upgrade: the way back is safe', step.back.safe.every(holds), `${step.back.safe.length} commands`);
      await arrive('add-new', step.back.environment, step.back.restart);
      await arrive('ring-early', step.environment, step.restart);
    }
    report('upgrade: nothing of the old revision is left', leftOf('old').length === 0, leftOf('old').join(' '));
    quiet(NEW);
  } finally {
    node.kill();
  }
}
