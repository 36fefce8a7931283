import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { bookinfo } from '../../lib/addons/grafana/boards';
import { dashboardOf } from '../../lib/addons/grafana/dashboard';
import { build } from '../prometheus/build';
import { type Running, startPrometheus } from '../prometheus/server';
import { END, START, samples } from './samples';
import { type Box, big, chart, type Drawn, frame, page, shown, text } from './svg';

const DOCS = join(__dirname, '..', '..', 'docs');
const COLUMN = 50;
const LINE = 34;
const TOP = 56;
/** Rates need samples before the first moment that is drawn. */
const FROM = START + 300;

/** A Prometheus that holds the samples, which were written as blocks of its own format. */
async function withSamples(draw: (prometheus: Running) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  const programs = build();
  writeFileSync(join(folder, 'samples.om'), samples());
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n');
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', 'samples.om', 'data'];
  execFileSync(join(programs, 'promtool'), blocks, { cwd: folder, stdio: 'ignore' });
  const prometheus = await startPrometheus(programs, join(folder, 'prometheus.yml'), folder);
  try {
    await draw(prometheus);
  } finally {
    await prometheus.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Target {
  readonly expr?: string;
  readonly legendFormat?: string;
}

/** What a panel's queries answer over the time, each series by its legend. */
async function linesOf(panel: Panel, prometheus: Running): Promise<readonly Drawn[]> {
  const answers = (panel.targets ?? []).map(async (target) => {
    const { expr = '', legendFormat = '' } = target as Target;
    const query = expr.replaceAll('$__rate_interval', '2m').replaceAll('$namespace', 'bookinfo');
    const series = await prometheus.queryRange(query, { start: FROM, end: END, step: 15 });
    return series.map(({ metric, values }) => ({
      name: legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
      points: values.filter(([, value]) => value !== 'NaN').map(([time, value]) => [time, Number(value)] as const),
    }));
  });
  return (await Promise.all(answers)).flat();
}

function boxOf({ gridPos }: Pick<Panel, 'gridPos'>): Box {
  const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
  return { x: x * COLUMN + 6, y: y * LINE + TOP, w: w * COLUMN - 8, h: h * LINE - 8 };
}

async function drawPanel(panel: Panel, prometheus: Running): Promise<string> {
  const box = boxOf(panel);
  const unit = panel.fieldConfig?.defaults.unit ?? 'short';
  const lines = await linesOf(panel, prometheus);
  if (lines.length === 0) throw new Error(`panel "${panel.title}" has nothing to show`);
  const inside =
    panel.type === 'stat'
      ? big(box, shown(lines[0]?.points.at(-1)?.[1] ?? 0, unit))
      : chart(box, unit, lines, FROM, END);
  return frame(box, panel.title ?? '') + inside;
}

async function picture(dashboard: Dashboard, prometheus: Running): Promise<string> {
  const parts: string[] = [text(12, 34, dashboard.title ?? '', { size: 20, weight: 600 })];
  for (const panel of dashboard.panels ?? []) {
    if (panel.type === 'row') parts.push(text(12, boxOf(panel).y + 20, panel.title ?? '', { size: 14, weight: 600 }));
    else parts.push(await drawPanel(panel as Panel, prometheus));
  }
  const bottom = Math.max(...(dashboard.panels ?? []).map((panel) => boxOf(panel).y + boxOf(panel).h));
  return page(24 * COLUMN + 6, bottom + 14, dashboard.title ?? '', parts);
}

/** `npm run picture`: draws the Bookinfo dashboard from its JSON, its own queries answered by a real Prometheus over sample data. */
async function main(): Promise<void> {
  const board = JSON.parse(JSON.stringify(dashboardOf(bookinfo))) as Dashboard;
  mkdirSync(DOCS, { recursive: true });
  await withSamples(async (prometheus) => {
    writeFileSync(join(DOCS, `${bookinfo.file}.svg`), await picture(board, prometheus));
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
