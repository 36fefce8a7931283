import { join } from 'node:path';
import { minimal, override } from '../lib';
import { reports } from '../lib/delivery/summary/report';
import type { Environment } from '../lib/installation/environment';
import { bundled } from '../lib/report/assets';
import { htmlOf } from '../lib/report/html';
import { many } from '../tools/report/many';
import { scenario } from './scenarios';

// Apart from the other measurements: an earlier commit has no report.

const page = bundled(join(__dirname, '..'));

/** The environments of a scenario, or of `<count> services` that call each other across ten teams. */
export const environmentsOf = (words: string): readonly Environment[] => {
  const [count, what] = words.split(' ');
  return what === 'services' ? [override(minimal, { name: 'large', apps: [many(Number(count))] })] : scenario(words);
};

export const reported = (environments: readonly Environment[]): readonly string[] =>
  reports(environments).map((one) => htmlOf(one, page));
