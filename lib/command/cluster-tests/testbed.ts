import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dump } from 'js-yaml';
import type { Manifest } from '../../delivery/dist/manifest';
import type { Files } from '../../delivery/render';
import { readManifests } from '../../kit/read-yaml';
import type { Applied } from '../apply/apply';
import type { Outcome } from '../apply/write';

const ROOT = join(__dirname, '..', '..', '..');
/** What synth has written. */
export const DIST = join(ROOT, 'dist');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export const kubectl = (...args: readonly string[]): string =>
  execFileSync('kubectl', args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28 });

/** The same, asked again for some seconds: a server enforces an admission policy a moment longer than it has it. */
export async function eventually(...args: readonly string[]): Promise<string> {
  for (let time = 1; ; time++)
    try {
      return kubectl(...args);
    } catch (error) {
      if (time === 20) throw error;
      await sleep(500);
    }
}

/** What a process said, once it has ended. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const text = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text.err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...text };
}

export const all = ({ stages }: Applied, outcome: Outcome): readonly string[] =>
  stages.flatMap((stage) => stage[outcome]);

/** The command as a user runs it, on copies of environments that a test may change. */
export class Testbed {
  readonly dist = mkdtempSync(join(tmpdir(), 'mesh-dist-'));
  /** Variables that the command sees other than the test does. */
  variables: NodeJS.ProcessEnv = {};

  constructor(
    private readonly environment: string,
    ...others: readonly string[]
  ) {
    for (const name of ['crds', environment, ...others])
      cpSync(join(DIST, name), join(this.dist, name), { recursive: true });
  }

  /** The name of a file of CRDs, whatever its release: `istio`, `gateway-api`. */
  crds(project: string): string {
    return readdirSync(join(this.dist, 'crds')).find((name) => name.startsWith(`${project}-`)) ?? '';
  }

  file(stage: string): string {
    return join(this.dist, this.environment, `${stage}.k8s.yaml`);
  }

  /** Rewrites one file of the environment; gives back what undoes it. */
  edit(stage: string, change: (objects: readonly Manifest[]) => readonly Manifest[]): () => void {
    const before = readFileSync(this.file(stage), 'utf8');
    const after = change(readManifests(before) as Manifest[]);
    const head = before.match(/^(#.*\n)*/)?.[0] ?? '';
    writeFileSync(this.file(stage), head + after.map((object) => dump(object)).join('---\n'));
    return () => writeFileSync(this.file(stage), before);
  }

  /** Puts the files of an environment into the folder, instead of what is there. */
  fill(environment: string, files: Files): void {
    rmSync(join(this.dist, environment), { recursive: true, force: true });
    for (const [path, text] of files) {
      mkdirSync(join(this.dist, dirname(path)), { recursive: true });
      writeFileSync(join(this.dist, path), text);
    }
  }

  start(...args: readonly string[]): ChildProcess {
    const command = ['bin/cdk8s-istio.cjs', ...args, '--dist', this.dist];
    const env = { ...process.env, ...this.variables };
    return spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async run(...args: readonly string[]): Promise<Ended> {
    return ended(this.start(...args));
  }

  /** Applies the environment and reads the result. @throws Error with what the command said when it failed */
  async applied(...args: readonly string[]): Promise<Applied> {
    const { code, out, err } = await this.run('apply', this.environment, '--output', 'json', ...args);
    if (code !== 0) throw new Error(`apply ended with ${code}: ${out}${err}`);
    return JSON.parse(out);
  }

  close(): void {
    rmSync(this.dist, { recursive: true });
  }
}

/** A way to the API server that a test can close and open again, as a network does. */
export class Front {
  private server = createServer();
  private readonly sockets = new Set<Socket>();
  private port = 0;

  /** Listens, the second time on the same port. Gives the address. */
  async open(): Promise<string> {
    const { hostname, port } = new URL(clusterOf(process.env['KUBECONFIG'] ?? '').server);
    this.server = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) this.sockets.add(socket.on('error', () => socket.destroy()));
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return `https://127.0.0.1:${this.port}`;
  }

  /** The kubeconfig of the tests by this way. */
  kubeconfig(folder: string, server: string): string {
    const config = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
    const file = join(folder, 'kubeconfig-front');
    const cluster = { ...clusterOf(process.env['KUBECONFIG'] ?? ''), server };
    writeFileSync(file, JSON.stringify({ ...config, clusters: [{ name: 'test', cluster }] }));
    return file;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }
}

const clusterOf = (kubeconfig: string): { readonly server: string } =>
  JSON.parse(readFileSync(kubeconfig, 'utf8')).clusters[0].cluster;
