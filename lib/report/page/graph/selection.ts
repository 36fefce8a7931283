import { essential } from '../../picture/svg';
import type { GraphEdge, GraphNode } from '../../types';
import { report } from '../state';

/** What is drawn of the mesh. */
interface Shown {
  /** Namespaces that are not. */
  readonly hidden: Set<string>;
  platform: boolean;
  /** A box alone with its neighbours. */
  only: string | undefined;
}

export const shown: Shown = { hidden: new Set(), platform: false, only: undefined };

/** The part of the graph that is drawn. */
export function chosen(): { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] } {
  const { only } = shown;
  const base = shown.platform ? report : essential(report);
  const near =
    only === undefined
      ? undefined
      : new Set([only, ...base.edges.flatMap(({ from, to }) => (from === only ? [to] : to === only ? [from] : []))]);
  const nodes = base.nodes.filter(
    ({ id, namespace }) => !shown.hidden.has(namespace) && (near === undefined || near.has(id)),
  );
  const ids = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: base.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}
