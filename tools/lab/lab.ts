import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { printManifests } from '../../lib/kit/yaml';
import { build, minor } from '../cluster/build';
import { type Server, start } from '../cluster/server';

const INSIDE = 'LAB_INSIDE';

/**
 * Runs this program once more in a network of its own, so that its ports and the addresses of its pods are in nobody's way and go with it.
 * @returns the exit code of that, or `undefined` inside
 */
export function inOwnNetwork(): number | undefined {
  if (process.env[INSIDE] !== undefined) {
    execFileSync('ip', ['link', 'set', 'lo', 'up']);
    return undefined;
  }
  const args = ['--net', process.execPath, '-r', require.resolve('tsx/cjs'), ...process.argv.slice(1)];
  return spawnSync('unshare', args, { stdio: 'inherit', env: { ...process.env, [INSIDE]: '1' } }).status ?? 1;
}

/** An answer of the API server. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A cluster on this machine: a real API server with its controllers, and programs that run beside it. */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), 'mesh-lab-'));
  readonly programs = join(this.folder, 'bin');
  private readonly children = new Set<ChildProcess>();

  private constructor(
    private readonly binaries: string,
    private readonly server: Server,
  ) {
    mkdirSync(this.programs);
  }

  static async open(): Promise<Lab> {
    const folder = build(minor());
    return new Lab(folder, await start(folder, { workloads: true }));
  }

  get kubeconfig(): string {
    return this.server.kubeconfig;
  }

  kubectl(...args: readonly string[]): string {
    return execFileSync(join(this.binaries, 'kubectl'), ['--kubeconfig', this.kubeconfig, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  apply(...objects: readonly object[]): void {
    const file = join(this.folder, 'apply.yaml');
    writeFileSync(file, printManifests(objects));
    this.kubectl('apply', '--server-side', '-f', file);
  }

  /** Asks the API server as its administrator. */
  ask(method: string, path: string, body?: object, type = 'application/json'): Promise<Answer> {
    const { clusters, users } = JSON.parse(readFileSync(this.kubeconfig, 'utf8'));
    const { server, 'certificate-authority': authority } = clusters[0].cluster;
    const text = body === undefined ? '' : JSON.stringify(body);
    // Node sends no length with what it takes for a request without a body, such as DELETE.
    const length = { 'Content-Length': Buffer.byteLength(text) };
    const headers = { Authorization: `Bearer ${users[0].user.token}`, 'Content-Type': type, ...length };
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, server), { method, headers, ca: readFileSync(authority) }, (answer) => {
        let said = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          said += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: said === '' ? {} : JSON.parse(said) }));
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** A name by which a program finds what it is: Argo CD's one binary is all of its servers. */
  named(program: string, name: string): string {
    const file = join(this.programs, name);
    symlinkSync(program, file);
    return file;
  }

  /** Starts a program; its log lies beside. It ends with the lab. */
  run(name: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const log = openSync(this.log(name), 'a');
    const child = spawn(program, args, { cwd: this.folder, env, stdio: ['ignore', log, log] });
    this.children.add(child);
    return child;
  }

  log(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  /** Writes files below a folder of the lab. */
  write(folder: string, files: ReadonlyMap<string, string>): void {
    for (const [path, text] of files) {
      mkdirSync(join(this.folder, folder, dirname(path)), { recursive: true });
      writeFileSync(join(this.folder, folder, path), text);
    }
  }

  async close(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits until something holds. @returns whether it did within the seconds */
export async function until(holds: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(1000)) if (await holds()) return true;
  return holds();
}
