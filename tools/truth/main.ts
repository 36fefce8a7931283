import * as fc from 'fast-check';
import { meshBelow } from '../../lib/model/tree';
import { Lab, type Result } from './lab';
import { objectsOf, printed, run } from './program';
import { own, type Trial, trial } from './trials';

/** Meshes in work at once: Envoy is brought up to date for all that wait together. */
const AT_ONCE = 14;

/** Smaller meshes that are tried to show a disagreement by. */
const SHRINKS = 30;

/** How many there were of what: meshes of the run, those with the smaller ones that show a disagreement, and those that istiod or Envoy refuses. */
const totals = { held: 0, meshes: 0, refused: 0, requests: 0, agreed: 0, disagreements: 0 };

/** How many answers each kind of object decided. */
const deciders = new Map<string, number>();

/** What is wrong with the product's answers for one mesh. */
async function tried(lab: Lab, { lines, tries: all, meshConfig }: Trial): Promise<readonly string[]> {
  const made = run(lines);
  totals.meshes++;
  const tries = all.filter((one) => one.isThere(made));
  const asks = tries.map((one) => one.asks(made));
  const result = await lab.ask({ objects: objectsOf(made), asks: asks.flat(), ...(meshConfig && { meshConfig }) });
  const found = wrong(result);
  // What the product refuses is asked all the same, unless istiod refuses it, too.
  if (found.length > 0) {
    totals.refused++;
    return made.problems().length > 0 ? [] : found;
  }
  const mesh = meshBelow(made.chart);
  const answers = [...result.answers];
  const different = tries.flatMap((one, i) => {
    totals.requests++;
    const { by, different } = one.compared(mesh, made, answers.splice(0, asks[i]?.length));
    const [kind = ''] = by.split(' ');
    deciders.set(kind, (deciders.get(kind) ?? 0) + 1);
    if (different.length === 0) totals.agreed++;
    return different.length === 0 ? [] : [[one.printed, ...different, `by ${by}`].join('\n  ')];
  });
  // What the API server refuses never comes to be.
  return different.length > 0 && made.problems().some((problem) => problem.startsWith('IST0106')) ? [] : different;
}

const wrong = ({ error, refused = [], rejected }: Result): readonly string[] => [
  ...(error === undefined ? [] : [`istiod: ${error}`]),
  ...refused.map(({ object, reason }) => `istiod refuses ${object}: ${reason}`),
  ...(rejected ? [`Envoy refuses: ${rejected}`] : []),
];

async function main(): Promise<void> {
  const [count = '100', seed = String(Date.now() % 1_000_000), stop = '5', first = '0'] = process.argv.slice(2);
  const lab = Lab.start();
  const begin = Date.now();
  let next = Number(first);
  const end = next + Number(count);
  const worker = async () => {
    while (next < end && totals.disagreements < Number(stop)) {
      const number = next++;
      const mine = Number(seed) * 100_000 + number;
      let reasons: readonly string[] = [];
      let shrunk = 0;
      const details = await fc.check(
        fc.asyncProperty(trial(number), async (one) => {
          if (reasons.length > 0 && shrunk++ > SHRINKS) return true;
          const found = await tried(lab, one);
          if (found.length > 0) reasons = found;
          return found.length === 0;
        }),
        { seed: mine, numRuns: 1, unbiased: true },
      );
      totals.held++;
      if (!details.failed) continue;
      totals.disagreements++;
      const [smallest] = details.counterexample ?? [];
      const thrown = details.errorInstance;
      if (reasons.length === 0 && thrown instanceof Error) reasons = [thrown.stack ?? thrown.message];
      console.log(`\n== mesh ${mine}\n${printed(own(smallest?.lines ?? []))}\n${reasons.join('\n')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const spent = Math.round((Date.now() - begin) / 1000);
  console.log(`\n${JSON.stringify(totals)} in ${spent} s, seed ${seed}`);
  console.log(`decided by ${[...deciders].map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
  lab.end();
  if (totals.disagreements > 0) process.exitCode = 1;
}

void main();
