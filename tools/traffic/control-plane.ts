import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../lib/installation/environment';
import { mesh as command, type Ended } from './command';
import { inCluster, kubectl, scripts } from './lab';

/** An istiod as its Deployment describes it. */
export interface ControlPlane {
  readonly namespace: string;
  readonly deployment: string;
  /** Address of its own, so that several run side by side. */
  readonly address: string;
  /** Istio's pilot-discovery of its minor. @default - that of `ISTIOD` */
  readonly program?: string;
}

const lab = (): string => process.env['LAB'] ?? '';

/** Ports of the API server and its store. */
const CLUSTER_PORTS = [16443, 12379];

/** An empty cluster, without the mesh's pods. */
export async function clusterUp(): Promise<void> {
  const run = (command: string) =>
    execFileSync('bash', [join(scripts(), 'cluster.sh'), command], { stdio: ['ignore', 'ignore', 'inherit'] });
  run('down');
  // They end at their leisure, and hold their ports until then.
  const held = (port: number) => {
    const [command = '', ...args] = inCluster('bash', '-c', `exec 2>/dev/null 3<>/dev/tcp/127.0.0.1/${port}`);
    return spawnSync(command, args).status === 0;
  };
  for (const end = Date.now() + 60_000; CLUSTER_PORTS.some(held) && Date.now() < end; ) await sleep(500);
  run('up');
}

/** Stands in for the cluster's nodes until it is ended; the pods of control planes get their addresses. `--only`: all others wait. */
export function nodes(controlPlanes: readonly ControlPlane[], ...only: readonly '--only'[]): ChildProcess {
  const addresses = controlPlanes.map(({ deployment, address }) => `${deployment}=${address}`);
  const [command = '', ...args] = inCluster('python3', join(scripts(), 'nodes.py'), '3600', ...only, ...addresses);
  return spawn(command, args, { stdio: 'ignore' });
}

const PORTS = { httpAddr: 8080, grpcAddr: 15010, secureGRPCAddr: 15012, httpsAddr: 15017, monitoringAddr: 15014 };

/** Starts a real istiod with the args, env and account of its Deployment, as soon as that is there. Says why it is not ready within two minutes. */
export async function istiod(
  { namespace, deployment, address, program: binary = process.env['ISTIOD'] }: ControlPlane,
  ...env: readonly string[]
): Promise<string | undefined> {
  const end = Date.now() + 120_000;
  const until = async (holds: () => boolean): Promise<boolean> => {
    while (!holds() && Date.now() < end) await sleep(500);
    return holds();
  };
  const isThere = () => kubectl('-n', namespace, 'get', 'deployments', '-o', 'name').includes(deployment);
  if (!(await until(isThere))) return `no Deployment ${deployment}`;
  spawnSync('ip', inCluster('ip', 'addr', 'add', `${address}/32`, 'dev', 'lo').slice(1));
  // The Deployment's own args listen on every address; two at once need one each.
  const flags = Object.entries(PORTS).map(([flag, port]) => `--${flag}=${address}:${port}`);
  const program = join(lab(), `${deployment}.sh`);
  const line = `exec ${binary} "$@" ${flags.join(' ')} --ctrlz_port=0`;
  writeFileSync(program, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  const script = join(scripts(), 'istiod.py');
  const [command = '', ...args] = inCluster('python3', script, namespace, deployment, address, ...env);
  execFileSync(command, args, { env: { ...process.env, ISTIOD: program }, stdio: 'ignore' });
  const [curl = '', ...url] = inCluster('curl', '-sf', '-m', '2', `http://${address}:8080/ready`);
  return (await until(() => spawnSync(curl, url).status === 0)) ? undefined : `${deployment} is not ready`;
}

/** The environment of a program that reads the cluster's kubeconfig. */
export const asAdmin = (): NodeJS.ProcessEnv => ({ ...process.env, KUBECONFIG: join(lab(), 'kubeconfig') });

/** Runs the project's own command on one environment. */
export const mesh = (args: readonly string[], environment: Environment): Promise<Ended> =>
  command(args, environment, asAdmin(), inCluster());

/** Ends an istiod, as the cluster does once its Deployment is gone. */
export function stop({ deployment }: ControlPlane): void {
  const file = join(lab(), `${deployment}.pid`);
  if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')));
}

/** What is tried again at once: the first tries of anything, and who leads, where the machine is busy. */
const AGAIN = /retrying \(retry count: [1-3]\)|klog\s+error retrieving resource lock .* (deadline|Timeout)/;

/** What a log complains of that was not done again with success. */
export const complaintsIn = (log: string): readonly string[] =>
  log.split('\n').filter((line) => /^\S+\s+error\s/.test(line) && !AGAIN.test(line));

export const complaints = ({ deployment }: ControlPlane): readonly string[] =>
  complaintsIn(readFileSync(join(lab(), `${deployment}.log`), 'utf8'));
