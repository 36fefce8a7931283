import type {
  Panel as Built,
  Dashboard,
  DataSourceRef,
  VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { refuse } from '../../kit/problems';
import { ADDON } from '../../problems/installation/addons';
import { DRAWN } from './drawn';
import { placed } from './layout';
import { type Board, type Panel, type Query, UNITS, type Unit, type Variable } from './model';

// The library's types alone: its builders write all that Grafana takes anyway, and load 250 modules.

/** The data source that the reader chose at the top. */
const CHOSEN: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
/** Of every board, by which each leads to all others. */
const TAG = 'istio';
/** The form of a dashboard's JSON that is written here. */
const SCHEMA_VERSION = 42;

/** A board as Grafana reads it; what Grafana takes anyway is not said. @throws MESH508 for a unit that Grafana does not know */
export const dashboardOf = (board: Board): Dashboard =>
  ({
    graphTooltip: 1, // one crosshair in all panels
    title: board.title,
    uid: board.uid,
    description: board.purpose,
    tags: [TAG],
    refresh: '30s',
    time: { from: 'now-30m', to: 'now' },
    schemaVersion: SCHEMA_VERSION,
    links: [OTHERS],
    templating: {
      list: [
        { type: 'datasource', name: 'datasource', label: 'Data source', query: 'prometheus' },
        ...(board.variables ?? []).map(variableOf),
      ] as VariableModel[],
    },
    panels: placed(board, (panel) => panelOf(panel, board)) as NonNullable<Dashboard['panels']>,
  }) satisfies Partial<Dashboard> as Dashboard;

const OTHERS = {
  title: 'Istio dashboards',
  type: 'dashboards',
  tags: [TAG],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
} as NonNullable<Dashboard['links']>[number];

function variableOf({ name, label, from, many = false }: Variable): object {
  const several = many ? { multi: true, includeAll: true } : {};
  if (!('query' in from)) return { type: 'custom', name, ...several, label, query: from.join(',') };
  return {
    type: 'query',
    name,
    ...several,
    label,
    datasource: CHOSEN,
    query: { query: `query_result(${inJson(from.query)})`, refId: name },
    regex: `/.*${from.of}="([^"]*)".*/`,
    refresh: 2, // when the range of time changes
  };
}

/** What a panel is and shows, but for its place. */
function panelOf(panel: Panel, board: Board): Partial<Built> {
  const { draw, unit, queries } = panel;
  const used: readonly Unit[] = [unit, ...queries.map((query) => query.unit ?? unit)];
  const unknown = used.find((one) => !UNITS.includes(one));
  if (unknown !== undefined) refuse(`${board.file}/${panel.title}`, ADDON.unit(unknown));
  const { type, options, defaults, overrides = [], transformations } = DRAWN[draw](panel);
  return {
    type,
    options,
    fieldConfig: { defaults: { ...defaults, unit }, overrides: [...overrides] } as NonNullable<Built['fieldConfig']>,
    ...(transformations && { transformations }),
    datasource: CHOSEN,
    targets: queries.map((query, i) => targetOf(query, i, draw)) as NonNullable<Built['targets']>,
  };
}

const targetOf = ({ expr, legend }: Query, i: number, draw: Panel['draw']): object => ({
  expr: inJson(expr),
  refId: refOf(i),
  ...(legend !== undefined && draw !== 'table' && { legendFormat: legend }),
  ...(draw === 'table' ? { range: false, format: 'table', instant: true } : { range: true }),
  ...(draw === 'heatmap' && { format: 'heatmap' }),
});

/** PromQL with quotes that JSON need not escape. */
const inJson = (expr: string): string => (expr.includes("'") ? expr : expr.replaceAll('"', "'"));

/** `A`, `B`, ... */
const refOf = (i: number): string => String.fromCharCode('A'.charCodeAt(0) + i);
