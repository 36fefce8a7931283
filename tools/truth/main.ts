import * as fc from 'fast-check';
import { meshBelow } from '../../lib/model/tree';
import { routeIn } from '../../lib/simulator/route';
import { differences } from './compare';
import { Lab, type Result } from './lab';
import { meshes } from './meshes';
import { type Line, objectsOf, printed, run } from './program';
import { type Asked, asAsk, asRequest, printedRequest, requests } from './requests';
import { BASE } from './services';

interface Case {
  readonly lines: readonly Line[];
  readonly asked: readonly Asked[];
}

const PER_MESH = 30;
/** Smaller meshes that are tried to show a disagreement by. */
const SHRINKS = 60;
const cases: fc.Arbitrary<Case> = meshes.chain((lines) => requests(lines, PER_MESH).map((asked) => ({ lines, asked })));

/** How many there were of what. */
const totals = { meshes: 0, refused: 0, requests: 0, agreed: 0, disagreements: 0 };

/** What is wrong with the product's answers for one mesh. */
async function tried(lab: Lab, { lines, asked }: Case): Promise<readonly string[]> {
  const made = run(lines);
  totals.meshes++;
  const result = await lab.ask({ objects: objectsOf(made), asks: asked.map((one) => asAsk(one, made)) });
  const found = wrong(result);
  // What the product refuses is asked all the same, unless istiod refuses it, too.
  if (found.length > 0) {
    totals.refused++;
    return made.problems().length > 0 ? [] : found;
  }
  const mesh = meshBelow(made.chart);
  return asked.flatMap((one, i) => {
    const answer = result.answers[i];
    if (answer === undefined) return ['no answer'];
    totals.requests++;
    const said = routeIn(mesh, asRequest(one, made));
    const different = differences(said, answer, one);
    if (different.length === 0) totals.agreed++;
    return different.length === 0 ? [] : [[printedRequest(one), ...different, `by ${said.by}`].join('\n  ')];
  });
}

const wrong = ({ error, refused = [], rejected }: Result): readonly string[] => [
  ...(error === undefined ? [] : [`istiod: ${error}`]),
  ...refused.map(({ object, reason }) => `istiod refuses ${object}: ${reason}`),
  ...(rejected ? [`Envoy refuses: ${rejected}`] : []),
];

/** The lines that differ from those of every mesh. */
const own = (lines: readonly Line[]): readonly Line[] => lines.filter((line) => !BASE.includes(line));

async function main(): Promise<void> {
  const [count = '100', seed = String(Date.now() % 1_000_000), stop = '5'] = process.argv.slice(2);
  const lab = Lab.start();
  const begin = Date.now();
  let next = 0;
  const worker = async () => {
    while (next < Number(count) && totals.disagreements < Number(stop)) {
      const mine = Number(seed) * 100_000 + next++;
      let reasons: readonly string[] = [];
      let shrunk = 0;
      const details = await fc.check(
        fc.asyncProperty(cases, async (one) => {
          if (reasons.length > 0 && shrunk++ > SHRINKS) return true;
          const found = await tried(lab, one);
          if (found.length > 0) reasons = found;
          return found.length === 0;
        }),
        { seed: mine, numRuns: 1, unbiased: true },
      );
      if (!details.failed) continue;
      totals.disagreements++;
      const [smallest] = details.counterexample ?? [];
      console.log(`\n== mesh ${mine}\n${printed(own(smallest?.lines ?? []))}\n${reasons.join('\n')}`);
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  const spent = Math.round((Date.now() - begin) / 1000);
  console.log(`\n${JSON.stringify(totals)} in ${spent} s, seed ${seed}`);
  lab.end();
  if (totals.disagreements > 0) process.exitCode = 1;
}

void main();
