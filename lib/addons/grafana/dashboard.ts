import type { Dashboard, DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  CustomVariableBuilder,
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Heatmap } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as Text, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries';
import { refuse } from '../../kit/problems';
import { ADDON } from '../../problems/addons';
import { type Board, type Panel, type Query, type Row, UNITS, type Variable } from './model';

/** The data source that the reader chose at the top. */
const CHOSEN: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
const COLUMNS = 24;
const HEIGHT = { graph: 8, number: 4, table: 10, heatmap: 8, text: 2 } as const;

/** A board as Grafana reads it. @throws MESH508 for a unit that Grafana does not know */
export function dashboardOf(board: Board): Dashboard {
  const builder = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.purpose)
    .tags(['istio'])
    .editable()
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
  return numbered(builder.build());
}

/** Panels get numbers, by which links and rendered pictures name them. */
function numbered(dashboard: Dashboard): Dashboard {
  return { ...dashboard, panels: dashboard.panels?.map((panel, i) => ({ ...panel, id: i + 1 })) ?? [] };
}

function variableOf({ name, label, from, many = false }: Variable) {
  if (!('query' in from))
    return new CustomVariableBuilder(name).label(label).values(from.join(',')).multi(many).includeAll(many);
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(CHOSEN)
    .query({ query: `query_result(${from.query})`, refId: name })
    .regex(`/.*${from.of}="([^"]*)".*/`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(many)
    .includeAll(many);
}

const textOf = (content: string) =>
  new Text().title('').transparent(true).mode(TextMode.Markdown).content(content).span(COLUMNS).height(HEIGHT.text);

const BUILDERS = { graph: Timeseries, number: Stat, heatmap: Heatmap, table: Table } as const;

function panelOf(panel: Panel, row: Row, board: Board) {
  const { title, draw, unit, queries, help } = panel;
  if (!UNITS.includes(unit)) refuse(`${board.file}/${title}`, ADDON.unit(unit));
  const perLine = Math.min(row.panels.length, draw === 'number' ? 4 : draw === 'table' ? 1 : 3);
  const builder = new BUILDERS[draw]()
    .title(title)
    .unit(unit)
    .datasource(CHOSEN)
    .span(panel.span ?? Math.floor(COLUMNS / perLine))
    .height(HEIGHT[draw])
    .targets(queries.map((query, i) => targetOf(query, i, panel)));
  if (help !== undefined) builder.description(help);
  if (draw === 'table') builder.withTransformation({ id: 'merge', options: {} });
  return builder;
}

function targetOf({ expr, legend }: Query, i: number, { draw }: Panel) {
  const target = new DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + i))
    .expr(expr)
    .datasource(CHOSEN);
  if (legend !== undefined) target.legendFormat(legend);
  if (draw === 'table') return target.instant().format(PromQueryFormat.Table);
  return draw === 'heatmap' ? target.range().format(PromQueryFormat.Heatmap) : target.range();
}
