import { type GraphEdge, type GraphNode, HOLDS, type Hold, type MeshChange, type MeshReport } from '../types';
import type { Point } from './arrange';
import { SMALL } from './boxes';
import { type Arrow, type Frame, type Layout, layoutOf } from './layout';
import { GRAPH_CSS, HOLD_WORDS, theme } from './style';
import { escaped, widthOf } from './words';

const MARGIN = 24;
const LEGEND = 34;

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** A smooth line through points, flat where it begins and ends. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let at = first;
  let path = `M${n(at.x)} ${n(at.y)}`;
  for (const to of rest) {
    const isFlat = Math.abs(to.x - at.x) > Math.abs(to.y - at.y) * 0.3;
    const half = isFlat ? (to.x - at.x) / 2 : 0;
    const rise = isFlat ? 0 : (to.y - at.y) / 2;
    path += `C${n(at.x + half)} ${n(at.y + rise)} ${n(to.x - half)} ${n(to.y - rise)} ${n(to.x)} ${n(to.y)}`;
    at = to;
  }
  return path;
}

const shares = ({ shares: all }: GraphEdge): string =>
  all.length < 2 ? '' : all.map(({ version, share }) => `${version} ${share}%`).join(' · ');

/** What a reader hears of an arrow. */
const saidOf = ({ from, to, kind, hold, by, effects, ...edge }: GraphEdge): string => {
  const name = (id: string) => id.replace(/^.*\|/, '');
  const more = [shares(edge as GraphEdge), ...effects, by].filter((one) => one !== '');
  return `${kind} from ${name(from)} to ${name(to)}: ${HOLD_WORDS[hold]}; ${more.join('; ')}`;
};

/** A line that leaves and comes in from the right. */
const bowed = ([from = { x: 0, y: 0 }, to = from]: readonly Point[], bow: number): string =>
  `M${n(from.x)} ${n(from.y)}C${n(from.x + bow)} ${n(from.y)} ${n(from.x + bow)} ${n(to.y)} ${n(to.x)} ${n(to.y)}`;

function arrow({ edge, points, bow }: Arrow, isLive: boolean): string {
  const way = bow === undefined ? curve(points) : bowed(points, bow);
  const live = isLive ? `<path class="hit" d="${way}"/>` : '';
  return `<g class="arrow ${edge.kind} ${edge.hold}"${isLive ? ` data-edge="${escaped(edge.id)}"` : ''}><title>${escaped(saidOf(edge))}</title><path class="way" d="${way}" marker-end="url(#head-${edge.hold})"/>${live}</g>`;
}

const PROXY_WORDS = { sidecar: 'with a sidecar', ztunnel: "with the node's ztunnel", none: 'without a proxy' } as const;

/** What a reader hears of a box. */
export const nameOf = ({ kind, namespace, name, proxy, versions, lines }: GraphNode): string => {
  const home = namespace === '' ? '' : ` in ${namespace}`;
  const more = kind === 'service' ? `, ${PROXY_WORDS[proxy]}` : '';
  const parts = versions.map(({ version, share }) => `${version} ${share}%`).join(', ');
  return `${kind === 'outside' ? 'outside host' : kind} ${name}${home}${more}${parts === '' ? '' : `, versions ${parts}`}${lines.length === 0 ? '' : `, ${lines.join(', ')}`}`;
};

const hexagon = (x: number, y: number, r: number): string =>
  [0, 1, 2, 3, 4, 5]
    .map((i) => `${n(x + r * Math.sin((i * Math.PI) / 3))},${n(y - r * Math.cos((i * Math.PI) / 3))}`)
    .join(' ');

function box({ node, title, lines, chips, x, y, width, height }: Layout['boxes'][number], isLive: boolean): string {
  const live = isLive
    ? ` data-node="${escaped(node.id)}" tabindex="-1" role="button" aria-label="${escaped(nameOf(node))}"`
    : '';
  const proxy =
    node.proxy === 'none' || node.kind === 'clients'
      ? ''
      : `<polygon class="proxy ${node.proxy}" points="${hexagon(x + width - 18, y + 20, 6)}"/>`;
  const words = lines
    .map((line, i) => `<text class="small" x="${n(x + 12)}" y="${n(y + 43 + i * 15)}">${escaped(line)}</text>`)
    .join('');
  const top = y + 34 + lines.length * 15 + 2;
  const versions = chips
    .map(
      (chip) =>
        `<rect class="chip" x="${n(x + chip.x)}" y="${n(top)}" width="${chip.width}" height="17" rx="4"/>` +
        (chip.share > 0
          ? `<rect class="part" x="${n(x + chip.x)}" y="${n(top)}" width="${n(chip.width * chip.share)}" height="17" rx="4"/>`
          : '') +
        `<text class="chip-text" x="${n(x + chip.x + chip.width / 2)}" y="${n(top + 12.5)}" text-anchor="middle">${escaped(chip.text)}</text>`,
    )
    .join('');
  const radius = node.kind === 'clients' || node.kind === 'outside' ? Math.min(19, height / 2) : 8;
  return `<g class="box ${node.kind}"${live}><title>${escaped(nameOf(node))}</title><rect class="body" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}"/>${proxy}<text class="name" x="${n(x + 12)}" y="${n(y + 25)}">${escaped(title)}</text>${words}${versions}</g>`;
}

