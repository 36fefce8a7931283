import { grouped } from '../../kit/grouped';
import { remembered } from '../../kit/once-per-object';
import type { Mesh } from '../../model/mesh';
import type { Workload } from '../../model/workloads/workloads';
import { decisive } from '../prune';
import { type Cell, type Column, cellOf, columnsOf } from '../request/cells';
import type { MeshChange } from '../types';

/** So many pairs of callers and ports are compared; beyond that it says so, and somebody has to look where policies change. */
const MOST_PAIRS = 40_000;

const WORDS: Readonly<Record<Cell['state'], string>> = {
  mutual: 'may, by mutual TLS',
  plain: 'may, in plain text',
  some: 'may make some requests',
  refused: 'may not',
};

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly cell: Cell;
}

const OUTSIDE = 'somebody without a proxy';

/** Who may call whom in a mesh: each pair. */
const pairs = remembered((mesh: Mesh): ReadonlyMap<string, Pair> => {
  const callers: readonly (Workload | undefined)[] = [...mesh.workloads, undefined];
  return new Map(
    columnsOf(mesh).flatMap((column: Column) =>
      callers.flatMap((one) => {
        const cell = cellOf(mesh, one, column);
        const from = one === undefined ? OUTSIDE : `${one.namespace}/${one.name}`;
        return cell === undefined ? [] : [[`${from} ${column.name}`, { from, to: column.name, cell }] as const];
      }),
    ),
  );
});

/** So many callers are named; more are counted. */
const NAMED = 5;
const listed = (all: readonly string[]): string =>
  all.length > NAMED ? `${all.slice(0, NAMED - 1).join(', ')} and ${all.length - NAMED + 1} more` : all.join(', ');

/** Kinds that decide where requests go, and not who may call. */
const ROUTES: readonly string[] = ['VirtualService', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];
const rulesOf = ({ objects }: Mesh): string =>
  JSON.stringify(decisive(objects).flatMap(({ object }) => (ROUTES.includes(object.kind) ? [] : [object])));

const tooMany = (count: number): MeshChange => ({
  what: 'changed',
  of: '',
  about: 'reach',
  text: `who may call whom is not compared: there are ${count} pairs of callers and ports, more than ${MOST_PAIRS}; look where policies, namespaces and mutual TLS change`,
});

/** Who may newly call whom, or no longer: callers of one port with the same fate are said once. */
export function ofReach(before: Mesh, after: Mesh): readonly MeshChange[] {
  const count = after.workloads.length * columnsOf(after).length;
  if (count > MOST_PAIRS) return rulesOf(before) === rulesOf(after) ? [] : [tooMany(count)];
  const old = pairs(before);
  const moved = [...pairs(after)].flatMap(([key, one]) => {
    const was = old.get(key)?.cell.state;
    return was === undefined || was === one.cell.state ? [] : [{ ...one, was }];
  });
  const alike = grouped(moved, ({ to, was, cell }) => `${to} ${was} ${cell.state} ${cell.verdict.by}`);
  return [...alike.values()].flatMap((group): readonly MeshChange[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { to, was, cell } = first;
    const about = cell.state === 'refused' ? 'refused' : was === 'refused' ? 'allowed' : 'reach';
    const callers = listed(group.map(({ from }) => from));
    return [
      {
        what: 'changed',
        of: '',
        about,
        text: `${to} from ${callers}: ${WORDS[was]} → ${WORDS[cell.state]} (${cell.verdict.by})`,
      },
    ];
  });
}
