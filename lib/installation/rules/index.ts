import type { Rule } from '../../checks/rule';
import type { Decided } from '../choices';
import { authorityIsAsked } from './authority';
import { deploymentsAreSpread } from './availability';
import { namespacesAreServed } from './following';
import { railsHold } from './guard-rails';
import { partsFit } from './installation';
import { podsAreLetIn } from './pod-security';
import { type EnvironmentRule, ruleOf } from './rule';

/** Every rule about an environment. */
export const ENVIRONMENT_RULES: readonly EnvironmentRule[] = [
  partsFit,
  authorityIsAsked,
  deploymentsAreSpread,
  namespacesAreServed,
  podsAreLetIn,
  railsHold,
];

/** What must be true of one environment; `place`: where its tree is. */
export const rulesOf = (environment: Decided, place: string): readonly Rule[] =>
  ENVIRONMENT_RULES.map(ruleOf(environment, place));
