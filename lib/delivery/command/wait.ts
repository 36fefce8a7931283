import { COMMAND } from '../../checks/problems/command';
import { message, Refused, refuse } from '../../kit/problems';
import { address, type Manifest } from './manifest';
import type { Stage } from './progress';
import { takesTime, unready } from './readiness';
import { pause, type Run } from './run';

const EVERY = 1000;

/**
 * Waits until the objects of a stage do their work.
 * @throws Refused with each object that is not ready after `timeout` seconds, and why
 */
export async function awaitReady(run: Run, objects: readonly Manifest[], timeout: number, stage: Stage): Promise<void> {
  let waiting = objects.filter(takesTime).map((object) => ({ object, reason: 'not looked at' }));
  const deadline = performance.now() + timeout * 1000;
  for (;;) {
    const looked = await Promise.all(
      waiting.map(async ({ object }) => ({ object, reason: unready(await run.cluster.get(object), object.kind) })),
    );
    waiting = looked.flatMap(({ object, reason }) => (reason === undefined ? [] : [{ object, reason }]));
    const [first] = waiting;
    if (first === undefined) return;
    if (run.signal.aborted) refuse(address(first.object), COMMAND.stoppedWaiting(first.reason));
    if (performance.now() > deadline)
      throw new Refused(
        waiting.map(({ object, reason }) => message(COMMAND.notReady(timeout, reason), address(object))),
      );
    stage.note(`${address(first.object)}: ${first.reason}`);
    await pause(EVERY, run.signal);
  }
}

/**
 * Waits until objects are gone.
 * @throws Refused with each object that is still there after `timeout` seconds
 */
export async function awaitGone(run: Run, objects: readonly Manifest[], timeout: number, stage: Stage): Promise<void> {
  let waiting = objects;
  const deadline = performance.now() + timeout * 1000;
  for (;;) {
    const looked = await Promise.all(waiting.map(async (object) => ((await run.cluster.get(object)) ? [object] : [])));
    waiting = looked.flat();
    const [first] = waiting;
    if (first === undefined) return;
    if (run.signal.aborted) refuse(address(first), COMMAND.stoppedWaiting('still being deleted'));
    if (performance.now() > deadline)
      throw new Refused(waiting.map((object) => message(COMMAND.notGone(timeout), address(object))));
    stage.note(`${address(first)}: still being deleted`);
    await pause(EVERY, run.signal);
  }
}
