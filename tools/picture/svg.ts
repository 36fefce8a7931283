/** A line of a graph, by its name. */
export interface Drawn {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const COLORS = ['#2f7ed8', '#e6862a', '#37a169', '#c9415f', '#8a63d2', '#1aa3b0', '#a1782c', '#6b7280'];
const INK = '#1f2933';
const FAINT = '#7b8794';

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);

interface TextStyle {
  readonly size?: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: number;
}

export const text = (x: number, y: number, words: string, style: TextStyle = {}): string => {
  const { size = 11, fill = INK, anchor = 'start', weight = 400 } = style;
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" font-weight="${weight}">${escaped(words)}</text>`;
};

/** A number with its unit, as Grafana shortens it. */
export function shown(value: number, unit: string): string {
  if (unit === 'percentunit') return `${(value * 100).toFixed(value > 0.995 || value < 0.1 ? 2 : 1)} %`;
  if (unit === 'ms')
    return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const number = value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
  return unit === 'reqps' ? `${number} req/s` : number;
}

export const frame = ({ x, y, w, h }: Box, title: string): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="4" fill="#fff" stroke="#e4e7eb"/>${text(x + 10, y + 18, title, { size: 12, weight: 600 })}`;

export const big = ({ x, y, w, h }: Box, words: string): string =>
  text(x + w / 2, y + h / 2 + 18, words, { size: 30, anchor: 'middle', weight: 600, fill: '#2b8a5a' });

/** A round number at or above `value`, so that a scale ends where it reads well. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Lines over time with a scale, and a legend with the newest values. */
export function chart(box: Box, unit: string, lines: readonly Drawn[], from: number, to: number): string {
  const legend = Math.ceil(lines.length / 2) * 15;
  const plot = { x: box.x + 62, y: box.y + 30, w: box.w - 76, h: box.h - 58 - legend };
  const most = ceiling(Math.max(1e-9, ...lines.flatMap(({ points }) => points.map(([, y]) => y))));
  const px = (x: number) => plot.x + ((x - from) / (to - from)) * plot.w;
  const py = (y: number) => plot.y + plot.h - (y / most) * plot.h;
  const scale = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const y = py(part * most);
    const words = text(plot.x - 6, y + 3.5, shown(part * most, unit), { size: 10, fill: FAINT, anchor: 'end' });
    return `<path d="M${plot.x} ${y.toFixed(1)}h${plot.w}" stroke="#eef0f2"/>${words}`;
  });
  const times = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = new Date((from + part * (to - from)) * 1000).toISOString().slice(11, 16);
    return text(plot.x + part * plot.w, plot.y + plot.h + 14, at, { size: 10, fill: FAINT, anchor: 'middle' });
  });
  const drawn = lines.map(({ name, points }, i) => {
    const color = COLORS[i % COLORS.length] ?? INK;
    const path = points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join('');
    const at = { x: box.x + 14 + (i % 2) * (box.w / 2 - 6), y: plot.y + plot.h + 32 + Math.floor(i / 2) * 15 };
    const newest = shown(points.at(-1)?.[1] ?? 0, unit);
    return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.6"/><rect x="${at.x}" y="${at.y - 8}" width="10" height="4" rx="2" fill="${color}"/>${text(at.x + 15, at.y - 2, `${name}  ${newest}`, { size: 10.5 })}`;
  });
  return [...scale, ...times, ...drawn].join('\n');
}

export const page = (width: number, height: number, title: string, body: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, Helvetica, Arial, sans-serif" role="img" aria-label="${escaped(title)}">
<rect width="${width}" height="${height}" fill="#f5f7fa"/>
${body.join('\n')}
</svg>
`;
