import { address, type Manifest } from '../../delivery/dist/manifest';
import { Refused } from '../../kit/problems';
import { isNewer } from '../../kit/versions';
import { each } from '../cluster/pool';
import type { Run } from '../run';
import { awaitReady } from '../status/wait';
import { CRD, type CrdPlan, releaseOf } from './crds';
import { faultLines, OUTCOMES, type Outcomes, outcomesOf, write } from './write';

interface Options {
  readonly dryRun: boolean;
  /** In seconds. */
  readonly timeout: number;
}

/**
 * Brings the CRDs that a plan says, waits until they are served, and then what guards them. They are the cluster's: no environment owns them.
 * @throws Refused with what the cluster said
 */
export async function writeCrds(run: Run, plans: readonly CrdPlan[], options: Options): Promise<Outcomes> {
  const written = plans.filter(({ what }) => what === 'write');
  const objects = written.flatMap(({ set }) => set.objects());
  const bar = run.progress.stage('crds', objects.length);
  const outcomes = outcomesOf();
  const problems: string[] = [];
  const put = async (object: Manifest) => {
    try {
      // The plan has found that nobody else keeps them.
      const { outcome } = await write(run, object, { dryRun: options.dryRun, force: true }, bar.note);
      outcomes[outcome].push(address(object));
    } catch (error) {
      problems.push(...faultLines(error, object));
    }
    bar.step();
  };
  await each(objects, put);
  if (problems.length > 0) throw new Refused(problems);
  // Even --no-wait waits for these: without them nothing of their kinds is taken.
  if (!options.dryRun) await awaitReady(run, objects, options.timeout, bar);
  await each(await guards(run, plans), put);
  if (problems.length > 0) throw new Refused(problems);
  for (const { set } of plans.filter(({ what }) => what === 'keep'))
    outcomes.unchanged.push(...set.names.map((name) => address({ ...CRD, metadata: { name } })));
  bar.done(OUTCOMES.map((outcome) => `${outcomes[outcome].length} ${outcome}`).join(', '));
  return outcomes;
}

/** Guards of CRDs that are ours; one of a newer release stays. */
async function guards({ cluster }: Run, plans: readonly CrdPlan[]): Promise<readonly Manifest[]> {
  const found = await each(
    plans.filter(({ ours }) => ours).flatMap(({ set }) => set.guard().map((object) => ({ object, set }))),
    async ({ object, set }) => ({ object, set, live: await cluster.get(object) }),
  );
  return found.flatMap(({ object, set, live }) =>
    live !== undefined && isNewer(releaseOf(live) ?? '', set.release) ? [] : [object],
  );
}
