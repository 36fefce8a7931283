import { join } from 'node:path';
import { minimal, override, render } from '../lib';
import { reports } from '../lib/delivery/summary/report';
import type { Environment } from '../lib/installation/environment';
import { bundled } from '../lib/report/assets';
import { htmlOf } from '../lib/report/html';
import { many } from '../tools/report/many';
import type { Measured } from './parts';
import { scenario } from './scenarios';

// A program of its own: an earlier commit has no report.

const page = bundled(join(__dirname, '..'));

/** The environments of a scenario, or of `<count> services` that call each other across ten teams. */
const environmentsOf = (words: string): readonly Environment[] => {
  const [count, what] = words.split(' ');
  return what === 'services' ? [override(minimal, { name: 'large', apps: [many(Number(count))] })] : scenario(words);
};

const secondsOf = (run: () => unknown): number => {
  const begin = performance.now();
  run();
  return (performance.now() - begin) / 1000;
};

/** What a report takes beside the synth of the same environments. */
function measure(words: string): Measured {
  const environments = environmentsOf(words);
  const reported = () => reports(environments).map((one) => htmlOf(one, page));
  // Both once before: what is compiled by the way is no part of either.
  reported();
  const synth = secondsOf(() => render(environments));
  return { seconds: secondsOf(reported) - synth, memory: process.resourceUsage().maxRSS / 1024 };
}

console.log(JSON.stringify(measure(process.argv.slice(2).join(' '))));
