import { spawnSync } from 'node:child_process';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { RENDERED } from '../../lib/environments';
import type { Environment } from '../../lib/installation/environment';
import { MeshEnvironment } from '../../lib/installation/installation';
import { platformCrds } from '../cluster/platform-crds';
import { asAdmin, type ControlPlane, clusterUp, complaints, istiod, mesh, nodes, stop } from './control-plane';
import { inCluster } from './lab';
import { jsonOf, type Report } from './report';

const ADDRESS = '10.244.0.10';

/** A route that says nothing, which the API server takes and istiod does not; and one that it takes. */
const route = (http: object) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'asked', namespace: 'default' },
  spec: { hosts: ['asked.example.com'], http: [http] },
});
const WRONG = route({ name: 'nowhere' });
const RIGHT = route({ route: [{ destination: { host: 'asked.example.com' } }] });

function send(...objects: readonly object[]): string {
  const [command = '', ...args] = inCluster('kubectl', 'apply', '-f', '-');
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const { stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8', env: asAdmin() });
  return stdout + stderr;
}

/** Installs an environment on an empty cluster, with its own istiod, and asks whether it is settled and on guard. */
async function install(environment: Environment, report: Report): Promise<void> {
  const { name, istio } = environment;
  const app = new MeshApp();
  const { revision } = new MeshEnvironment(app, environment).controlPlanes.main;
  const controlPlane: ControlPlane = { namespace: istio.namespace, deployment: revision.service, address: ADDRESS };
  await clusterUp();
  const platform = platformCrds(jsonOf(app));
  if (platform.length > 0) send(...platform);
  const node = nodes([controlPlane]);
  try {
    const applying = mesh(['apply', name, '--timeout', '180'], environment);
    const [{ code, said }, silence] = await Promise.all([applying, istiod(controlPlane)]);
    report(`${name} is installed`, code === 0 && silence === undefined, code === 0 ? (silence ?? 'applied') : said);
    if (code !== 0 || silence !== undefined) return;
    const diff = await mesh(['diff', name], environment);
    report(`${name} is what the cluster has, with its istiod running`, diff.code === 0, diff.said.trim());
    const refused = send(WRONG);
    report(`${name} refuses a wrong route`, /admission webhook .* denied the request/.test(refused), refused.trim());
    const taken = send(RIGHT);
    report(`${name} takes a right one`, taken.includes('created'), taken.trim());
    const errors = complaints(controlPlane);
    report(`${name}: istiod complains of nothing`, errors.length === 0, errors.join('\n'));
  } finally {
    node.kill();
    stop(controlPlane);
  }
}

/** Every environment and profile that has a control plane, or those named, each on a cluster of its own with a real istiod. */
export async function installTraffic(report: Report, named: readonly string[]): Promise<void> {
  for (const environment of RENDERED)
    if (environment.name !== 'remote' && (named.length === 0 || named.includes(environment.name)))
      await install(environment, report);
}
