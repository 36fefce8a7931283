import * as units from '@grafana/grafana-foundation-sdk/units';

/** Units that Grafana knows, by their identifiers (`reqps`, `ms`, `bytes`). */
export type Unit = (typeof units)[keyof typeof units];
export const UNITS: readonly Unit[] = [...new Set(Object.values(units))];

/** One PromQL query; `legend` names each series by its labels: `{{pod}}`. */
export interface Query {
  readonly expr: string;
  readonly legend?: string;
  /** Of its column, where a table has several. @default - the panel's */
  readonly unit?: Unit;
  /** Colours of its column. @default - none */
  readonly limits?: readonly Limit[];
}

/** From a value on, a colour; the one without a value is what all others begin with. */
export interface Limit {
  readonly from?: number;
  readonly color: 'green' | 'orange' | 'red';
}

/** How the answer to a question is drawn. */
export const DRAWINGS = ['graph', 'number', 'table', 'heatmap'] as const;
export type Drawing = (typeof DRAWINGS)[number];

export interface Panel {
  readonly title: string;
  readonly draw: Drawing;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** What it shows and what is good, on demand beside the title. */
  readonly help?: string;
  /** Colours of what is well and what is not: of a number as its ground, of a graph as lines. @default - none */
  readonly limits?: readonly Limit[];
  /** Headings of a table's labels. What a heading leads to: a board, which is given the label as the variable. */
  readonly columns?: Readonly<Record<string, Column>>;
  /** Of the 24 columns of a row. @default - the row is shared evenly */
  readonly span?: number;
}

/** A label in a table. */
export interface Column {
  readonly heading: string;
  /** Address of the board of what the cell names, with the cells of its row in `${__data.fields.<heading>}`. */
  readonly link?: string;
}

export interface Row {
  readonly title: string;
  /** Markdown above the panels. */
  readonly text?: string;
  readonly panels: readonly Panel[];
}

/** A choice at the top of a dashboard, offered by a query or from fixed values. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** PromQL whose series carry the values as label `of`; or the values themselves. */
  readonly from: { readonly query: string; readonly of: string } | readonly string[];
  /** More than one at a time, and all at first. @default false */
  readonly many?: boolean;
}

/** One dashboard: a page of questions to a Prometheus. */
export interface Board {
  /** Name of its file, without `.json`. */
  readonly file: string;
  /** Part of its address, and how others link to it. */
  readonly uid: string;
  readonly title: string;
  /** What it answers, in one sentence. */
  readonly purpose: string;
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
}
