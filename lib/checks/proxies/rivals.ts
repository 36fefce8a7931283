import type { Problem } from '../../kit/problems';
import type { Written } from '../../model/mesh';
import { address } from '../../model/object';
import type { Finding } from '../rule';

/** Of several that stand for the same, each but the first, which it names with the others. */
export const rivals = (
  group: readonly Written<unknown>[],
  selector: string,
  problem: (others: readonly string[]) => Problem,
): readonly Finding[] =>
  group.slice(1).map((one) => ({
    place: one.place,
    at: ['spec', selector],
    other: group[0]?.place ?? '',
    problem: problem(group.filter((other) => other !== one).map(address)),
  }));
