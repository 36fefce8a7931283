import {
  BigValueColorMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  ReduceDataOptionsBuilder,
  SortOrder,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { DashboardBuilder, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Heatmap, YAxisConfigBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as Text } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries';
import { isBlock } from '../../kit/json';
import type { Limit, Panel } from './model';

const steps = (limits: readonly Limit[]) => limits.map(({ from, color }) => ({ value: from ?? null, color }));
const thresholds = (limits: readonly Limit[]) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(limits));

/** Series whose legend ends with a response code. */
const CODES = [
  ['/ 4\\d\\d$/', 'orange'],
  ['/ (5\\d\\d|0)$/', 'red'],
] as const;

function graph({ limits, queries }: Panel) {
  const tooltip = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
  const built = new Timeseries().tooltip(tooltip);
  if (queries.some(({ legend = '' }) => legend.endsWith('{{response_code}}')))
    for (const [regexp, fixedColor] of CODES)
      built.overrideByRegexp(regexp, [{ id: 'color', value: { mode: 'shades', fixedColor } }]);
  // What runs the other way is drawn below zero.
  if (!queries.some(({ expr }) => expr.startsWith('-'))) built.min(0);
  const line = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
  return limits === undefined ? built : built.thresholds(thresholds(limits)).thresholdsStyle(line);
}

function number({ limits }: Panel) {
  const built = new Stat().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
  return limits === undefined
    ? built.thresholds(thresholds([{ color: 'green' }]))
    : built.thresholds(thresholds(limits)).colorMode(BigValueColorMode.Background);
}

/** Labels and values under headings; Prometheus answers with columns called `Value #A` and so on. */
function table({ columns = {}, queries }: Panel) {
  const value = (i: number) => (queries.length === 1 ? 'Value' : `Value #${String.fromCharCode(65 + i)}`);
  const headed = queries.map(({ legend = 'value' }, i) => [value(i), legend] as const);
  const labels = Object.entries(columns).map(([label, { heading }]) => [label, heading] as const);
  const built = new Table()
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries([...labels, ...headed].map(([name], i) => [name, i])),
        renameByName: Object.fromEntries([...labels, ...headed]),
      },
    })
    .filterable(true);
  for (const { heading, link } of Object.values(columns))
    if (link !== undefined)
      built.overrideByName(heading, [
        { id: 'links', value: [{ title: `Dashboard of the ${heading.toLowerCase()}`, url: link }] },
      ]);
  for (const query of queries) built.overrideByName(query.legend ?? 'value', columnOf(query));
  const [first] = headed;
  return first === undefined
    ? built
    : built.sortBy([new TableSortByFieldStateBuilder().displayName(first[1]).desc(true)]);
}

const columnOf = ({ unit, limits }: Panel['queries'][number]): DynamicConfigValue[] => [
  ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
  ...(limits === undefined
    ? []
    : [
        { id: 'thresholds', value: { mode: 'absolute', steps: steps(limits) } },
        { id: 'custom.cellOptions', value: { type: 'color-text' } },
      ]),
];

const heatmap = ({ unit }: Panel) => new Heatmap().yAxis(new YAxisConfigBuilder().unit(unit).min(0));

/** How each drawing is built. */
export const DRAWN = { graph, number, table, heatmap } as const;

/** What the library says of a panel or a dashboard of which nothing is said: Grafana's own defaults, which need not be written. */
const UNSAID = {
  timeseries: new Timeseries().build(),
  stat: new Stat().build(),
  table: new Table().build(),
  heatmap: new Heatmap().build(),
  text: new Text().build(),
};

/** A dashboard without what Grafana takes anyway: short, and a change of it is all that differs. */
export function plain(dashboard: Dashboard): Dashboard {
  const { schemaVersion, panels = [], templating, links = [], ...rest } = dashboard;
  return {
    ...(without(rest, new DashboardBuilder('').build()) as Dashboard),
    ...(schemaVersion !== undefined && { schemaVersion }),
    links: links.map(
      ({ title, type, tags, asDropdown, includeVars, keepTime }) =>
        ({ title, type, tags, asDropdown, includeVars, keepTime }) as (typeof links)[number],
    ),
    templating: { list: (templating?.list ?? []).map((one) => said(one)) },
    panels: panels.map((panel) => {
      const { type, title, description, id, gridPos, ...rest } = panel as RawPanel;
      const less = without(rest, UNSAID[type as keyof typeof UNSAID]) as object;
      return { type, title, description, id, gridPos, ...less, ...whole(panel) } as typeof panel;
    }),
  };
}

/** What every panel has. */
interface RawPanel {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly id?: number;
  readonly gridPos?: object;
  readonly fieldConfig?: { readonly defaults?: object; readonly overrides?: readonly object[] };
  readonly targets?: readonly { readonly instant?: boolean }[];
}

/** Grafana looks for the exceptions even where there are none, and takes a query for one over time that does not say otherwise. */
function whole(panel: object): object {
  const { fieldConfig, targets } = panel as RawPanel;
  const { defaults = {}, overrides = [] } = fieldConfig ?? {};
  return {
    ...(fieldConfig && { fieldConfig: { defaults, overrides } }),
    ...(targets && { targets: targets.map(({ instant, ...query }) => (instant ? { ...query, instant } : query)) }),
  };
}

const QUIET: Readonly<Record<string, unknown>> = {
  ...{ skipUrlSync: false, multi: false, includeAll: false, allowCustomValue: true },
  ...{ auto: false, auto_min: '10s', auto_count: 30 },
};

const said = <T extends object>(variable: T): T =>
  Object.fromEntries(Object.entries(variable).filter(([key, value]) => !(key in QUIET && QUIET[key] === value))) as T;

function without(value: unknown, unsaid: unknown): unknown {
  if (!isBlock(value) || !isBlock(unsaid)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => JSON.stringify(one) !== JSON.stringify(unsaid[key]))
      .map(([key, one]) => [key, without(one, unsaid[key])]),
  );
}