const frame = ({ x, y, width, height, name, kind }: Frame): string =>
  `<g data-frame="${escaped(name)}"><rect class="${kind === 'cluster' ? 'cluster' : 'frame'}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="12"/><text class="frame-name" x="${n(x + 14)}" y="${n(y + 20)}">${escaped(kind === 'cluster' ? `cluster ${name}` : name)}</text></g>`;

const head = (hold: Hold): string =>
  `<marker id="head-${hold}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head-${hold}" d="M0 1 9 5 0 9z"/></marker>`;

/** The same with what became of it. */
const marked = (group: string, what: MeshChange['what'] | undefined): string =>
  what === undefined ? group : group.replace('<g class="', `<g class="is-${what} `);

/** What of a graph is drawn, inside an `svg` of class `mesh`. */
export function drawn({ frames, boxes, arrows }: Layout, isLive: boolean, changes: readonly MeshChange[] = []): string {
  const marks = new Map(changes.map(({ of, what }) => [of, what]));
  return [
    `<defs>${HOLDS.map(head).join('')}</defs>`,
    ...frames.map(frame),
    ...arrows.map((one) => marked(arrow(one, isLive), marks.get(one.edge.id))),
    ...boxes.map((one) => marked(box(one, isLive), marks.get(one.node.id))),
  ].join('\n');
}

function legend(
  holds: readonly Hold[],
  hasSidecars: boolean,
  y: number,
): { readonly text: string; readonly width: number } {
  let x = 0;
  const parts = holds.map((hold) => {
    const at = x;
    x += 44 + widthOf(HOLD_WORDS[hold], SMALL) + 18;
    return `<g class="arrow ${hold}"><path class="way" d="M${n(at)} ${y}h34" marker-end="url(#head-${hold})"/></g><text class="small" x="${n(at + 42)}" y="${y + 4}">${HOLD_WORDS[hold]}</text>`;
  });
  if (hasSidecars) {
    parts.push(
      `<polygon class="proxy sidecar" points="${hexagon(x + 7, y, 6)}"/><text class="small" x="${n(x + 20)}" y="${y + 4}">sidecar</text>`,
    );
    x += 70;
  }
  return { text: parts.join(''), width: x };
}

/** Boxes of applications and gateways, and what they are linked with; all else of a report is for its page. */
export function essential({ nodes, edges }: Pick<MeshReport, 'nodes' | 'edges'>): Pick<MeshReport, 'nodes' | 'edges'> {
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const kept = nodes.filter(({ id, kind, isPlatform }) => linked.has(id) || (kind === 'service' && !isPlatform));
  const ids = new Set(kept.map(({ id }) => id));
  return { nodes: kept, edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

/** A picture of the mesh for a README or a pull request: the same report gives the same bytes. */
export function svgOf(report: MeshReport): string {
  const layout = layoutOf(essential(report));
  const used = HOLDS.filter((hold) => layout.arrows.some(({ edge }) => edge.hold === hold));
  const low = legend(
    used,
    layout.boxes.some(({ node }) => node.proxy === 'sidecar' && node.kind === 'service'),
    layout.height + LEGEND,
  );
  const width = Math.ceil(Math.max(layout.width, low.width) + 2 * MARGIN);
  const height = layout.height + LEGEND + 12 + 2 * MARGIN;
  const title = `The mesh of ${report.name}: ${layout.boxes.length} boxes, ${layout.arrows.length} arrows`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="mesh" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${theme('.mesh')}${GRAPH_CSS}</style>`,
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="var(--bg)"/>`,
    drawn(layout, false, report.changes),
    low.text,
    '</svg>',
    '',
  ].join('\n');
}
