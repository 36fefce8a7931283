import { grouped } from '../../kit/grouped';
import { serviceKey } from '../../model/hosts/names';
import type { Mesh } from '../../model/mesh';
import { callsTo } from '../../model/routes/incoming';
import { ambientOf } from '../../model/workloads/ambient';
import type { GraphEdge, Hold } from '../types';
import type { Edge } from './arrows';
import { declared } from './calls';
import { entering } from './entering';
import { idOf } from './nodes';

/** Waypoints in front of services. */
const waypoints = (mesh: Mesh, cluster: string): readonly Edge[] =>
  mesh.Service.flatMap(({ namespace, name }) => {
    const waypoint = ambientOf(mesh).waypointOf(namespace, name);
    return waypoint === undefined || callsTo(mesh, serviceKey({ name, namespace })).length === 0
      ? []
      : [
          {
            from: idOf(cluster, 'waypoint', waypoint),
            to: idOf(cluster, 'service', `${namespace}/${name}`),
            kind: 'waypoint' as const,
            hold: 'mutual' as const,
            by: `Gateway ${waypoint}`,
            shares: [],
            effects: [],
            objects: [`Gateway ${waypoint}`],
          },
        ];
  });

const STRENGTH: readonly Hold[] = ['refused', 'plain', 'bare', 'tls', 'mutual'];

/** Arrows of one kind between the same two boxes are one. */
function joined(edges: readonly Edge[]): GraphEdge {
  const [first] = edges as readonly [Edge, ...Edge[]];
  const worst = STRENGTH.flatMap((hold) => edges.find((one) => one.hold === hold) ?? [])[0] ?? first;
  const all = <T>(of: (edge: Edge) => readonly T[]) => [...new Set(edges.flatMap(of))];
  const split = edges.reduce((most, one) => (one.shares.length > most.length ? one.shares : most), first.shares);
  return {
    ...first,
    id: `${first.from} ${first.kind} ${first.to}`,
    hold: worst.hold,
    by: worst.by,
    shares: split,
    effects: all((one) => one.effects),
    objects: all((one) => one.objects),
  };
}

/** The arrows of a cluster. */
export function edgesOf(mesh: Mesh, cluster: string): readonly GraphEdge[] {
  const all = [...entering(mesh, cluster), ...declared(mesh, cluster), ...waypoints(mesh, cluster)].filter(
    ({ from, to }) => from !== to,
  );
  return [...grouped(all, ({ from, kind, to }) => `${from} ${kind} ${to}`).values()].map(joined);
}
