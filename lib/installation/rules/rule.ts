import type { Rule, Severity } from '../../checks/rule';
import type { Problem } from '../../kit/problems';
import type { Mesh } from '../../model/mesh';
import type { Decided } from '../choices';

/** One truth about an environment as it is decided and the objects that it makes. */
export interface EnvironmentRule {
  /** Its own, in words. */
  readonly name: string;
  readonly codes: readonly string[];
  readonly severity: Severity;
  /** What must be true, in one sentence. */
  readonly about: string;
  readonly reads: Rule['reads'];
  readonly find: (environment: Decided, mesh: Mesh) => readonly Problem[];
}

/** The same rule for one environment, whose findings are about the place where it is. */
export const ruleOf =
  (environment: Decided, place: string) =>
  ({ find, ...rule }: EnvironmentRule): Rule => ({
    ...rule,
    find: (mesh) => find(environment, mesh).map((problem) => ({ place, problem })),
  });
