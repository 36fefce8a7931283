import { grouped } from '../../kit/grouped';
import type { GraphEdge, GraphNode, MeshReport } from '../types';
import { arrangedAll, type Direction, GAP, type Placed, type Point } from './arrange';
import { type Box, boxOf } from './boxes';

/** A namespace or a cluster around its boxes. */
export interface Frame extends Placed {
  readonly name: string;
  readonly kind: 'namespace' | 'cluster';
  readonly cluster: string;
}
export interface Arrow {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  /** How far it swings to the right on its way. */
  readonly bow?: number;
}
/** A graph with a place for everything; `x` and `y` are top left corners. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Frame[];
  readonly boxes: readonly (Box & Placed)[];
  readonly arrows: readonly Arrow[];
}

const PAD = 22;
const HEAD = 30;

const moved = <T extends Point>(one: T, by: Point): T => ({ ...one, x: one.x + by.x, y: one.y + by.y });

/** From the right of a box to the left of another, or around where that is behind it. */
function across(from: Placed, to: Placed, way: Direction): readonly Point[] {
  const [start, end] = [
    { x: from.x + from.width, y: from.y + from.height / 2 },
    { x: to.x, y: to.y + to.height / 2 },
  ];
  if (way === 'LR' && end.x >= start.x) return [start, end];
  const isBelow = to.y > from.y + from.height;
  const isAbove = to.y + to.height < from.y;
  if (isBelow)
    return [
      { x: from.x + from.width / 2, y: from.y + from.height },
      { x: to.x + to.width / 2, y: to.y },
    ];
  if (isAbove)
    return [
      { x: from.x + from.width / 2, y: from.y },
      { x: to.x + to.width / 2, y: to.y + to.height },
    ];
  return [
    { x: from.x, y: from.y + from.height / 2 },
    { x: to.x + to.width, y: to.y + to.height / 2 },
  ];
}

const rightOf = ({ x, y, width, height }: Placed): Point => ({ x: x + width, y: y + height / 2 });

/** The boxes of one cluster: each namespace by itself, then the namespaces and what is outside of them. */
function clusterLayout(
  cluster: string,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  way: Direction,
): Layout {
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const home = (node: GraphNode) => (node.namespace === '' ? node.id : `namespace ${node.namespace}`);
  const homes = new Map(nodes.map((node) => [node.id, home(node)]));
  const inside = new Map(
    [...grouped(nodes, home)].map(([name, own]) => {
      const ids = new Set(own.map(({ id }) => id));
      const links = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
      return [
        name,
        arrangedAll(
          own.flatMap(({ id }) => {
            const box = boxes.get(id);
            return box === undefined ? [] : [{ id, width: box.width, height: box.height }];
          }),
          links,
          way === 'LR' ? 64 : 46,
          way,
        ),
      ] as const;
    }),
  );
  const isFrame = (name: string) => name.startsWith('namespace ');
  const outer = [...inside].map(([id, one]) => ({
    id,
    width: one.width + (isFrame(id) ? 2 * PAD : 0),
    height: one.height + (isFrame(id) ? PAD + HEAD : 0),
  }));
  const between = [...grouped(edges, ({ from, to }) => `${homes.get(from)}\0${homes.get(to)}`)].flatMap(([key]) => {
    const [from = '', to = ''] = key.split('\0');
    return from === to ? [] : [{ id: key, from, to }];
  });
  const whole = arrangedAll(outer, between, way === 'LR' ? 74 : 46, way);
  const placed = nodes.map((node) => {
    const name = home(node);
    const [out, own] = [whole.at.get(name), inside.get(name)?.at.get(node.id)];
    const inner = isFrame(name) ? { x: PAD, y: HEAD } : { x: 0, y: 0 };
    return {
      ...(boxes.get(node.id) as Box),
      x: (out?.x ?? 0) + (own?.x ?? 0) + inner.x,
      y: (out?.y ?? 0) + (own?.y ?? 0) + inner.y,
    };
  });
  const at = new Map(placed.map((box) => [box.node.id, box]));
  const arrows = edges.flatMap((edge): readonly Arrow[] => {
    const [from, to] = [at.get(edge.from), at.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const name = homes.get(edge.from) ?? '';
    const out = whole.at.get(name);
    const line = name === homes.get(edge.to) ? inside.get(name)?.ways.get(edge.id) : undefined;
    return [
      {
        edge,
        points:
          line === undefined || out === undefined
            ? across(from, to, way)
            : line.map((point) => moved(point, { x: out.x + PAD, y: out.y + HEAD })),
      },
    ];
  });
  const frames = [...whole.at].flatMap(([name, one]) =>
    isFrame(name) ? [{ ...one, name: name.slice(10), kind: 'namespace' as const, cluster }] : [],
  );
  return { width: whole.width, height: whole.height, frames, boxes: placed, arrows };
}

const shifted = ({ frames, boxes, arrows, ...size }: Layout, by: Point): Layout => ({
  ...size,
  frames: frames.map((one) => moved(one, by)),
  boxes: boxes.map((one) => moved(one, by)),
  arrows: arrows.map((arrow) => ({ ...arrow, points: arrow.points.map((one) => moved(one, by)) })),
});

/** Where everything of a graph lies: clusters one below the other. The same report has the same layout. */
export function layoutOf({ nodes, edges }: Pick<MeshReport, 'nodes' | 'edges'>, way: Direction = 'LR'): Layout {
  const clusters = [...grouped(nodes, ({ cluster }) => cluster)];
  const isOne = clusters.length === 1;
  let y = 0;
  const all = clusters.map(([cluster, own]) => {
    const ids = new Set(own.map(({ id }) => id));
    const inner = clusterLayout(
      cluster,
      own,
      edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
      way,
    );
    const by = { x: isOne ? 0 : PAD, y: y + (isOne ? 0 : HEAD + 8) };
    const frame: Frame = {
      x: 0,
      y,
      width: inner.width + 2 * PAD,
      height: inner.height + HEAD + 8 + PAD,
      name: cluster,
      kind: 'cluster',
      cluster,
    };
    y += frame.height + 2 * GAP;
    const shiftedLayout = shifted(inner, by);
    return isOne ? shiftedLayout : { ...shiftedLayout, frames: [frame, ...shiftedLayout.frames] };
  });
  const boxes = all.flatMap((one) => one.boxes);
  const at = new Map(boxes.map((box) => [box.node.id, box]));
  const between = edges.flatMap((edge): readonly Arrow[] => {
    const [from, to] = [at.get(edge.from), at.get(edge.to)];
    return from === undefined || to === undefined || from.node.cluster === to.node.cluster
      ? []
      : [{ edge, points: [rightOf(from), rightOf(to)], bow: Math.max(0, to.x + to.width - from.x - from.width) + 40 }];
  });
  const frames = all.flatMap((one) => one.frames);
  const ends = [...boxes, ...frames];
  return {
    frames,
    boxes,
    arrows: [...all.flatMap((one) => one.arrows), ...between],
    width: Math.ceil(Math.max(1, ...ends.map((one) => one.x + one.width))),
    height: Math.ceil(Math.max(1, ...ends.map((one) => one.y + one.height))),
  };
}
