import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIRST } from '../../kubelet/machine';
import type { Running } from '../inside';
import type { Ambient } from './lab';

const CONFIG = '/etc/cni/net.d';
const FILE = join(CONFIG, '10-own.conflist');

/** The agent's part of what the node's runtime reads, as it has written it. */
function plugin(): Readonly<Record<string, unknown>> | undefined {
  const { plugins } = JSON.parse(readFileSync(FILE, 'utf8'));
  return plugins.find(({ type }: { readonly type: string }) => type === 'istio-cni');
}

/** Rules that the agent and its plugin have made in a pod's network. */
const rules = (lab: Ambient, pod: Running): string =>
  ['iptables-save', 'iptables-legacy-save'].map((program) => lab.inside(pod, program)).join('\n');

/** What the node agent and its plugin do, as our DaemonSet and ConfigMap say. */
export async function agent(lab: Ambient): Promise<void> {
  const written = plugin();
  const measured = JSON.stringify(written);
  lab.report('ambient: the plugin is chained, in ambient mode', written?.['ambient_enabled'] === true, measured);
  const excluded = JSON.stringify(written?.['exclude_namespaces']);
  lab.report('ambient: it leaves alone what the environment says', excluded === '["kube-system"]', excluded);
  for (const [namespace, app, wanted] of [
    ['guests', 'friend', /15008|15001/],
    ['injected', 'sidecar', /15006/],
  ] as const) {
    const pod = await lab.pod(namespace, app);
    const found = rules(lab, pod);
    const ports = [...new Set(found.match(/150\d\d/g) ?? [])].sort().join(' ');
    lab.report(`ambient: rules in the network of ${namespace}/${app}`, wanted.test(found), ports);
    const said = pod.metadata.annotations?.['ambient.istio.io/redirection'];
    const isEnabled = (said === 'enabled') === (namespace === 'guests');
    lab.report(`ambient: what ${namespace}/${app} says of redirection`, isEnabled, String(said));
  }
  const bare = await lab.pod('outside', 'bare');
  const none = rules(lab, bare).match(/150\d\d/g) ?? [];
  lab.report('ambient: no rules outside of the mesh', none.length === 0, none.join(' '));
}

const EARLY = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'early', namespace: 'injected', labels: { app: 'early' } },
  spec: {
    nodeName: FIRST.name,
    containers: [{ name: 'early', image: 'example.com/early:1', ports: [{ containerPort: 8080 }] }],
  },
};

/** A pod with a sidecar that starts while its node's runtime knows no plugin is broken, until the agent finds and repairs it. */
export async function repair(lab: Ambient): Promise<void> {
  const hidden = mkdtempSync(join(tmpdir(), 'cni-'));
  const { name, cniVersion, plugins } = JSON.parse(readFileSync(FILE, 'utf8'));
  writeFileSync(join(hidden, '10-own.conflist'), JSON.stringify({ name, cniVersion, plugins: plugins.slice(0, 1) }));
  const { api } = lab.cluster;
  const path = '/api/v1/namespaces/injected/pods';
  const status = async () => (await api.get<Running>(`${path}/early`))?.status;
  execFileSync('mount', ['--bind', hidden, CONFIG]);
  try {
    await api.ask('POST', path, EARLY);
    await lab.becomes('a pod begins without the plugin', 'with an address', async () =>
      (await status())?.podIP === undefined ? 'without an address' : 'with an address',
    );
  } finally {
    execFileSync('umount', [CONFIG]);
  }
  const broken = async () => (await status())?.initContainerStatuses?.find((one) => one.name === 'istio-validation');
  await lab.becomes('its validation fails', '126', async () =>
    String((await broken())?.lastState?.terminated?.exitCode),
  );
  await lab.becomes('the agent repairs it', 'ready', async () => {
    const ready = (await status())?.conditions?.find(({ type }) => type === 'Ready')?.status;
    return ready === 'True' ? 'ready' : 'not ready';
  });
  await lab.kubectl('-n', 'injected', 'delete', 'pod', 'early', '--wait=false');
}
