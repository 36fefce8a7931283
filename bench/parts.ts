import { MeshApp, MeshEnvironment, render } from '../lib';
import { scenario } from './scenarios';

/** Seconds of what is measured, and the peak of memory in MB. */
export interface Measured {
  readonly seconds: number;
  readonly memory: number;
}

/** A whole synth but for the writing: build, check and print; or, `checks` first, the checks alone. */
function measure(checksAlone: boolean, words: string): Measured {
  const environments = scenario(words);
  const app = new MeshApp();
  if (checksAlone) for (const environment of environments) new MeshEnvironment(app, environment);
  const begin = performance.now();
  if (checksAlone) app.objects();
  else render(environments);
  return { seconds: (performance.now() - begin) / 1000, memory: process.resourceUsage().maxRSS / 1024 };
}

const [first = '', ...rest] = process.argv.slice(2);
const checksAlone = first === 'checks';
console.log(JSON.stringify(measure(checksAlone, (checksAlone ? rest : [first, ...rest]).join(' '))));
