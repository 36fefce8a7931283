import { layout as arrange, Graph } from '@dagrejs/dagre';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

/** What a phone shows of a picture from top to bottom. */
const NARROW = 380;
/** Between boxes. */
export const GAP = 26;
/** Beyond so many boxes the quick way to rank them is good enough. */
const MANY = 120;

/** From left to right, or from top to bottom where there is little room beside. */
export type Direction = 'LR' | 'TB';

interface Item {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}
interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}
interface Arranged {
  readonly width: number;
  readonly height: number;
  readonly at: ReadonlyMap<string, Placed>;
  readonly ways: ReadonlyMap<string, readonly Point[]>;
}

/** Items with links, one rank after the other. */
function linked(items: readonly Item[], links: readonly Link[], rank: number, way: Direction): Arranged {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: way,
    nodesep: GAP,
    ranksep: rank,
    edgesep: 14,
    ranker: items.length > MANY ? 'longest-path' : 'network-simplex',
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of items) graph.setNode(id, { width, height });
  for (const { id, from, to } of links) graph.setEdge(from, to, {}, id);
  arrange(graph);
  const at = new Map(
    items.map(({ id, width, height }) => {
      const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
      return [id, { x: x - width / 2, y: y - height / 2, width, height }] as const;
    }),
  );
  const ways = new Map(
    links.map(
      ({ id, from, to }) => [id, (graph.edge(from, to, id) as { points?: readonly Point[] }).points ?? []] as const,
    ),
  );
  const ends = [...at.values()];
  return {
    at,
    ways,
    width: Math.max(0, ...ends.map((one) => one.x + one.width)),
    height: Math.max(0, ...ends.map((one) => one.y + one.height)),
  };
}

/** Items without links, in rows. */
function rows(items: readonly Item[], top: number, width: number): ReadonlyMap<string, Placed> {
  const at = new Map<string, Placed>();
  let [x, y, tallest] = [0, top, 0];
  for (const { id, width: w, height } of items) {
    if (x > 0 && x + w > width) [x, y, tallest] = [0, y + tallest + GAP, 0];
    at.set(id, { x, y, width: w, height });
    x += w + GAP;
    tallest = Math.max(tallest, height);
  }
  return at;
}

/** What is linked, and below it in rows what is not. */
export function arrangedAll(items: readonly Item[], links: readonly Link[], rank: number, way: Direction): Arranged {
  const busy = new Set(links.flatMap(({ from, to }) => [from, to]));
  const [joined, single] = [items.filter(({ id }) => busy.has(id)), items.filter(({ id }) => !busy.has(id))];
  const found =
    joined.length === 0
      ? { width: 0, height: 0, at: new Map<string, Placed>(), ways: new Map<string, readonly Point[]>() }
      : linked(joined, links, rank, way);
  const area = single.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const more = rows(
    single,
    found.height === 0 ? 0 : found.height + GAP,
    Math.max(found.width, way === 'TB' ? NARROW : Math.sqrt(area * 1.9)),
  );
  const ends = [...more.values()];
  return {
    at: new Map([...found.at, ...more]),
    ways: found.ways,
    width: Math.max(found.width, ...ends.map((one) => one.x + one.width)),
    height: Math.max(found.height, ...ends.map((one) => one.y + one.height)),
  };
}
