import { blockOf, isBlock } from '../../kit/json';
import { readYaml, YamlFault } from '../../kit/read-yaml';
import { identity } from '../../model/object';
import type { Manifest } from '../dist/manifest';

/** One field that differs; `undefined` stands for its absence. */
export interface FieldChange {
  /** `spec.template.spec.containers[discovery].image` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One object that is new, gone or different. */
export type Change =
  | { readonly what: 'added'; readonly object: Manifest }
  | { readonly what: 'removed'; readonly object: Manifest }
  | {
      readonly what: 'changed';
      readonly object: Manifest;
      readonly before: Manifest;
      readonly fields: readonly FieldChange[];
    };

/** Names of entries; rules of Prometheus are called by what they alert or record. */
const nameIn = (entry: unknown): string | undefined =>
  ['name', 'alert', 'record'].map((key) => blockOf(entry)[key]).find((one) => typeof one === 'string');

/** Entries of a list by what tells them apart: their name, else their place. */
function entries(list: readonly unknown[]): ReadonlyMap<string, unknown> {
  const names = list.map(nameIn);
  const named = !names.includes(undefined) && new Set(names).size === names.length;
  return new Map(list.map((entry, index) => [`[${named ? names[index] : index}]`, entry]));
}

const children = (value: unknown): ReadonlyMap<string, unknown> =>
  Array.isArray(value)
    ? entries(value)
    : new Map(Object.entries(isBlock(value) ? value : {}).map(([key, inner]) => [`.${key}`, inner]));

/** Every field in which two values differ, at the deepest place that both have. */
function fieldChanges(before: unknown, after: unknown, path = ''): readonly FieldChange[] {
  const bothLists = Array.isArray(before) && Array.isArray(after);
  if (!bothLists && !(isBlock(before) && isBlock(after)))
    return Object.is(before, after) ? [] : [{ path: path.replace(/^\./, ''), before, after }];
  const [left, right] = [children(before), children(after)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
    fieldChanges(left.get(key), right.get(key), `${path}${key}`),
  );
}

/** A ConfigMap with the configuration that its texts are, as far as they are some. */
function opened(map: Manifest): unknown {
  const { data, ...rest } = map as Manifest & { readonly data?: unknown };
  const read = (text: unknown): unknown => {
    if (typeof text !== 'string' || !text.includes('\n')) return text;
    try {
      const value = readYaml(text);
      return isBlock(value) || Array.isArray(value) ? value : text;
    } catch (error) {
      if (error instanceof YamlFault) return text;
      throw error;
    }
  };
  return { ...rest, data: Object.fromEntries(Object.entries(blockOf(data)).map(([name, text]) => [name, read(text)])) };
}

/** What turns one set of objects into another, in the order of the second; what is gone comes last. */
export function compare(before: readonly Manifest[], after: readonly Manifest[]): readonly Change[] {
  const old = new Map(before.map((object) => [identity(object), object]));
  const fresh = new Set(after.map(identity));
  const changes = after.flatMap((object): readonly Change[] => {
    const was = old.get(identity(object));
    if (was === undefined) return [{ what: 'added', object }];
    const fields = was.kind === 'ConfigMap' ? fieldChanges(opened(was), opened(object)) : fieldChanges(was, object);
    return fields.length === 0 ? [] : [{ what: 'changed', object, before: was, fields }];
  });
  const gone = before.filter((object) => !fresh.has(identity(object)));
  return [...changes, ...gone.map((object): Change => ({ what: 'removed', object }))];
}
