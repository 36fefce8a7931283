import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster';
import type { Installation } from './manifest';
import type { Progress } from './progress';

/** What every command works with. `signal` is aborted by Ctrl-C: finish the request that is under way, then stop. */
export interface Run {
  readonly cluster: Cluster;
  readonly installation: Installation;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Waits, but not beyond Ctrl-C. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
