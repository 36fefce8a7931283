import type { Construct } from 'constructs';
import { message, Refused } from '../../kit/problems';
import { Judge } from './judge';
import type { Shape } from './shape';
import table from './table.json';

/** A type of props whose shape `npm run props` made. */
export type PropsType = keyof typeof table;

const JUDGE = new Judge(table as unknown as Readonly<Record<string, Shape>>);

/**
 * Holds props of a construct, or of what has no place in a tree, to their type, which JSON, JavaScript, a cast and a spread block may go
 * round: keys that nobody reads, props that lack, values of another kind or of none of the words. @throws MESH625-MESH628, all at once
 */
export function mustBe(where: Construct | string, type: PropsType, value: unknown): void {
  const problems = JUDGE.problems(value, type);
  const [first, ...more] = problems;
  if (first === undefined) return;
  const path = typeof where === 'string' ? where : where.node.path;
  const isUnplaced = typeof where === 'string' && more.length === 0;
  throw new Refused(
    problems.map((problem) => message(problem, path)),
    isUnplaced ? first : undefined,
  );
}
