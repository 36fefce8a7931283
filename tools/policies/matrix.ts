import type { Mesh } from '../../lib/model/mesh';
import { type End, stoppedBy } from '../../lib/simulator/policies/network/network';
import { OUTSIDE } from './environments';
import { pairOf, type Reached } from './node';

/** What the simulator knows of each end, by its name. */
export function endsOf(mesh: Mesh): ReadonlyMap<string, End> {
  return new Map<string, End>([
    ...mesh.workloads.map((pods) => [`${pods.namespace}/${pods.name}`, { pods }] as const),
    ...Object.entries(OUTSIDE).map(([name, ip]) => [name, { ip }] as const),
  ]);
}

/** How many pairs there are, how many of them connect, and a line for each in which the simulator says otherwise. */
export interface Compared {
  readonly pairs: number;
  readonly open: number;
  readonly differing: readonly string[];
}

/**
 * Each pair of ends and each port, as it is enforced and as the simulator says. The node's own connections are not among them: Kubernetes
 * lets a node reach its pods whatever policies say.
 */
export function compare(mesh: Mesh, reached: Reached, ports: readonly number[]): Compared {
  const ends = [...endsOf(mesh)];
  const pairs = ends.flatMap(([from, caller]) =>
    ends
      .filter(([to]) => to !== from)
      .flatMap(([to, callee]) => ports.map((port) => ({ from, to, port, by: stoppedBy(mesh, caller, callee, port) }))),
  );
  const isOpen = ({ from, to, port }: (typeof pairs)[number]) => reached.has(pairOf(from, to, port));
  const differing = pairs
    .filter((pair) => isOpen(pair) !== (pair.by.length === 0))
    .map((pair) => {
      const ours = pair.by.length === 0 ? 'open' : `stopped by ${pair.by.join(', ')}`;
      return `${pair.from} -> ${pair.to}:${pair.port}: enforced ${isOpen(pair) ? 'open' : 'stopped'}, ours ${ours}`;
    });
  return { pairs: pairs.length, open: pairs.filter(isOpen).length, differing };
}
