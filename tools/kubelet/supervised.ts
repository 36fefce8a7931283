import { setTimeout as sleep } from 'node:timers/promises';
import type { ILifecycleHandler } from 'kubernetes-models/v1/LifecycleHandler';
import type { Box } from './container';
import { answers, watch } from './probes';
import type { Container } from './types';

const SECOND = 1000;
/** Milliseconds between an exit and the next start: the first, and the longest. A kubelet's own are ten times as long. */
const BACKOFF = { first: 1000, most: 30_000 } as const;
/** Seconds that a hook's request may take: its pod's end is what limits it. */
const HOOK = 600;

/** One container of a pod: started again when it ends, probed while it runs, stopped as its spec says. */
export class Supervised {
  restarts = 0;
  started = false;
  ready = false;
  /** Exit code of what is not started again. */
  ended: number | undefined;
  /** Exit code of what was before the last start. */
  before: number | undefined;
  private stopping = false;

  constructor(
    readonly box: Box,
    private readonly address: string,
    /** Told of each change. */
    private readonly changed: () => void,
  ) {}

  get spec(): Container {
    return this.box.spec;
  }

  /** Starts it, again if it fails, until it has succeeded. */
  async complete(): Promise<void> {
    await this.again(async () => {
      const code = await this.box.start();
      if (code === 0 || this.stopping) this.say({ ended: code });
      return code;
    });
  }

  /** Starts it, again whenever it ends; ends itself when what comes after it may start. */
  async begin(): Promise<void> {
    void this.again(async () => {
      const exit = this.box.start();
      void this.probe();
      const code = await exit;
      this.say({ started: false, ready: false, ...(this.stopping ? { ended: code } : {}) });
      return code;
    });
    await this.box.entered();
    await this.hook(this.spec.lifecycle?.postStart);
    while (!this.stopping && !this.started) await sleep(SECOND / 10);
  }

  /** Its hook first, a signal when its turn has come. */
  async stop(turn: Promise<unknown>): Promise<void> {
    this.stopping = true;
    if (this.box.runs) await this.hook(this.spec.lifecycle?.preStop);
    await turn;
    await this.box.stop();
  }

  private async again(once: () => Promise<number>): Promise<void> {
    for (let pause: number = BACKOFF.first; !this.stopping; pause = Math.min(2 * pause, BACKOFF.most)) {
      const code = await once();
      if (this.stopping || this.ended !== undefined) return;
      this.restarts++;
      this.say({ before: code });
      await sleep(pause);
    }
  }

  private async probe(): Promise<void> {
    const { box, address } = this;
    const { startupProbe, readinessProbe, livenessProbe } = this.spec;
    const runs = () => box.runs;
    const until = (good: boolean) => !good;
    const alive = (good: boolean) => {
      if (!good && !this.stopping) box.kill();
      return true;
    };
    if (startupProbe) await watch(box, address, startupProbe, runs, (good) => alive(good) && until(good));
    if (!runs()) return;
    this.say({ started: true, ready: readinessProbe === undefined });
    if (livenessProbe) void watch(box, address, livenessProbe, runs, alive);
    if (!readinessProbe) return;
    await watch(box, address, readinessProbe, runs, (ready) => {
      if (ready !== this.ready) this.say({ ready });
      return true;
    });
  }

  private async hook({ sleep: pause, ...handler }: ILifecycleHandler = {}): Promise<void> {
    if (pause) await sleep(pause.seconds * SECOND);
    else if (Object.keys(handler).length > 0)
      await answers(this.box, this.address, { ...handler, timeoutSeconds: HOOK });
  }

  private say(change: Partial<Pick<Supervised, 'started' | 'ready' | 'ended' | 'before'>>): void {
    Object.assign(this, change);
    this.changed();
  }
}
