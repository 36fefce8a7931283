import { printScalar } from '../../lib/kit/yaml';
import type { Block } from './crds';

/** Columns that a line may have. */
const WIDE = 1400;
/** Levels with a line for each entry, whatever fits: those that people and tools look for. */
const OPEN = 2;

const isCollection = (value: unknown): value is object => typeof value === 'object' && value !== null;
const entriesOf = (value: object): readonly (readonly [head: string, value: unknown])[] =>
  Array.isArray(value)
    ? value.map((one) => ['-', one] as const)
    : Object.entries(value).map(([key, one]) => [`${printScalar(key)}:`, one] as const);

/** A value within one line. */
function flow(value: unknown): string {
  if (!isCollection(value)) return printScalar(value);
  const entries = entriesOf(value).map(([head, one]) => (head === '-' ? flow(one) : `${head} ${flow(one)}`));
  return Array.isArray(value) ? `[${entries.join(', ')}]` : `{${entries.join(', ')}}`;
}

function lines(value: object, depth: number): readonly string[] {
  return entriesOf(value).flatMap(([head, one]) => {
    const line = `${head} ${flow(one)}`;
    const isOpen = depth < OPEN && isCollection(one) && Object.keys(one).length > 0;
    if (!isCollection(one) || (!isOpen && depth + line.length <= WIDE)) return [line];
    const under = lines(one, depth + 1);
    if (head !== '-') return [head, ...under.map((text) => ` ${text}`)];
    return under.map((text, i) => `${i === 0 ? '- ' : '  '}${text}`);
  });
}

/** YAML of something deep, such as a schema: indentation would be a third of it, so what fits into a wide line is in one. */
export const printWide = (value: Block): string => `${lines(value, 0).join('\n')}\n`;
