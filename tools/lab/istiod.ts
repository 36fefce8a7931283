import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab, until } from './lab';
import type { Runs } from './nodes';

const NAMESPACE = 'istio-system';
const NAME = 'istiod';
const ADDRESS = '10.244.0.10';

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly serviceAccountName: string;
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly env?: readonly {
            readonly name: string;
            readonly value?: string;
            readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
          }[];
        }[];
      };
    };
  };
}

/** A real istiod with the args, variables and account of its Deployment. Its pods are ready when it is. */
export class Istiod {
  private process: ChildProcess | undefined;

  constructor(private readonly lab: Lab) {}

  readonly runs: Runs = async ({ metadata }) =>
    metadata.labels?.['app'] === NAME && metadata.namespace === NAMESPACE
      ? { address: ADDRESS, ready: this.isReady() }
      : undefined;

  isReady(): boolean {
    const url = `http://${ADDRESS}:8080/ready`;
    return this.process !== undefined && spawnSync('curl', ['-sf', '-m', '1', url]).status === 0;
  }

  /** Starts it as soon as its Deployment is there. @returns whether it got ready within two minutes */
  async start(): Promise<boolean> {
    const { lab } = this;
    const there = () =>
      lab.kubectl('-n', NAMESPACE, 'get', 'deployments', '--ignore-not-found', '-o', 'name').includes(NAME);
    if (!(await until(there, 180))) return false;
    const found = lab.kubectl('-n', NAMESPACE, 'get', 'deployment', NAME, '-o', 'json');
    const { serviceAccountName, containers } = (JSON.parse(found) as Deployment).spec.template.spec;
    const fields: Readonly<Record<string, string>> = {
      'metadata.name': `${NAME}-0`,
      'metadata.namespace': NAMESPACE,
      'spec.serviceAccountName': serviceAccountName,
      'status.podIP': ADDRESS,
    };
    const [container] = containers;
    const variables = (container?.env ?? [])
      .filter(({ name }) => name !== 'KUBECONFIG')
      .map(({ name, value, valueFrom }) => [name, value ?? fields[valueFrom?.fieldRef?.fieldPath ?? ''] ?? '']);
    const token = lab.kubectl('-n', NAMESPACE, 'create', 'token', serviceAccountName, '--duration=24h').trim();
    const config = JSON.parse(lab.kubectl('config', 'view', '--raw', '-o', 'json'));
    const kubeconfig = join(lab.folder, 'istiod.kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify({ ...config, users: [{ name: 'admin', user: { token } }] }));
    spawnSync('ip', ['addr', 'add', `${ADDRESS}/32`, 'dev', 'lo']);
    const args = [...(container?.args ?? []), '--kubeconfig', kubeconfig, '--ctrlz_port=0'];
    const env = { PATH: process.env['PATH'], HOME: lab.folder, ...Object.fromEntries(variables) };
    this.process = lab.run(NAME, process.env['ISTIOD'] ?? '', args, env);
    return until(() => this.isReady(), 120);
  }

  stop(): void {
    this.process?.kill('SIGKILL');
    this.process = undefined;
    execFileSync('sleep', ['1']);
  }
}
