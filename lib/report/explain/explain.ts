import type { IConstruct } from 'constructs';
import { isBlock } from '../../kit/json';
import type { KubeObject } from '../../model/object';
import { classDoc, propDoc } from './docs';
import { type FieldAt, shownPath, valueAt } from './field';
import { type Leaf, leavesOf, likely, othersOf, type Path } from './props';
import { proseOf } from './prose';

/** What is known of a line. */
export interface Explained {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly object: string;
  readonly field: string;
  /** Path of the construct that wrote the object. */
  readonly construct: string;
  /** Its class, and those around it, from the inside. */
  readonly classes: readonly string[];
  /** What the innermost class that says so is for. */
  readonly about?: string;
  /** Line of the sources that made it; none where the environment alone did. */
  readonly source?: string;
  /** Path of the setting in the environment that makes the line; none where no setting of it changes the line. */
  readonly prop?: string;
  readonly value?: string | number | boolean;
  readonly doc?: string;
  /** What the official API says of the field. */
  readonly reason?: string;
}

/** An object as a run writes it: by its construct where its name may change with a setting. */
export interface Written {
  readonly key: string;
  readonly place: string;
  readonly object: KubeObject;
}

/** So many settings are tried at most. */
const TRIES = 24;

const isIn = (whole: string, line: string): boolean =>
  whole.includes('\n') && whole.split('\n').some((one) => one.trim() === line);

/** What a line without a value opens, if it is not empty. */
function kindOf(value: unknown): 'list' | 'block' | 'text' | undefined {
  if (typeof value === 'string') return value.includes('\n') ? 'text' : undefined;
  if (Array.isArray(value)) return value.length > 0 ? 'list' : undefined;
  return isBlock(value) && Object.keys(value).length > 0 ? 'block' : undefined;
}

/** Whether a run with other settings writes something else at a field, or no such object. */
export function differs(
  before: Written,
  { path, text }: Pick<FieldAt, 'path' | 'text'>,
  after: readonly Written[],
): boolean {
  const same =
    after.find(({ place, object }) => place === before.place && object.kind === before.object.kind) ??
    after.find(({ key }) => key === before.key);
  const [was, is] = [valueAt(before.object, path), valueAt(same?.object, path)];
  // A line that only opens a block or a text stays while there is one.
  if (/:( [|>][-+0-9]*)?$/.test(text) && kindOf(was) !== undefined) return kindOf(is) !== kindOf(was);
  // Of a text of many lines, it is about one.
  if (typeof was === 'string' && typeof is === 'string' && isIn(was, text)) return !isIn(is, text);
  return JSON.stringify(is) !== JSON.stringify(was);
}

/** Runs with another value of one setting. */
export interface Trials {
  /** Nothing where the value is not taken. */
  writes(path: Path, value: unknown): readonly Written[] | undefined;
  /** Whether the checks take what is written. */
  isAccepted(path: Path, value: unknown): boolean;
}

/**
 * The setting of data that makes a field: the likeliest that, set otherwise, changes it; one whose other value is accepted comes before
 * one that would then be refused.
 */
export function settingOf(data: unknown, field: FieldAt, before: Written, trials: Trials): Leaf | undefined {
  let refused: Leaf | undefined;
  for (const leaf of likely(leavesOf(data), field.text, field.path, before.place).slice(0, TRIES))
    for (const other of othersOf(leaf.value)) {
      const after = trials.writes(leaf.path, other);
      if (after === undefined || !differs(before, field, after)) continue;
      if (trials.isAccepted(leaf.path, other)) return leaf;
      refused ??= leaf;
    }
  return refused;
}

const CDK8S: readonly string[] = ['ApiObject', 'Construct', 'MeshApp', 'App', 'Plain'];

/** Classes of a construct and what is around it, from the inside; those of cdk8s say nothing. */
export const classesOf = (construct: IConstruct): readonly string[] =>
  [...construct.node.scopes]
    .reverse()
    .map((one) => one.constructor.name.replace(/^_|\d+$/g, ''))
    .filter((name, i, all) => !CDK8S.includes(name) && name !== all[i - 1]);

/** All that is known of a field. */
export function explained(
  at: { readonly file: string; readonly line: number; readonly field: FieldAt },
  written: Written,
  made: { readonly construct: IConstruct; readonly source: string | undefined; readonly leaf: Leaf | undefined },
): Explained {
  const { field } = at;
  const { construct, source, leaf } = made;
  const classes = classesOf(construct);
  const about = classes.map(classDoc).find((one) => one !== undefined);
  const doc = leaf && propDoc(leaf.path);
  const reason = proseOf(written.object, field.path);
  return {
    file: at.file,
    line: at.line,
    text: field.text,
    object: field.key,
    field: shownPath(field.path),
    construct: written.place,
    classes,
    ...(about !== undefined && { about }),
    ...(source !== undefined && { source }),
    ...(leaf !== undefined && { prop: shownPath(leaf.path), value: leaf.value }),
    ...(doc !== undefined && { doc }),
    ...(reason !== undefined && { reason }),
  };
}

/** The same for somebody who reads. */
export function wordsOf(one: Explained): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['object', `${one.object}${one.field === '' ? '' : `  ${one.field}`}`],
    ['construct', one.construct],
    ['class', one.classes.join(' in ')],
    ['', one.about],
    ['made at', one.source ?? 'no line of yours: the environment brings it'],
    [
      'setting',
      one.prop === undefined
        ? 'none of the environment changes this line'
        : `${one.prop}: ${JSON.stringify(one.value)}`,
    ],
    ['', one.doc],
    ['official', one.reason],
  ];
  const shown = lines.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name.padEnd(10)} ${text}`]));
  return [`${one.file}:${one.line}  ${one.text}`, ...shown, ''].join('\n');
}
