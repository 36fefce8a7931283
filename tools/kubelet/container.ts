import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enter } from './cgroup';
import { argumentsOf, environmentOf } from './fields';
import type { Container, Pod } from './types';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const word = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const words = (all: readonly string[]): string => all.map(word).join(' ');

/** What stands in for an image: files of its own over this machine's, and what it starts. */
export interface Image {
  /** Place in the container: a file of this machine. */
  readonly files: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  /** Who runs it, where the pod does not say. */
  readonly user: number;
  readonly env?: Readonly<Record<string, string>>;
}
export type ImageOf = (container: Container, pod: Pod) => Image;

/** Where a pod's containers run. */
export interface Place {
  readonly pod: Pod;
  readonly address: string;
  /** Network namespace. */
  readonly network: string;
  /** Of this pod alone: volumes, hosts and logs. */
  readonly folder: string;
}

/** One container: its image's files over this machine's, the pod's volumes, its user, capabilities and root as its spec says. */
export class Box {
  /** Environment that its spec takes from elsewhere. */
  given: Readonly<Record<string, string>> = {};
  private process: ChildProcess | undefined;
  private done: Promise<number> = Promise.resolve(0);

  constructor(
    readonly spec: Container,
    private readonly place: Place,
    private readonly image: Image,
  ) {}

  get runs(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  private get env(): Readonly<Record<string, string>> {
    const { spec, image, place, given } = this;
    return { PATH, HOME: '/', ...image.env, ...given, ...environmentOf(spec, place.pod, place.address) };
  }

  /** Starts it. Ends with its exit code. */
  start(): Promise<number> {
    const { folder, network } = this.place;
    const script = join(folder, `${this.spec.name}.sh`);
    writeFileSync(script, this.script());
    // Envoy opens /dev/stdout anew, as a user who is not this process's.
    const log = openSync(join(folder, `${this.spec.name}.log`), 'a');
    chmodSync(join(folder, `${this.spec.name}.log`), 0o666);
    const args = ['netns', 'exec', network, 'unshare', '-m', '--propagation', 'slave', 'bash', script];
    const child = spawn('ip', args, { env: this.env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.process = child;
    if (child.pid !== undefined) enter(this.place.pod, this.spec.name, child.pid);
    this.done = new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
    return this.done;
  }

  /** Ends when its own program is about to start, in its own root. */
  async entered(): Promise<void> {
    const isInside = () => {
      try {
        return readlinkSync(`/proc/${this.process?.pid}/root`).endsWith('/root');
      } catch {
        return false;
      }
    };
    while (this.runs && !isInside()) await sleep(20);
  }

  /** Ends it and what it has started. */
  kill(): void {
    if (this.runs) process.kill(-Number(this.process?.pid), 'SIGKILL');
  }

  /** Tells it to stop. Ends when it has. */
  async stop(): Promise<void> {
    if (this.runs) this.process?.kill('SIGTERM');
    await this.done;
  }

  /** Runs a command in it. Ends with its exit code. */
  run(command: readonly string[]): Promise<number> {
    const enter = ['-t', String(this.process?.pid), '-n', '-m', '-r', '--', ...this.as(command)];
    const child = spawn('nsenter', enter, { env: this.env, stdio: 'ignore' });
    return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)).on('error', () => resolve(1)));
  }

  private as(command: readonly string[]): readonly string[] {
    const { securityContext: own = {} } = this.spec;
    const { securityContext: shared = {} } = this.place.pod.spec;
    const user = own.runAsUser ?? shared.runAsUser ?? this.image.user;
    const group = own.runAsGroup ?? shared.runAsGroup ?? user;
    const added = (own.capabilities?.add ?? []).map((name) => `+${name.toLowerCase()}`);
    const dropped = own.capabilities?.drop?.some((name) => name.toUpperCase() === 'ALL');
    return [
      ...['setpriv', `--reuid=${user}`, `--regid=${group}`],
      shared.fsGroup === undefined ? '--clear-groups' : `--groups=${shared.fsGroup}`,
      ...(dropped ? [`--bounding-set=${['-all', ...added].join(',')}`] : []),
      ...(own.allowPrivilegeEscalation === false ? ['--no-new-privs'] : []),
      ...command,
    ];
  }

  private script(): string {
    const { folder } = this.place;
    const { command = this.image.entrypoint, volumeMounts = [], securityContext } = this.spec;
    const mounts = volumeMounts
      .map(({ name, mountPath, subPath = '', readOnly, mountPropagation }) => ({
        from: join(folder, 'volumes', name, subPath),
        to: mountPath,
        flags: readOnly ? 'ro,bind' : 'bind',
        // What the node mounts there later is seen, too.
        bind: mountPropagation === 'HostToContainer' ? 'rbind' : 'bind',
      }))
      .sort((one, other) => one.to.length - other.to.length);
    const base = join(folder, this.spec.name);
    mkdirSync(base, { recursive: true });
    return [
      'set -e',
      `cd ${word(base)}; mount -t tmpfs tmpfs .; cd ${word(base)}; mkdir upper work root`,
      'mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root',
      'for one in dev proc sys; do mount --rbind /$one root/$one; done',
      file('/etc/hosts', join(folder, 'hosts')),
      ...Object.entries(this.image.files).map(([to, from]) => file(to, from)),
      ...mounts.map(({ from, to, flags, bind }) => mount(to, from, flags, bind)),
      ...(securityContext?.readOnlyRootFilesystem ? ['mount --rbind root root; mount -o remount,ro,bind root'] : []),
      `exec chroot root ${words(this.as([...command, ...argumentsOf(this.spec, this.env)]))}`,
    ].join('\n');
  }
}

/** Where a path of the container lies: links such as /var/run lead to its own root, not to this machine's. */
const inRoot = (path: string): string => `to=root$(chroot root realpath -m ${word(path)})`;

/** A file or folder of the pod's at its place. */
const mount = (to: string, from: string, flags: string, bind: string): string =>
  `${inRoot(to)}
if [ -d ${word(from)} ]; then mkdir -p "$to"; else mkdir -p "$(dirname "$to")"; touch "$to"; fi
mount --${bind} ${word(from)} "$to"${bind === 'bind' ? `; mount -o remount,${flags} "$to"` : ''}`;

const file = (to: string, from: string): string =>
  `${inRoot(to)}; mkdir -p "$(dirname "$to")"; rm -f "$to"; touch "$to"; mount --bind ${word(from)} "$to"`;
