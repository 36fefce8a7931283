import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Box, type ImageOf } from './container';
import type { Network } from './network';
import { Supervised } from './supervised';
import type { Container, Pod } from './types';
import { makeVolumes, NotYet, type Reader } from './volumes';

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
  private ending = false;
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
    this.begun = this.begin();
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

  /** Ends it: hooks at once, then its containers, then its sidecars, the last first; what is left when its time is up is killed. */
  async stop(seconds: number): Promise<void> {
    this.ending = true;
    let before: Promise<unknown> = Promise.all(this.containers.map((one) => one.stop(Promise.resolve())));
    for (const one of this.init.toReversed()) before = one.stop(before);
    await Promise.race([before, sleep(seconds * 1000, undefined, { ref: false })]);
    this.network.down();
    await this.begun;
    await before;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async begin(): Promise<void> {
    const { pod, network, folder, node } = this;
    network.up(pod.spec.securityContext?.sysctls);
    const volumes = join(folder, 'volumes');
    mkdirSync(volumes, { recursive: true });
    while (!(await made(makeVolumes(pod, network.address, volumes, node.read(pod))))) {
      if (this.ending) return;
      await sleep(RETRY);
    }
    for (const one of this.init) {
      if (this.ending) return;
      await (isSidecar(one) ? one.begin() : one.complete());
    }
    for (const one of this.containers) if (!this.ending) await one.begin();
  }
}

const made = (volumes: Promise<void>): Promise<boolean> =>
  volumes.then(
    () => true,
    (error) => {
      if (error instanceof NotYet) return false;
      throw error;
    },
  );
