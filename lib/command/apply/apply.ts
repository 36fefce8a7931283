import { address, groupKind, type Live, objectsOf, type Step } from '../../delivery/dist/manifest';
import { message, Refused, refuse } from '../../kit/problems';
import { isOlder, OLDEST_KUBERNETES } from '../../kit/versions';
import { COMMAND } from '../../problems/commands/command';
import { ApiError, Unreachable } from '../cluster/faults';
import { each } from '../cluster/pool';
import { removeEach } from '../remove';
import { patiently, type Run } from '../run';
import { missingSecrets } from '../secrets/missing';
import { awaitReady } from '../status/wait';
import { environmentsIn, handOver, kindsIn, leftovers, member, parentOf, setId } from './applyset';
import { PRECIOUS, wasThere } from './brought';
import { planCrds } from './crds';
import { refuseForeign } from './foreign';
import { inTurn } from './order';
import { faultLines, OUTCOMES, type Outcomes, outcomesOf, type WriteOptions, write } from './write';
import { writeCrds } from './write-crds';

/** What `--prune` may remove: nothing, everything but CRDs and namespaces, or those too. */
const PRUNES = ['none', 'objects', 'all'] as const;
export type Prune = (typeof PRUNES)[number];

export interface ApplyOptions extends WriteOptions {
  readonly prune: Prune;
  /** Takes over what other environments of this project, or another installation of Istio, brought. */
  readonly adopt: boolean;
  readonly wait: boolean;
  /** For each stage, in seconds. */
  readonly timeout: number;
}

export interface Applied {
  readonly environment: string;
  readonly context: string;
  readonly dryRun: boolean;
  /** What does not stop it: CRDs that are left alone, Secrets that are not there yet, an old server. */
  readonly warnings: readonly string[];
  readonly stages: readonly ({ readonly stage: string } & Outcomes)[];
  /** Objects whose fields were taken back from a hand (kubectl edit, patch, scale...). */
  readonly healed: readonly string[];
  readonly pruned: readonly string[];
  /** What the cluster has of this environment and the files have no longer. */
  readonly leftover: readonly string[];
}

/**
 * Applies an environment stage by stage: every object of a stage by server-side apply, then what takes time (CRDs, roll-outs, webhooks)
 * is awaited. Safe to repeat, and to stop at any moment: the next run goes on.
 * @throws Refused with what the cluster said, and where
 */
export async function apply(run: Run, options: ApplyOptions): Promise<Applied> {
  const { cluster, installation } = run;
  const { environment } = installation;
  const others = (await environmentsIn(cluster)).filter((name) => name !== environment);
  if (others.length > 0 && !options.adopt)
    refuse(environment, COMMAND.otherEnvironment(cluster.context, others.join(', ')));
  if (!options.adopt) await refuseForeign(run);
  const crds = await planCrds(run, options.force);
  const warnings = [
    ...(await serverWarnings(run)),
    ...crds.flatMap(({ set, problem }) => (problem === undefined ? [] : [message(problem, set.name)])),
    ...(await missingSecrets(run)).map(({ secret, problem }) => message(problem, secret)),
  ];
  for (const line of warnings) run.progress.say(line);
  const kinds = await kindsIn(cluster, installation, [environment, ...others]);
  // Before anything else, so that what is applied can be found again, even after a stop in the middle.
  if (!options.dryRun) await record(run, kinds);

  const healed: string[] = [];
  const stages = [{ stage: 'crds', ...(await writeCrds(run, crds, options)) }];
  for (const step of installation.steps)
    stages.push({ stage: step.stage, ...(await applyStage(run, step, options, healed)) });
  if (others.length > 0 && !options.dryRun)
    await patiently(
      run,
      () => undefined,
      () => handOver(cluster, installation, others),
    );
  const left = await leftovers(cluster, installation, [environment, ...others]);
  const pruned = await prune(run, options, left);
  const leftover = left.map(address).filter((one) => !pruned.includes(one));
  if (leftover.length > 0) run.progress.say(message(COMMAND.leftover(leftover), environment));
  return { environment, context: cluster.context, dryRun: options.dryRun, warnings, stages, healed, pruned, leftover };
}

/** Writes down what is installed. @throws Refused where the inventory's namespace is not there */
async function record({ cluster, installation }: Run, kinds: readonly string[]): Promise<void> {
  const parent = parentOf(cluster, installation.environment, kinds);
  await cluster.apply(parent, { force: true, dryRun: false }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) refuse(cluster.inventory, COMMAND.noInventory());
    throw error;
  });
}

/** A server older than this release of Istio is made for may still do, as `istioctl install` thinks too. */
async function serverWarnings({ cluster }: Run): Promise<readonly string[]> {
  const version = await cluster.version();
  return isOlder(version, OLDEST_KUBERNETES)
    ? [message(COMMAND.oldServer(version, OLDEST_KUBERNETES), cluster.context)]
    : [];
}

async function applyStage(run: Run, step: Step, options: ApplyOptions, healed: string[]): Promise<Outcomes> {
  const { installation, progress, signal, cluster } = run;
  const { stage, objects } = step;
  const bar = progress.stage(stage, objects.length);
  const set = setId(cluster, installation.environment);
  const outcomes = outcomesOf();
  const problems: string[] = [];
  let done = 0;
  for (const turn of inTurn(objects))
    await each(turn, async (object) => {
      if (signal.aborted) refuse(cluster.context, COMMAND.stopped(stage, done, objects.length));
      try {
        const written = await write(run, member(object, set), options, bar.note);
        outcomes[written.outcome].push(address(object));
        if (written.healed.length > 0) {
          healed.push(address(object));
          progress.say(`${address(object)}: took back what ${written.healed.join(', ')} had changed`);
        }
      } catch (error) {
        // Without a connection, every further object would say the same.
        if (error instanceof Unreachable) throw new Refused([...problems, ...faultLines(error, object)]);
        problems.push(...faultLines(error, object));
      }
      done++;
      bar.step();
    });
  if (problems.length > 0) throw new Refused(problems);
  if (options.wait && !options.dryRun) await awaitReady(run, objects, options.timeout, bar);
  bar.done(OUTCOMES.map((outcome) => `${outcomes[outcome].length} ${outcome}`).join(', '));
  return outcomes;
}

/** Removes what left the files; CRDs and namespaces only if asked, and never what was there before. */
async function prune(run: Run, options: ApplyOptions, left: readonly Live[]): Promise<readonly string[]> {
  if (options.prune === 'none') return [];
  const { installation, progress } = run;
  const spared = (live: Live) => PRECIOUS.includes(live.kind) && (options.prune === 'objects' || wasThere(live));
  const gone = left.filter((live) => !spared(live));
  const bar = progress.stage('prune', gone.length);
  if (!options.dryRun) await removeEach(run, 'prune', gone, bar);
  bar.done(`${gone.length} removed`);
  if (!options.dryRun && options.prune === 'all') await record(run, objectsOf(installation).map(groupKind));
  return gone.map(address);
}
