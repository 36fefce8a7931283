import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enter } from './cgroup';
import { chained } from './cni';
import { Box, type ImageOf } from './container';
import type { Network } from './network';
import { Supervised } from './supervised';
import { keepingTokens } from './tokens';
import type { Container, Pod } from './types';
import { type Kept, makeVolumes, NotYet, type Reader, renewVolumes } from './volumes';

/** What a node has for each of its pods. */
export interface Node {
  readonly imageOf: ImageOf;
  readonly read: (pod: Pod) => Reader;
  /** Environment of every container, such as where the API server is. */
  readonly env: Readonly<Record<string, string>>;
  /** Told of each change of a pod. */
  readonly changed: (pod: RunningPod) => void;
}

const RETRY = 500;

const isSidecar = ({ spec }: Supervised) =>
  (spec as Container & { readonly restartPolicy?: string }).restartPolicy === 'Always';

/** One pod: its init containers one after the other, then its containers for as long as it lives. */
export class RunningPod {
  readonly init: readonly Supervised[];
  readonly containers: readonly Supervised[];
  /** Its network is there, and whoever has a part in that has done it. */
  isReachable = false;
  private ending = false;
  /** Its volumes are there, and every change of them so far. */
  private volumes: Promise<void>;
  private volumesAreMade = () => {};
  private readonly read: Reader;
  private readonly begun: Promise<void>;

  constructor(
    readonly pod: Pod,
    readonly network: Network,
    private readonly folder: string,
    private readonly node: Node,
  ) {
    const place = { pod, folder, network: network.name, address: network.address };
    const supervised = (spec: Container) => {
      const image = node.imageOf(spec, pod);
      const env = { ...node.env, HOSTNAME: pod.metadata.name, ...image.env };
      return new Supervised(new Box(spec, place, { ...image, env }), network.address, () => node.changed(this));
    };
    this.init = (pod.spec.initContainers ?? []).map(supervised);
    this.containers = pod.spec.containers.map(supervised);
    this.read = keepingTokens(node.read(pod));
    const made = new Promise<void>((resolve) => {
      this.volumesAreMade = resolve;
    });
    this.begun = this.begin();
    this.volumes = Promise.race([made, this.begun]);
  }

  get isInitialized(): boolean {
    return this.init.every((one) => (isSidecar(one) ? one.started : one.ended === 0));
  }

  get isReady(): boolean {
    return this.isInitialized && [...this.init.filter(isSidecar), ...this.containers].every(({ ready }) => ready);
  }

  /** What a container has printed; nothing before it has begun. */
  said(container: string): string {
    const file = join(this.folder, `${container}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Told of a change of an object, as all of its namespace are. One change of its volumes comes after the other. */
  renew(kind: Kept, name: string): void {
    const { pod, network, read, folder } = this;
    const once = async () => {
      if (!this.ending)
        await renewVolumes({ pod, address: network.address, read }, join(folder, 'volumes'), kind, name);
    };
    this.volumes = this.volumes
      .then(once)
      .catch(({ message }: Error) => console.error(`${pod.metadata.name}: ${kind}/${name}: ${message}`));
  }

  /** Ends it: hooks at once, then its containers, then its sidecars, the last first; what is left when its time is up is killed. */
  async stop(seconds: number): Promise<void> {
    this.ending = true;
    let before: Promise<unknown> = Promise.all(this.containers.map((one) => one.stop(Promise.resolve())));
    for (const one of this.init.toReversed()) before = one.stop(before);
    await Promise.race([before, sleep(seconds * 1000, undefined, { ref: false })]);
    await refusal(chained('DEL', this.pod, this.network));
    this.network.down();
    await this.begun;
    await before;
    await this.volumes;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async begin(): Promise<void> {
    const { pod, network, folder, node, read } = this;
    network.up(pod.spec.securityContext?.sysctls);
    pause(pod, network);
    for (let said = ''; ; await sleep(RETRY)) {
      const why = await refusal(chained('ADD', pod, network));
      if (why === undefined) break;
      if (this.ending) return;
      if (why !== said) console.error(`${pod.metadata.name}: ${why}`);
      said = why;
    }
    this.isReachable = true;
    node.changed(this);
    const volumes = join(folder, 'volumes');
    mkdirSync(volumes, { recursive: true });
    const prepare = async () => {
      await makeVolumes(pod, network.address, volumes, read);
      for (const { box } of [...this.init, ...this.containers]) box.given = await given(box.spec, read);
    };
    while (!(await made(prepare()))) {
      if (this.ending) return;
      await sleep(RETRY);
    }
    this.volumesAreMade();
    for (const one of this.init) {
      if (this.ending) return;
      await (isSidecar(one) ? one.begin() : one.complete());
    }
    for (const one of this.containers) if (!this.ending) await one.begin();
  }
}

/** What holds a pod's network while none of its containers runs. */
function pause(pod: Pod, { name }: Network): void {
  const { pid } = spawn('ip', ['netns', 'exec', name, 'sleep', 'infinity'], { stdio: 'ignore' });
  if (pid !== undefined) enter(pod, 'pause', pid);
}

/** Why plugins could not do their part; a node agent that is not there yet is waited for. */
const refusal = (plugins: Promise<void>): Promise<string | undefined> =>
  plugins.then(
    () => undefined,
    ({ message }: Error) => message.replace(/"time":"[^"]*"/, ''),
  );

/** Environment of whole ConfigMaps and Secrets. @throws NotYet when one is not there */
async function given({ envFrom = [] }: Container, read: Reader): Promise<Readonly<Record<string, string>>> {
  const all = envFrom.map(async ({ configMapRef, secretRef, prefix = '' }) => {
    const { name = '', optional } = configMapRef ?? secretRef ?? {};
    const found = await read.data(configMapRef ? 'configmaps' : 'secrets', name);
    if (found === undefined && !optional) throw new NotYet(name);
    return Object.entries(found ?? {}).map(([key, value]) => [`${prefix}${key}`, value] as const);
  });
  return Object.fromEntries((await Promise.all(all)).flat());
}

const made = (volumes: Promise<void>): Promise<boolean> =>
  volumes.then(
    () => true,
    (error) => {
      if (error instanceof NotYet) return false;
      throw error;
    },
  );
