import { address, type Live, type Manifest } from '../../delivery/dist/manifest';
import { message, type Problem, Refused, refuse } from '../../kit/problems';
import { COMMAND } from '../../problems/commands/command';
import { factOf, isPassing } from '../cluster/faults';
import type { Stage } from '../progress';
import { pause, type Run } from '../run';
import { troubleUnder } from './pods';
import { lingers, takesTime, unready } from './readiness';

/** Pauses between two looks, in milliseconds: most is ready soon, and what takes long is not asked for all the time. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;

interface Wait {
  /** Why an object is waited for; undefined once it need not be. */
  readonly reason: (object: Manifest) => Promise<string | undefined>;
  /** For each object, in seconds. */
  readonly timeout: number;
  readonly late: (reason: string) => Problem;
  readonly stage: Stage;
}

/**
 * Waits until the objects of a stage do their work.
 * @throws Refused with each object that is not ready after `timeout` seconds, and why
 */
export async function awaitReady(run: Run, objects: readonly Manifest[], timeout: number, stage: Stage): Promise<void> {
  const reason = async (object: Manifest) => {
    const missing = unready(await run.cluster.get(object), object.kind);
    const why = missing === undefined ? undefined : await troubleUnder(run.cluster, object);
    return why === undefined ? missing : `${missing}: ${why}`;
  };
  await until(run, objects.filter(takesTime), {
    reason,
    timeout,
    late: (why) => COMMAND.notReady(timeout, why),
    stage,
  });
}

/**
 * Waits until objects are gone.
 * @throws Refused with each object that is still there after `timeout` seconds, and what holds it
 */
export async function awaitGone(run: Run, objects: readonly Manifest[], timeout: number, stage: Stage): Promise<void> {
  const reason = async (object: Manifest) => {
    const live: Live | undefined = await run.cluster.get(object);
    return live === undefined ? undefined : lingers(live);
  };
  await until(run, objects, { reason, timeout, late: (why) => COMMAND.notGone(timeout, why), stage });
}

async function until(run: Run, objects: readonly Manifest[], { reason, timeout, late, stage }: Wait): Promise<void> {
  let waiting = objects.map((object) => ({ object, why: 'not looked at' }));
  const deadline = performance.now() + timeout * 1000;
  for (let delay = FIRST_PAUSE; ; delay = Math.min(delay * 2, LONGEST_PAUSE)) {
    const over = performance.now() > deadline;
    try {
      const looked = await Promise.all(waiting.map(async ({ object }) => ({ object, why: await reason(object) })));
      waiting = looked.flatMap(({ object, why }) => (why === undefined ? [] : [{ object, why }]));
    } catch (error) {
      // A server that is away for a while ends no wait.
      if (!isPassing(error) || over || run.signal.aborted) throw error;
      stage.note(factOf(error));
      await pause(delay, run.signal);
      continue;
    }
    const [first] = waiting;
    if (first === undefined) return;
    if (run.signal.aborted) refuse(address(first.object), COMMAND.stoppedWaiting(first.why));
    if (over) throw new Refused(waiting.map(({ object, why }) => message(late(why), address(object))));
    stage.note(`${address(first.object)}: ${first.why}`);
    await pause(delay, run.signal);
  }
}
