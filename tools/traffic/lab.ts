import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printManifests } from '../../lib/kit/yaml';
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

export const missing = (): readonly string[] =>
  Object.entries(NEEDED).flatMap(([name, what]) => (process.env[name] ? [] : [`${name} (${what})`]));

const scripts = () => process.env['LAB_SCRIPTS'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'traffic-'));

const kubectl = (...args: readonly string[]): string =>
  execFileSync('bash', [join(scripts(), 'cluster.sh'), 'kubectl', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Network namespace of the API server and of clients that are in no mesh. */
const OUTSIDE = 'mesh';

/** Brings the mesh up from manifests and returns the address of its ingress gateway. */
export function up(objects: readonly Json[]): string {
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
  return gateway;
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

const inside = (namespace: string, command: string, args: readonly string[]): string =>
  execFileSync('ip', ['netns', 'exec', namespace, command, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });

/** Answers to requests from outside of the mesh, or from the network namespace of a pod, through its sidecar. */
export const ask = (
  url: string,
  count: number,
  headers: Readonly<Record<string, string>>,
  from = OUTSIDE,
): readonly Answer[] =>
  JSON.parse(
    inside(from, process.execPath, [
      ...['-r', 'tsx/cjs', join(__dirname, 'ask.ts'), url],
      ...[String(count), JSON.stringify(headers)],
    ]),
  );

/** Addresses of the pods of an app, or of one version of it. */
export const podAddresses = (app: string, version?: string, namespace = 'bookinfo'): readonly string[] => {
  const labels = version === undefined ? `app=${app}` : `app=${app},version=${version}`;
  return kubectl('-n', namespace, 'get', 'pods', '-l', labels, '-o', 'jsonpath={.items[*].status.podIP}').split(' ');
};

/** The network namespace that has the address of a pod. @throws Error if none has */
export function namespaceOf(address: string): string {
  const names = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name !== '' && name !== OUTSIDE);
  const found = names.find((name) =>
    execFileSync('ip', ['-n', name, '-o', 'addr'], { encoding: 'utf8' }).includes(` ${address}/`),
  );
  if (found === undefined) throw new Error(`no network namespace has the address ${address}`);
  return found;
}
