import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demo } from '../../lib/environments/demo';
import type { App, Environment } from '../../lib/installation/environment';
import { override } from '../../lib/kit/override';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { Telemetry } from '../../lib/mesh/telemetry/telemetry';
import { versionOf } from './answers';
import { type ControlPlane, clusterUp, istiod, mesh, nodes } from './control-plane';
import { ask, awaitPage, inCluster, kubectl, podAddresses, scripts } from './lab';
import type { Report } from './report';

const ISTIOD: ControlPlane = { namespace: 'istio-system', deployment: 'istiod', address: '10.244.0.10' };
/** A plain Envoy has not all of Istio's filters. */
const PLAIN_ENVOY = ['PILOT_ENABLE_METADATA_EXCHANGE=false', 'PILOT_ENABLE_ALPN_FILTER=false'];
const noMetrics: App = (tree) => {
  const root = new MeshNamespace(tree, 'Root', { name: 'istio-system', injection: false, existing: true });
  new Telemetry(root, 'no-metrics', { metrics: [{ overrides: [{ disabled: true }] }] });
};
const environment: Environment = override(demo, { addons: null, apps: [noMetrics] });

/** Namespaces whose pods can start: as on a node, not before the mesh's root certificate is there to mount. */
const startable = (): readonly string[] => {
  const root = ['configmaps', '-A', '--field-selector=metadata.name=istio-ca-root-cert'];
  const found = kubectl('get', ...root, '-o', 'jsonpath={.items[*].metadata.namespace}');
  return ['istio-system', 'bookinfo'].filter((namespace) => found.split(' ').includes(namespace));
};

/** Runs every pod that the cluster makes, with its real Envoy, until it is told to stop. */
function pods(): () => Promise<void> {
  let going = true;
  const run = async () => {
    while (going) {
      const namespaces = startable();
      const [command = '', ...args] = inCluster('python3', join(scripts(), 'pods.py'), 'up', ...namespaces);
      if (namespaces.length > 0) await once(spawn(command, args, { stdio: 'ignore' }), 'close');
      await sleep(1000);
    }
  };
  const ended = run();
  return () => {
    going = false;
    return ended;
  };
}

/** The demo as a user brings it up: one command that waits for what really starts, then requests through the ingress. */
export async function appliedTraffic(report: Report): Promise<void> {
  await clusterUp();
  const node = nodes([ISTIOD], '--only');
  const stop = pods();
  try {
    const applying = mesh(['apply', 'demo', '--timeout', '180'], environment);
    const [{ code, said }, silence] = await Promise.all([applying, istiod(ISTIOD, ...PLAIN_ENVOY)]);
    report(
      'the command brings up the demo',
      code === 0 && silence === undefined,
      silence ?? said.trim().split('\n').at(-1) ?? '',
    );
    const gateway = `http://${podAddresses('istio-ingressgateway', undefined, 'istio-system')[0]}:8080`;
    awaitPage(gateway);
    const answers = ask(`${gateway}/productpage`, 60, {});
    const good = answers.filter(({ status }) => status === 200);
    const versions = [...new Set(good.map(versionOf))].sort().join(' ');
    const measured = `${good.length} of 60 answered 200, reviews ${versions}`;
    report('requests reach all versions of reviews', measured === '60 of 60 answered 200, reviews v1 v2 v3', measured);
    const again = await mesh(['diff', 'demo'], environment);
    report('what runs is what was applied', again.code === 0, again.said.trim());
  } finally {
    await stop();
    node.kill();
  }
}
