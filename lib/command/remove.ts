import { address, type Manifest } from '../delivery/manifest';
import { Refused, refuse } from '../kit/problems';
import { COMMAND } from '../problems/command';
import { environmentsIn, leftovers, parentOf } from './applyset';
import type { Stage } from './progress';
import { patiently, type Run } from './run';
import { awaitGone } from './wait';
import { faultLines } from './write';

export interface RemoveOptions {
  /** CRDs too, and with them every Istio resource in the cluster, whoever made it. */
  readonly crds: boolean;
  /** For each stage, in seconds. */
  readonly timeout: number;
}

export interface Removed {
  readonly environment: string;
  readonly context: string;
  readonly removed: readonly string[];
}

/** What a deletion takes along, for the question before it. */
export const warning = ({ installation, cluster }: Run, { crds }: RemoveOptions): string => {
  const namespaces = installation.steps
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'Namespace')
    .map(({ metadata }) => metadata.name);
  const all = crds ? ', and the CRDs with every Istio resource in the cluster' : '';
  return `This deletes environment ${installation.environment} from ${cluster.context}: namespaces ${namespaces.join(', ')} with all that is in them${all}.`;
};

/**
 * Deletes an environment that is there, last stage first, so that no webhook outlives the istiod that answers it. Safe to repeat.
 * @throws Refused with what the cluster said
 */
export async function remove(run: Run, options: RemoveOptions): Promise<Removed> {
  const { cluster, installation } = run;
  const kept = (object: Manifest) => object.kind === 'CustomResourceDefinition' && !options.crds;
  const left = (await leftovers(cluster, installation)).filter((live) => !kept(live));
  const steps = [...installation.steps, { stage: 'leftovers', objects: left.toReversed() }].toReversed();
  const removed: string[] = [];
  for (const { stage, objects } of steps) {
    const doomed = objects.filter((object) => !kept(object)).toReversed();
    if (doomed.length > 0) removed.push(...(await removeStage(run, stage, doomed, options.timeout)));
  }
  if (await cluster.remove(parentOf(installation.environment, [])))
    removed.push(address(parentOf(installation.environment, [])));
  return { environment: installation.environment, context: cluster.context, removed };
}

/** What was applied without this command has no mark of an environment, and is deleted as named. @throws Refused where another is installed */
export async function isThere({ cluster, installation: { environment } }: Run): Promise<void> {
  const installed = await environmentsIn(cluster);
  if (installed.length > 0 && !installed.includes(environment))
    refuse(environment, COMMAND.notInstalled(cluster.context, environment, installed.join(', ')));
}

async function removeStage(
  run: Run,
  stage: string,
  objects: readonly Manifest[],
  timeout: number,
): Promise<readonly string[]> {
  const bar = run.progress.stage(stage, objects.length);
  const removed = await removeEach(run, stage, objects, bar);
  await awaitGone(run, objects, timeout, bar);
  bar.done(`${removed.length} removed`);
  return removed;
}

/**
 * Deletes objects one after another; those that are gone already do not count.
 * @throws Refused with what the cluster said
 */
export async function removeEach(
  run: Run,
  stage: string,
  objects: readonly Manifest[],
  bar: Stage,
): Promise<readonly string[]> {
  const { cluster, signal } = run;
  const removed: string[] = [];
  for (const [done, object] of objects.entries()) {
    if (signal.aborted) refuse(cluster.context, COMMAND.stopped(stage, done, objects.length));
    try {
      if (await patiently(run, bar.note, () => cluster.remove(object))) removed.push(address(object));
    } catch (error) {
      throw new Refused(faultLines(error, object));
    }
    bar.step();
  }
  return removed;
}
