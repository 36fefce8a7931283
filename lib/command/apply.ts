import { address, groupKind, type Live, objectsOf, type Step } from '../delivery/manifest';
import { message, Refused, refuse } from '../kit/problems';
import { isOlder, OLDEST_KUBERNETES } from '../kit/versions';
import { COMMAND } from '../problems/command';
import { environmentsIn, handOver, kindsIn, leftovers, member, PRECIOUS, parentOf } from './applyset';
import { Unreachable } from './faults';
import { removeEach } from './remove';
import { patiently, type Run } from './run';
import { awaitReady } from './wait';
import { faultLines, OUTCOMES, type Outcome, type WriteOptions, write } from './write';

/** What `--prune` may remove: nothing, everything but CRDs and namespaces, or those too. */
export const PRUNES = ['none', 'objects', 'all'] as const;
export type Prune = (typeof PRUNES)[number];

export interface ApplyOptions extends WriteOptions {
  readonly prune: Prune;
  /** Takes over what other environments of this project installed. */
  readonly adopt: boolean;
  readonly wait: boolean;
  /** For each stage, in seconds. */
  readonly timeout: number;
}

type Outcomes = Readonly<Record<Outcome, readonly string[]>>;

export interface Applied {
  readonly environment: string;
  readonly context: string;
  readonly dryRun: boolean;
  /** What does not stop it, but may explain a failure. */
  readonly warnings: readonly string[];
  readonly stages: readonly ({ readonly stage: string } & Outcomes)[];
  /** Objects whose fields were taken back from a hand (kubectl edit, patch, scale...). */
  readonly healed: readonly string[];
  readonly pruned: readonly string[];
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
  const warnings = await serverWarnings(run);
  for (const line of warnings) run.progress.say(line);
  const kinds = await kindsIn(cluster, installation, [environment, ...others]);
  // Before anything else, so that what is applied can be found again, even after a stop in the middle.
  if (!options.dryRun) await cluster.apply(parentOf(environment, kinds), { force: true, dryRun: false });

  const healed: string[] = [];
  const stages = [];
  for (const step of installation.steps)
    stages.push({ stage: step.stage, ...(await applyStage(run, step, options, healed)) });
  if (others.length > 0 && !options.dryRun)
    await patiently(
      run,
      () => undefined,
      () => handOver(cluster, installation, others),
    );
  const pruned = await prune(run, options, [environment, ...others]);
  return { environment, context: cluster.context, dryRun: options.dryRun, warnings, stages, healed, pruned };
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
  const outcomes: Record<Outcome, string[]> = { created: [], configured: [], unchanged: [] };
  const problems: string[] = [];
  for (const [done, object] of objects.entries()) {
    if (signal.aborted) refuse(cluster.context, COMMAND.stopped(stage, done, objects.length));
    try {
      const written = await write(run, member(object, installation.environment), options, bar.note);
      outcomes[written.outcome].push(address(object));
      if (written.healed.length > 0) {
        healed.push(address(object));
        progress.say(`${address(object)}: took back what ${written.healed.join(', ')} had changed`);
      }
    } catch (error) {
      problems.push(...faultLines(error, object));
      // Without a connection, every further object would say the same.
      if (error instanceof Unreachable) break;
    }
    bar.step();
  }
  if (problems.length > 0) throw new Refused(problems);
  if (options.wait && !options.dryRun) await awaitReady(run, objects, options.timeout, bar);
  bar.done(OUTCOMES.map((outcome) => `${outcomes[outcome].length} ${outcome}`).join(', '));
  return outcomes;
}

/** Removes what left the files; CRDs and namespaces only if asked. */
async function prune(run: Run, options: ApplyOptions, environments: readonly string[]): Promise<readonly string[]> {
  if (options.prune === 'none') return [];
  const { cluster, installation, progress } = run;
  const spared = (live: Live) => options.prune === 'objects' && PRECIOUS.includes(live.kind);
  const gone = (await leftovers(cluster, installation, environments)).filter((live) => !spared(live));
  const bar = progress.stage('prune', gone.length);
  if (!options.dryRun) await removeEach(run, 'prune', gone, bar);
  bar.done(`${gone.length} removed`);
  if (!options.dryRun && options.prune === 'all') {
    const kinds = objectsOf(installation).map(groupKind);
    await cluster.apply(parentOf(installation.environment, kinds), { force: true, dryRun: false });
  }
  return gone.map(address);
}
