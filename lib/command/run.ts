import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../delivery/dist/manifest';
import type { Cluster } from './cluster/cluster';
import { factOf, isPassing } from './cluster/faults';
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

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;
/** In milliseconds. */
const PATIENCE = 40_000;

/**
 * Does an action again while it fails with what may pass by itself: a lost connection, an overloaded server, a webhook or a kind that is not
 * served yet. `note` is told what is waited for; `lasting` names what is not worth another try.
 * @throws what the action throws, after 40 seconds
 */
export async function patiently<T>(
  { signal }: Run,
  note: (text: string) => void,
  action: () => Promise<T>,
  lasting: (error: unknown) => boolean = () => false,
): Promise<T> {
  const end = performance.now() + PATIENCE;
  for (let delay = FIRST_PAUSE; ; delay = Math.min(delay * 2, LONGEST_PAUSE)) {
    try {
      return await action();
    } catch (error) {
      if (!isPassing(error) || lasting(error) || signal.aborted || performance.now() > end) throw error;
      note(factOf(error));
    }
    await pause(delay, signal);
  }
}
