import { notesOf } from '../files/surroundings';
import { collect } from '../model/collect';
import type { Mesh } from '../model/mesh';
import { installationOf } from './facts/installation';
import { edgesOf } from './graph/edges';
import { idOf, nodesOf } from './graph/nodes';
import { placesOf } from './places';
import { decisive } from './prune';
import type { ClusterReport, GraphEdge, GraphNode, MeshReport, Reported } from './types';

const isEastWest = ({ kind, name }: GraphNode): boolean => kind === 'gateway' && /east-?west/.test(name);

/** Clusters of a mesh reach each other by their east-west gateways. */
function peers(nodes: readonly GraphNode[]): readonly GraphEdge[] {
  const gateways = nodes.filter(isEastWest);
  return gateways.flatMap((from, i) =>
    gateways.slice(i + 1).flatMap((to) =>
      from.cluster === to.cluster
        ? []
        : [
            {
              id: `${from.id} peer ${to.id}`,
              from: from.id,
              to: to.id,
              kind: 'peer' as const,
              hold: 'mutual' as const,
              by: 'mutual TLS from pod to pod passes both gateways',
              shares: [],
              effects: [],
              objects: [...from.objects, ...to.objects],
            },
          ],
    ),
  );
}

/** Clients stand before the gateways that they enter. */
function withClients(cluster: string, nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly GraphNode[] {
  const id = idOf(cluster, 'clients', 'clients');
  if (!edges.some(({ from }) => from === id)) return nodes;
  return [
    {
      id,
      kind: 'clients',
      cluster,
      namespace: '',
      name: 'clients',
      lines: [],
      versions: [],
      proxy: 'none',
      isPlatform: false,
      objects: [],
    },
    ...nodes,
  ];
}

/** The mesh of one cluster, as its page and its graph read it. */
export const meshOf = ({ objects, notes }: Pick<Reported, 'objects' | 'notes'>): Mesh =>
  collect(objects, notes ?? notesOf(objects));

/** The graph of one cluster; `cluster` is what its ids begin with. */
export function graphOf(mesh: Mesh, cluster: string): Pick<MeshReport, 'nodes' | 'edges'> {
  const edges = edgesOf(mesh, cluster);
  return { nodes: withClients(cluster, nodesOf(mesh, cluster), edges), edges };
}

/** What a page and a picture show of a mesh in one or several clusters: a pure function of what is written. */
export function reportOf(name: string, clusters: readonly Reported[]): MeshReport {
  const each = clusters.map((one) => {
    const mesh = meshOf(one);
    const report: ClusterReport = {
      name: one.name,
      purpose: one.said?.purpose ?? '',
      installation: installationOf(mesh, one.said),
      places: placesOf(one),
      objects: decisive(one.objects),
      notes: one.notes ?? notesOf(one.objects),
    };
    return { report, ...graphOf(mesh, one.name) };
  });
  const nodes = each.flatMap((one) => one.nodes);
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = [...each.flatMap((one) => one.edges), ...peers(nodes)].filter(
    ({ from, to }) => ids.has(from) && ids.has(to),
  );
  return { name, clusters: each.map(({ report }) => report), nodes, edges };
}
