import type { Problem } from '../../kit/problems';
import { AUTHORITY } from '../../problems/authority';

export interface AuthorityFacts {
  readonly by: string;
  /** Gateways whose pods are written out instead of injected. */
  readonly renderedGateways: readonly string[];
  /** Gateways of the Gateway API without pods of the user's. */
  readonly istiosOwnGateways: readonly string[];
  readonly ztunnel: boolean;
}

/** Whoever signs, every proxy can ask them. */
export const authorityProblems = ({
  by,
  renderedGateways,
  istiosOwnGateways,
  ztunnel,
}: AuthorityFacts): readonly Problem[] =>
  by !== 'spire'
    ? []
    : [
        ...(renderedGateways.length > 0 ? [AUTHORITY.renderedGateways(renderedGateways)] : []),
        ...(istiosOwnGateways.length > 0 ? [AUTHORITY.istiosOwnGateways(istiosOwnGateways)] : []),
        ...(ztunnel ? [AUTHORITY.ztunnel()] : []),
      ];
