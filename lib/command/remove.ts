import { address, type Manifest } from '../delivery/dist/manifest';
import { Refused, refuse } from '../kit/problems';
import { COMMAND } from '../problems/commands/command';
import { environmentsIn, leftovers, parentOf } from './apply/applyset';
import { wasThere } from './apply/brought';
import { CRD } from './apply/crds';
import { isByUs, isForeign } from './apply/foreign';
import { inTurn } from './apply/order';
import { faultLines } from './apply/write';
import { each } from './cluster/pool';
import type { Stage } from './progress';
import { patiently, type Run } from './run';
import { awaitGone } from './status/wait';

export interface RemoveOptions {
  /** The CRDs that this command brought too, and with them every object of their kinds in the cluster, whoever made it. */
  readonly crds: boolean;
  /** For each stage, in seconds. */
  readonly timeout: number;
}

export interface Removed {
  readonly environment: string;
  readonly context: string;
  readonly removed: readonly string[];
  /** Namespaces and CRDs that the cluster had before, and what another installation has by the same name: they stay. */
  readonly left: readonly string[];
}

/** What a deletion takes along, for the question before it. */
export const warning = ({ installation, cluster }: Run, { crds }: RemoveOptions): string => {
  const namespaces = installation.steps
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === 'Namespace')
    .map(({ metadata }) => metadata.name);
  const all = crds ? ', and the CRDs that it brought with every object of their kinds in the cluster' : '';
  return `This deletes environment ${installation.environment} from ${cluster.context}: namespaces ${namespaces.join(', ')} with all that is in them, but for those that were there before${all}.`;
};

/**
 * Deletes an environment that is there, last stage first, so that no webhook outlives the istiod that answers it. What the cluster had before
 * stays. Safe to repeat.
 * @throws Refused with what the cluster said
 */
export async function remove(run: Run, options: RemoveOptions): Promise<Removed> {
  const { cluster, installation } = run;
  const { environment } = installation;
  const crds = options.crds ? await crdsToRemove(run) : [];
  const left = (await leftovers(cluster, installation)).filter(({ kind }) => kind !== CRD.kind || options.crds);
  const steps = [
    { stage: 'crds', objects: crds },
    ...installation.steps,
    { stage: 'leftovers', objects: left.toReversed() },
  ].toReversed();
  const removed: string[] = [];
  const stay: string[] = [];
  for (const { stage, objects } of steps) {
    const kept = await ofOthers(run, objects);
    stay.push(...kept.map(address));
    const doomed = objects.filter((object) => !kept.includes(object)).toReversed();
    if (doomed.length > 0) removed.push(...(await removeStage(run, stage, doomed, options.timeout)));
  }
  for (const one of stay) run.progress.say(`${one} stays: the cluster had it before, or it is not by this command`);
  const parent = parentOf(cluster, environment, []);
  if (await cluster.remove(parent)) removed.push(address(parent));
  return { environment, context: cluster.context, removed, left: stay };
}

/** What would take other people's objects along, and this command did not create; and what another installation has by the same name. */
async function ofOthers({ cluster }: Run, objects: readonly Manifest[]): Promise<readonly Manifest[]> {
  const found = await each(objects, async (object) => {
    const live = await cluster.get(object);
    return live !== undefined && (wasThere(live) || isForeign(object, live)) ? [object] : [];
  });
  return found.flat();
}

/** CRDs and what guards them, unless another environment of the cluster needs them. */
async function crdsToRemove({ cluster, installation, progress }: Run): Promise<readonly Manifest[]> {
  const others = (await environmentsIn(cluster)).filter((name) => name !== installation.environment);
  if (others.length > 0) {
    progress.say(`the CRDs stay: ${others.join(', ')} needs them`);
    return [];
  }
  const guards = await each(
    installation.crds.flatMap((set) => set.guard()),
    async (object) => {
      const live = await cluster.get(object);
      return live !== undefined && isByUs(live) ? [object] : [];
    },
  );
  return [...installation.crds.flatMap((set) => set.objects()), ...guards.flat()];
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
 * Deletes objects, a few at a time; those that are gone already do not count. Webhooks go before anything that they judge.
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
  let done = 0;
  for (const turn of inTurn(objects).toReversed())
    await each(turn, async (object) => {
      if (signal.aborted) refuse(cluster.context, COMMAND.stopped(stage, done, objects.length));
      try {
        if (await patiently(run, bar.note, () => cluster.remove(object))) removed.push(address(object));
      } catch (error) {
        throw new Refused(faultLines(error, object));
      }
      done++;
      bar.step();
    });
  return removed;
}
