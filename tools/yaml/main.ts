import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INPUTS } from './inputs';

// npm run yaml-table: asks kubectl's own reader what it makes of each input.
export interface Reading {
  readonly documents: readonly unknown[];
  readonly error?: string;
}

const answer = execFileSync('go', ['run', '-p', '2', '.'], {
  cwd: __dirname,
  input: JSON.stringify(INPUTS),
  encoding: 'utf8',
});
const readings = JSON.parse(answer) as readonly Reading[];
const lines = INPUTS.map((text, i) => `  ${JSON.stringify([text, readings[i]])}`);
writeFileSync(join(__dirname, 'table.json'), `[\n${lines.join(',\n')}\n]\n`);
