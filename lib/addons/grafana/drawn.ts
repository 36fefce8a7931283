import type { Panel as Built, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Limit, Panel } from './model';

/** What a drawing is made of; what Grafana takes anyway is not said. */
export interface Drawn {
  /** The kind of panel, by Grafana's name. */
  readonly type: string;
  readonly options: object;
  readonly defaults: object;
  readonly overrides?: readonly Override[];
  readonly transformations?: Built['transformations'];
}

/** How some of a panel's series or columns differ. */
interface Override {
  readonly matcher: { readonly id: 'byName' | 'byRegexp'; readonly options: string };
  readonly properties: readonly DynamicConfigValue[];
}

const thresholds = (limits: readonly Limit[]) => ({
  mode: 'absolute',
  steps: limits.map(({ from, color }) => ({ value: from ?? null, color })),
});

/** Series whose legend ends with a response code. */
const CODES = [
  ['/ 4\\d\\d$/', 'orange'],
  ['/ (5\\d\\d|0)$/', 'red'],
] as const;

const byCode = (): readonly Override[] =>
  CODES.map(([options, fixedColor]) => ({
    matcher: { id: 'byRegexp', options },
    properties: [{ id: 'color', value: { mode: 'shades', fixedColor } }],
  }));

const graph = ({ limits, queries }: Panel): Drawn => ({
  type: 'timeseries',
  options: { tooltip: { mode: 'multi', sort: 'desc' } },
  defaults: {
    custom: limits === undefined ? {} : { thresholdsStyle: { mode: 'dashed' } },
    // What runs the other way is drawn below zero.
    ...(!queries.some(({ expr }) => expr.startsWith('-')) && { min: 0 }),
    ...(limits !== undefined && { thresholds: thresholds(limits) }),
  },
  overrides: queries.some(({ legend = '' }) => legend.endsWith('{{response_code}}')) ? byCode() : [],
});

const number = ({ limits }: Panel): Drawn => ({
  type: 'stat',
  options: {
    ...(limits !== undefined && { colorMode: 'background' }),
    reduceOptions: { calcs: ['lastNotNull'] },
  },
  defaults: { thresholds: thresholds(limits ?? [{ color: 'green' }]) },
});

/** Labels and values under headings; Prometheus answers with columns called `Value #A` and so on. */
function table({ columns = {}, queries }: Panel): Drawn {
  const value = (i: number) => (queries.length === 1 ? 'Value' : `Value #${String.fromCharCode(65 + i)}`);
  const headed = queries.map(({ legend = 'value' }, i) => [value(i), legend] as const);
  const labels = Object.entries(columns).map(([label, { heading }]) => [label, heading] as const);
  const byName = (options: string, properties: readonly DynamicConfigValue[]): Override => ({
    matcher: { id: 'byName', options },
    properties,
  });
  const linkTo = (heading: string, url: string) => [
    { id: 'links', value: [{ title: `Dashboard of the ${heading.toLowerCase()}`, url }] },
  ];
  return {
    type: 'table',
    options: headed[0] === undefined ? {} : { sortBy: [{ displayName: headed[0][1], desc: true }] },
    defaults: { custom: { align: 'auto', inspect: false, filterable: true } },
    overrides: [
      ...Object.values(columns).flatMap(({ heading, link }) =>
        link === undefined ? [] : [byName(heading, linkTo(heading, link))],
      ),
      ...queries.map((query) => byName(query.legend ?? 'value', columnOf(query))),
    ],
    transformations: [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true },
          indexByName: Object.fromEntries([...labels, ...headed].map(([name], i) => [name, i])),
          renameByName: Object.fromEntries([...labels, ...headed]),
        },
      },
    ],
  };
}

const columnOf = ({ unit, limits }: Panel['queries'][number]): readonly DynamicConfigValue[] => [
  ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
  ...(limits === undefined
    ? []
    : [
        { id: 'thresholds', value: thresholds(limits) },
        { id: 'custom.cellOptions', value: { type: 'color-text' } },
      ]),
];

const heatmap = ({ unit }: Panel): Drawn => ({
  type: 'heatmap',
  options: { yAxis: { unit, min: 0 } },
  defaults: { custom: {} },
});

/** How each drawing is made. */
export const DRAWN = { graph, number, table, heatmap } as const;
