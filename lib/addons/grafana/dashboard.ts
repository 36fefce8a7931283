import type { Dashboard, DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  CustomVariableBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Text, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { refuse } from '../../kit/problems';
import { ADDON } from '../../problems/installation/addons';
import { DRAWN, plain } from './drawn';
import { type Board, type Panel, type Query, type Row, UNITS, type Unit, type Variable } from './model';

/** The data source that the reader chose at the top. */
const CHOSEN: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
const COLUMNS = 24;
const HEIGHT = { graph: 8, number: 4, table: 10, heatmap: 8, text: 2 } as const;
/** Of every board, by which each leads to all others. */
const TAG = 'istio';

/** A board as Grafana reads it; what Grafana takes anyway is not said. @throws MESH508 for a unit that Grafana does not know */
export function dashboardOf(board: Board): Dashboard {
  const others = new DashboardLinkBuilder('Istio dashboards').type(DashboardLinkType.Dashboards).tags([TAG]);
  const builder = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.purpose)
    .tags([TAG])
    .tooltip(DashboardCursorSync.Crosshair)
    .link(others.asDropdown(true).keepTime(true).includeVars(true))
    .refresh('30s')
    .time({ from: 'now-30m', to: 'now' })
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const variable of board.variables ?? []) builder.withVariable(variableOf(variable));
  for (const row of board.rows) {
    builder.withRow(new RowBuilder(row.title));
    if (row.text !== undefined) builder.withPanel(textOf(row.text));
    for (const panel of row.panels) builder.withPanel(panelOf(panel, row, board));
  }
  return plain(numbered(builder.build()));
}

/** Panels get numbers, by which links and rendered pictures name them; those of other rows stay when a row gets one more. */
function numbered(dashboard: Dashboard): Dashboard {
  let [row, place] = [0, 0];
  const next = (type: string) => {
    [row, place] = type === 'row' ? [row + 1, 0] : [row, place + 1];
    return row * 100 + place;
  };
  return { ...dashboard, panels: dashboard.panels?.map((panel) => ({ ...panel, id: next(panel.type) })) ?? [] };
}

function variableOf({ name, label, from, many = false }: Variable) {
  if (!('query' in from))
    return new CustomVariableBuilder(name).label(label).values(from.join(',')).multi(many).includeAll(many);
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(CHOSEN)
    .query({ query: `query_result(${inJson(from.query)})`, refId: name })
    .regex(`/.*${from.of}="([^"]*)".*/`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(many)
    .includeAll(many);
}

const textOf = (content: string) =>
  new Text().title('').transparent(true).mode(TextMode.Markdown).content(content).span(COLUMNS).height(HEIGHT.text);

function panelOf(panel: Panel, row: Row, board: Board) {
  const { title, draw, unit, queries, help } = panel;
  const used: readonly Unit[] = [unit, ...queries.map((query) => query.unit ?? unit)];
  const unknown = used.find((one) => !UNITS.includes(one));
  if (unknown !== undefined) refuse(`${board.file}/${title}`, ADDON.unit(unknown));
  const perLine = Math.min(row.panels.length, draw === 'number' ? 4 : draw === 'table' ? 1 : 3);
  const builder = DRAWN[draw](panel)
    .title(title)
    .unit(unit)
    .datasource(CHOSEN)
    .span(panel.span ?? Math.floor(COLUMNS / perLine))
    .height(HEIGHT[draw])
    .targets(queries.map((query, i) => targetOf(query, i, panel)));
  return help === undefined ? builder : builder.description(help);
}

function targetOf({ expr, legend }: Query, i: number, { draw }: Panel) {
  const target = new DataqueryBuilder().refId(refOf(i)).expr(inJson(expr));
  if (legend !== undefined && draw !== 'table') target.legendFormat(legend);
  if (draw === 'table') return target.instant().format(PromQueryFormat.Table);
  return draw === 'heatmap' ? target.range().format(PromQueryFormat.Heatmap) : target.range();
}

/** PromQL with quotes that JSON need not escape. */
const inJson = (expr: string): string => (expr.includes("'") ? expr : expr.replaceAll('"', "'"));

/** `A`, `B`, ... */
export const refOf = (i: number): string => String.fromCharCode('A'.charCodeAt(0) + i);
