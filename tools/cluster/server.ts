import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real API server on this machine's loopback, with a store of its own that goes when it stops. */
export interface Server {
  readonly kubeconfig: string;
  readonly stop: () => Promise<void>;
}

const TOKEN = 'admin-token';
const NO_PODS = ['--endpoint-reconciler-type=none', '--disable-admission-plugins=ServiceAccount'];
const READY_SECONDS = 120;
/** What a test needs of the controllers: namespaces, claims and owned objects that really go when they are deleted. */
const CONTROLLERS =
  'namespace-controller,garbage-collector-controller,serviceaccount-controller,persistentvolumeclaim-protection-controller';

interface Options {
  /** Every controller runs, and the server finds the pods behind the Services of webhooks by itself, as no node does it. @default false */
  readonly workloads?: boolean;
  /** Address of this machine at which pods reach the server, each with a token of its account. @default - it is on loopback alone */
  readonly address?: string;
}

/**
 * Starts etcd and kube-apiserver from `folder`, and kube-controller-manager where it is there, on free loopback ports.
 * @throws Error with the end of the log when a program does not start
 */
export async function start(folder: string, { workloads = false, address }: Options = {}): Promise<Server> {
  const work = mkdtempSync(join(tmpdir(), 'mesh-cluster-'));
  const children: ChildProcess[] = [];
  const run = (program: string, args: readonly string[]) => {
    const log = openSync(join(work, `${program}.log`), 'a');
    children.push(spawn(join(folder, program), args, { cwd: work, stdio: ['ignore', log, log] }));
  };
  const stop = async () => {
    for (const child of children.toReversed()) await ended(child);
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  };
  const [client, peer, secure] = await freePorts();
  run('etcd', [
    ...['--data-dir=etcd', '--unsafe-no-fsync'],
    ...[`--listen-client-urls=http://127.0.0.1:${client}`, `--advertise-client-urls=http://127.0.0.1:${client}`],
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
  ]);
  serviceAccountKey(join(work, 'sa.key'));
  writeFileSync(join(work, 'tokens.csv'), `${TOKEN},admin,admin,system:masters\nguest-token,guest,guest\n`);
  run('kube-apiserver', [
    ...[`--etcd-servers=http://127.0.0.1:${client}`, `--secure-port=${secure}`],
    ...['--cert-dir=certs', '--token-auth-file=tokens.csv', '--authorization-mode=RBAC', '--allow-privileged=true'],
    ...['--service-account-issuer=https://kubernetes.default.svc', '--service-account-key-file=sa.key'],
    ...['--service-account-signing-key-file=sa.key', '--service-cluster-ip-range=10.96.0.0/16'],
    ...(address === undefined
      ? [...['--bind-address', '--advertise-address'].map((flag) => `${flag}=127.0.0.1`), ...NO_PODS]
      : ['--bind-address=0.0.0.0', `--advertise-address=${address}`]),
    `--enable-aggregator-routing=${workloads}`,
  ]);
  const kubeconfig = join(work, 'kubeconfig');
  try {
    await ready(secure, work);
    writeFileSync(
      kubeconfig,
      kubeconfigOf(`${address ?? '127.0.0.1'}:${secure}`, join(work, 'certs', 'apiserver.crt')),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  if (existsSync(join(folder, 'kube-controller-manager')))
    run('kube-controller-manager', [
      ...['--kubeconfig=kubeconfig', '--service-account-private-key-file=sa.key', '--leader-elect=false'],
      ...(address === undefined ? [] : ['--root-ca-file=certs/apiserver.crt']),
      ...['--secure-port=0', `--controllers=${workloads ? '*,-node-lifecycle-controller' : CONTROLLERS}`],
    ]);
  return { kubeconfig, stop };
}

/** Ends a program at once: its data goes too, so there is nothing to save. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

function serviceAccountKey(file: string): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
}

/** Three free ports, held open together so that they differ. */
async function freePorts(): Promise<readonly [number, number, number]> {
  const open = async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
  };
  const servers = [await open(), await open(), await open()] as const;
  const port = (index: 0 | 1 | 2) => (servers[index].address() as AddressInfo).port;
  const ports = [port(0), port(1), port(2)] as const;
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function ready(port: number, work: string): Promise<void> {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const answers = () =>
    new Promise<boolean>((resolve) => {
      // The server makes its own certificate on its first start, so this first question cannot know it yet.
      request({ host: '127.0.0.1', port, path: '/readyz', headers, rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      })
        .on('error', () => resolve(false))
        .end();
    });
  for (let tries = 0; tries < READY_SECONDS * 2; tries++) {
    if (await answers()) return;
    await sleep(500);
  }
  const tail = readFileSync(join(work, 'kube-apiserver.log'), 'utf8').split('\n').slice(-15).join('\n');
  throw new Error(`kube-apiserver is not ready after ${READY_SECONDS} s\n${tail}`);
}

const kubeconfigOf = (address: string, certificate: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'test', cluster: { server: `https://${address}`, 'certificate-authority': certificate } },
      { name: 'gone', cluster: { server: 'https://127.0.0.1:9' } },
    ],
    users: [
      { name: 'admin', user: { token: TOKEN } },
      { name: 'guest', user: { token: 'guest-token' } },
    ],
    contexts: [
      { name: 'test', context: { cluster: 'test', user: 'admin' } },
      { name: 'guest', context: { cluster: 'test', user: 'guest' } },
      { name: 'gone', context: { cluster: 'gone', user: 'admin' } },
    ],
    'current-context': 'test',
  });
