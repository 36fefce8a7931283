import { nearest } from '../../kit/formats/nearest';
import { shown } from '../../kit/json';
import { override, type Patch } from '../../kit/override';
import type { Problem } from '../../kit/problems';
import { IMPORT } from '../../problems/commands/import';
import type { Kind } from './kinds';
import type { Values } from './values';

/** What could not be taken over, and where it was written. */
export interface Untaken {
  readonly place: string;
  readonly problem: Problem;
}

/** Hears what could not be taken over, and what a reader of the result should know of a prop. */
export class Report {
  readonly untaken: Untaken[] = [];
  /** Comments by the path of the prop: `istio.istiod.traceSampling`. */
  readonly notes = new Map<string, string>();

  leave(place: string, problem: Problem): undefined {
    this.untaken.push({ place, problem });
    return undefined;
  }

  note(prop: string, text: string): void {
    this.notes.set(prop, text);
  }
}

/** The values that a row reads. */
export class Said {
  constructor(
    readonly values: Values,
    readonly report: Report,
    /** How messages call the values: with the path at which they were written. */
    private readonly spelt: (path: string) => string = (path) => path,
  ) {}

  /** The value, or nothing where it is not set, or is none of that kind, which is reported. */
  read<T>(path: string, kind: Kind<T>): T | undefined {
    const value = this.values.get(path);
    if (value === undefined) return undefined;
    const read = kind.read(value);
    if (read !== undefined) return read;
    return this.report.leave(this.values.place(path), IMPORT.kind(this.spelt(path), shown(value), kind.called));
  }

  leave(path: string, why: string, remedy: string): undefined {
    return this.report.leave(this.values.place(path), IMPORT.left(this.spelt(path), why, remedy));
  }

  /** What is other than the chart has it, and why. */
  note(path: string, text: string): void {
    this.report.note(this.spelt(path), text);
  }

  unknown(path: string, chart: string, known: readonly string[]): void {
    const meant = nearest(path, known);
    this.report.leave(this.values.place(path), IMPORT.noValue(this.spelt(path), chart, meant && this.spelt(meant)));
  }
}

/** One line of a table: the values of a chart that it reads, and the props that they are. */
export interface Row<T extends object> {
  readonly values: readonly string[];
  /** They change nothing. */
  readonly isSilent?: true;
  /** Asked if at least one of the values is set. `base`: the props so far. */
  readonly set: (said: Said, base: T) => Patch<T> | undefined;
}

/** The makers of rows for one kind of props. */
export const rowsOf = <T extends object>() => ({
  /** A value that is a prop. */
  row: <V>(path: string, kind: Kind<V>, set: (value: V, base: T, said: Said) => Patch<T>): Row<T> => ({
    values: [path],
    set: (said, base) => {
      const value = said.read(path, kind);
      return value === undefined ? undefined : set(value, base, said);
    },
  }),
  /** Values that say something together. */
  rows: (values: readonly string[], set: Row<T>['set']): Row<T> => ({ values, set }),
  /** A value without a prop. */
  left: (path: string, why: string, remedy: string): Row<T> => ({
    values: [path],
    set: (said) => said.leave(path, why, remedy),
  }),
  /** Values that no template reads, or that only name who packed the chart. */
  silent: (...values: readonly string[]): Row<T> => ({ values, isSilent: true, set: () => undefined }),
});

/** The props that a table makes of values, laid over `base`; what no row reads is reported. */
export function taken<T extends object>(base: T, table: readonly Row<T>[], said: Said, chart: string): T {
  const known = table.flatMap(({ values }) => values);
  for (const path of said.values.unread(known)) said.unknown(path.join('.'), chart, known);
  return table
    .filter(({ values }) => values.some((path) => said.values.has(path)))
    .reduce((props, { set }) => override<T>(props, (set(said, props) ?? {}) as Patch<T>), base);
}
