import { MeshApp, MeshEnvironment, render } from '../lib';
import { scenario } from './scenarios';

/** Seconds of what is measured, and the peak of memory in MB. */
export interface Measured {
  readonly seconds: number;
  readonly memory: number;
}

const secondsOf = (run: () => unknown): number => {
  const begin = performance.now();
  run();
  return (performance.now() - begin) / 1000;
};

/** What a report takes beside the synth of the same environments. */
function reportBeside(words: string): number {
  const { environmentsOf, reported } = require('./reported') as typeof import('./reported');
  const environments = environmentsOf(words);
  // Both once before: what is compiled by the way is no part of either.
  reported(environments);
  const synth = secondsOf(() => render(environments));
  return secondsOf(() => reported(environments)) - synth;
}

/** A whole synth but for the writing (build, check and print); with `checks`, the checks alone; with `report`, what a report takes beside it. */
function measure(what: string, words: string): number {
  if (what === 'report') return reportBeside(words);
  const environments = scenario(words);
  if (what !== 'checks') return secondsOf(() => render(environments));
  const app = new MeshApp();
  for (const environment of environments) new MeshEnvironment(app, environment);
  return secondsOf(() => app.objects());
}

const [first = '', ...rest] = process.argv.slice(2);
const part = ['checks', 'report'].includes(first);
const seconds = part ? measure(first, rest.join(' ')) : measure('', [first, ...rest].join(' '));
console.log(JSON.stringify({ seconds, memory: process.resourceUsage().maxRSS / 1024 } satisfies Measured));
