import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { render } from '../../lib/delivery/render';
import { minimal } from '../../lib/environments/minimal';
import { printManifests } from '../../lib/kit/yaml';
import { versionOf } from './answers';
import type { Answer } from './ask';
import type { Json } from './report';

/** Programs and scripts that run a real mesh on this machine, by environment variable. */
export const NEEDED = {
  LAB_SCRIPTS: 'the folder with traffic.sh and cluster.sh',
  LAB: 'a scratch folder',
  BIN: 'the folder with kube-apiserver, kube-controller-manager and etcd',
  KUBECTL: 'kubectl',
  ISTIOD: "Istio's pilot-discovery",
  PILOT_AGENT: "Istio's pilot-agent",
  ENVOY: 'envoy',
  BOOTSTRAP: "Istio's envoy_bootstrap.json",
} as const;

/** Those that run pods of two minors; Kubernetes is built. */
export const NEEDED_BY_PODS = {
  ISTIOD: NEEDED.ISTIOD,
  PILOT_AGENT: NEEDED.PILOT_AGENT,
  ENVOY: NEEDED.ENVOY,
  BOOTSTRAP: NEEDED.BOOTSTRAP,
  ISTIOD_1_30: `${NEEDED.ISTIOD} of 1.30`,
  PILOT_AGENT_1_30: `${NEEDED.PILOT_AGENT} of 1.30`,
  BOOTSTRAP_1_30: `${NEEDED.BOOTSTRAP} of 1.30`,
} as const;

/** Those of a mesh without sidecars. */
export const NEEDED_BY_AMBIENT = {
  ISTIOD: NEEDED.ISTIOD,
  PILOT_AGENT: NEEDED.PILOT_AGENT,
  ENVOY: NEEDED.ENVOY,
  BOOTSTRAP: NEEDED.BOOTSTRAP,
  ZTUNNEL: 'ztunnel',
  INSTALL_CNI: "Istio's install-cni",
  ISTIO_CNI: "Istio's plugin istio-cni",
} as const;

/** Those of a mesh over several clusters. */
export const NEEDED_BY_CLUSTERS = {
  ISTIOD: NEEDED.ISTIOD,
  PILOT_AGENT: NEEDED.PILOT_AGENT,
  ENVOY: NEEDED.ENVOY,
  BOOTSTRAP: NEEDED.BOOTSTRAP,
  ISTIOCTL: 'istioctl',
  INSTALL_CNI: NEEDED_BY_AMBIENT.INSTALL_CNI,
  ISTIO_CNI: NEEDED_BY_AMBIENT.ISTIO_CNI,
} as const;

export const missing = (needed: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(needed).flatMap(([name, what]) => (process.env[name] ? [] : [`${name} (${what})`]));

/** The folder with the scripts that run a cluster. */
export const scripts = (): string => process.env['LAB_SCRIPTS'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'traffic-'));

