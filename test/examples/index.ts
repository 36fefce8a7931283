import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { printManifests } from '../../lib';
import { ROWS } from '../validation';
import { KUBERNETES_ROWS } from '../validation/kubernetes';

/** A text that gives a message, and the same mended. */
export interface Twins {
  /** Objects of a file, or TypeScript beside the example mesh. */
  readonly language: 'yaml' | 'ts';
  readonly wrong: string;
  readonly right: string;
}

/** What is said of a message beside its words. */
export interface Example {
  readonly code: string;
  /** The catalogue of `lib/problems/` that has the message. */
  readonly catalogue: string;
  /** Why Istio or Kubernetes behaves so. */
  readonly why: string;
  readonly twins: readonly Twins[];
}

/** Of one side of a block whose lines begin with "-" (wrong), "+" (right) or a blank (both). @throws Error for another line */
const side = (block: string, mark: '-' | '+'): string =>
  block
    .split('\n')
    .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark))
    .map((line) => line.slice(1))
    .join('\n');

const BLOCK = /```(yaml|ts)\n([\s\S]*?)\n```/g;

function twinsOf(text: string): readonly Twins[] {
  return [...text.matchAll(BLOCK)].map(([, language, block = '']) => {
    const stray = block.split('\n').find((line) => !/^([ +-]|$)/.test(line));
    if (stray !== undefined) throw new Error(`a line of an example begins with neither "-", "+" nor a blank: ${stray}`);
    return { language: language as Twins['language'], wrong: side(block, '-'), right: side(block, '+') };
  });
}

/** Objects of istiod's and Kubernetes' validation that their own programs have judged: of each code those with the fewest lines. */
function rowsOf(code: string): readonly Twins[] {
  const rows = code === 'MESH900' ? KUBERNETES_ROWS : ROWS.filter((row) => row.code === code);
  const printed = rows.map(({ wrong, right }) => ({
    language: 'yaml' as const,
    wrong: printManifests([wrong]).trimEnd(),
    right: printManifests([right]).trimEnd(),
  }));
  const length = ({ wrong, right }: Twins) => wrong.length + right.length;
  return [...printed].sort((a, b) => length(a) - length(b)).slice(0, 1);
}

/** The examples of a catalogue: in `<catalogue>.md` a heading for each code, a text, and blocks; without a block, they are rows. */
function examplesOf(file: string): readonly Example[] {
  const [, ...sections] = readFileSync(join(__dirname, file), 'utf8').split(/^## /m);
  return sections.map((section) => {
    const [code = '', ...lines] = section.split('\n');
    const text = lines.join('\n');
    const twins = twinsOf(text);
    return {
      code,
      catalogue: basename(file, '.md'),
      why: text.replaceAll(BLOCK, '').trim(),
      twins: twins.length > 0 ? twins : rowsOf(code),
    };
  });
}

export const EXAMPLES: readonly Example[] = readdirSync(__dirname)
  .filter((file) => file.endsWith('.md'))
  .sort()
  .flatMap(examplesOf);
