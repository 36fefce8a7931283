/** One line of the picture: seconds by the number of microservices. */
export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [count: number, seconds: number])[];
}

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 56;
const BOTTOM = 40;
const TOP = 24;
const RIGHT = 24;

/** A round number of at least `value`, and the steps to it. */
function scale(value: number): readonly number[] {
  const step = [1, 2, 5, 10]
    .map((one) => one * 10 ** Math.floor(Math.log10(value / 4)))
    .find((one) => one * 5 >= value) as number;
  return Array.from({ length: Math.ceil(value / step) + 1 }, (_, i) => i * step);
}

const number = (value: number): string => Number(value.toFixed(2)).toLocaleString('en');

/** How a synth grows with the mesh, as SVG. */
export function picture(curves: readonly Curve[]): string {
  const all = curves.flatMap(({ points }) => points);
  const counts = scale(Math.max(...all.map(([count]) => count)));
  const times = scale(Math.max(...all.map(([, seconds]) => seconds)));
  const x = (count: number) => (LEFT + (count / (counts.at(-1) ?? 1)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (seconds: number) =>
    (HEIGHT - BOTTOM - (seconds / (times.at(-1) ?? 1)) * (HEIGHT - BOTTOM - TOP)).toFixed(1);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#57606a">`,
    `<text x="${LEFT}" y="14">seconds to build, check and print a mesh of so many microservices, each with a route and a policy</text>`,
    ...times.map(
      (time) =>
        `<path d="M${LEFT} ${y(time)}H${WIDTH - RIGHT}" stroke="#d0d7de"/><text x="${LEFT - 8}" y="${y(time)}" dy="4" text-anchor="end">${number(time)}</text>`,
    ),
    ...counts.map(
      (count) => `<text x="${x(count)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${number(count)}</text>`,
    ),
    ...curves.flatMap(({ name, color, points }, i) => [
      `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points.map(([count, time]) => `${x(count)},${y(time)}`).join(' ')}"/>`,
      ...points.map(([count, time]) => `<circle cx="${x(count)}" cy="${y(time)}" r="3" fill="${color}"/>`),
      `<text x="${LEFT + 12}" y="${TOP + 16 + 16 * i}" fill="${color}">${name}</text>`,
    ]),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}
