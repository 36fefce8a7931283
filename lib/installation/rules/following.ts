import type { Problem } from '../../kit/problems';
import { INSTALL } from '../../problems/install';

export interface FollowingFacts {
  /** Names of the revisions and tags that there are; `default` is the one without a name. */
  readonly served: readonly string[];
  /** Namespaces that ask for sidecars, and from whom. */
  readonly namespaces: readonly { readonly name: string; readonly follows: string }[];
}

/** What namespaces follow is there: a control plane that others still follow cannot be removed. */
export const followingProblems = ({ served, namespaces }: FollowingFacts): readonly Problem[] =>
  namespaces.flatMap(({ name, follows }) =>
    served.includes(follows) ? [] : [INSTALL.unserved(name, follows, served)],
  );