export const kubectl = (...args: readonly string[]): string =>
  execFileSync('bash', [join(scripts(), 'cluster.sh'), 'kubectl', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** A command beside the API server. */
export const inCluster = (...command: readonly string[]): readonly string[] => [
  ...['ip', 'netns', 'exec', OUTSIDE],
  ...command,
];

/** Network namespace of the API server and of clients that are in no mesh. */
const OUTSIDE = 'mesh';
/** The bridge's own address, where pods reach what runs there. */
export const OUTSIDE_ADDRESS = '10.244.255.254';

/** Brings the mesh up from manifests and returns the address of its ingress gateway. */
export function up(objects: readonly Json[]): string {
  for (const [path, text] of render([minimal]))
    if (path.startsWith('crds/') && !path.includes('guard')) writeFileSync(join(folder, `0-${basename(path)}`), text);
  // What refuses objects while istiod is away comes last, as in dist/.
  const last = ({ kind }: Json) => kind === 'ValidatingWebhookConfiguration';
  writeFileSync(join(folder, '1-mesh.yaml'), printManifests(objects.filter((object) => !last(object))));
  writeFileSync(join(folder, '2-validation.yaml'), printManifests(objects.filter(last)));
  const printed = execFileSync('bash', [join(scripts(), 'traffic.sh'), folder, '10'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [, gateway] = /^gateway (http:\S+) in namespace/m.exec(printed) ?? [];
  if (gateway === undefined || printed.includes('apply failed'))
    throw new Error(`the mesh did not come up: ${printed}`);
  awaitPage(gateway);
  return gateway;
}

/** Envoys that start all at once need a while. @throws Error if Bookinfo does not answer, reviews and all, within two minutes */
export function awaitPage(gateway: string): void {
  const end = Date.now() + 120_000;
  while (ask(`${gateway}/productpage`, 8, {}).some((answer) => versionOf(answer) === '-'))
    if (Date.now() > end) throw new Error(`${gateway} does not answer`);
}

/** Ends the mesh: what runs on would keep ports, namespaces and locks of whoever started it. */
export function down(): void {
  spawnSync('ip', ['netns', 'exec', OUTSIDE, 'python3', join(scripts(), 'pods.py'), 'down'], { stdio: 'ignore' });
  spawnSync('bash', [join(scripts(), 'cluster.sh'), 'down'], { stdio: 'ignore' });
}

/** Applies objects for as long as `body` runs. Envoys are asked only after istiod has told them. */
export async function withObjects<T>(objects: readonly unknown[], body: () => T): Promise<T> {
  const file = join(folder, 'case.yaml');
  writeFileSync(file, printManifests(objects));
  if (objects.length > 0) kubectl('apply', '-f', file);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  try {
    return body();
  } finally {
    if (objects.length > 0) kubectl('delete', '-f', file);
  }
}

/** Answers to requests from outside of the mesh, or from where a process of a pod is, through its sidecar. */
export function ask(
  url: string,
  count: number,
  headers: Readonly<Record<string, string>>,
  from?: number,
): readonly Answer[] {
  const where = from === undefined ? ['ip', 'netns', 'exec', OUTSIDE] : ['nsenter', '-t', String(from), '-n', '-m'];
  const client = [process.execPath, '-r', require.resolve('tsx/cjs'), join(__dirname, 'ask.ts'), url, String(count)];
  const [command = '', ...args] = [...where, ...client, JSON.stringify(headers)];
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 }));
}

/** A server of HTTP and HTTPS that is in no mesh, on the ports given back. */
export async function serveOutside(key: string, cert: string) {
  const server = join(__dirname, 'outside.ts');
  const args = ['netns', 'exec', OUTSIDE, process.execPath, '-r', require.resolve('tsx/cjs'), server, key, cert];
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { ports: JSON.parse(String(line)) as readonly number[], end: () => child.kill() };
}

/** Addresses of the pods of an app, or of one version of it. */
export const podAddresses = (app: string, version?: string, namespace = 'bookinfo'): readonly string[] => {
  const labels = version === undefined ? `app=${app}` : `app=${app},version=${version}`;
  return kubectl('-n', namespace, 'get', 'pods', '-l', labels, '-o', 'jsonpath={.items[*].status.podIP}').split(' ');
};

/** A process of the pod with an address, by which others join its network. @throws Error if none has it */
export function processAt(address: string): number {
  const networks = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      networks.set(readlinkSync(`/proc/${pid}/ns/net`), Number(pid));
    } catch {
      // It ended meanwhile, or belongs to the system.
    }
  const found = [...networks.values()].find((pid) => {
    const { stdout } = spawnSync('nsenter', ['-t', String(pid), '-n', 'ip', '-o', 'addr'], { encoding: 'utf8' });
    return stdout.includes(` ${address}/`);
  });
  if (found === undefined) throw new Error(`no process has the address ${address}`);
  return found;
}
