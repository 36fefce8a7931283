import { dump, load, loadAll } from 'js-yaml';

/** One YAML document that kubectl reads back exactly. Strings that any YAML version would take for something else are quoted. */
export const printYaml = (value: unknown, indent = 2): string => dump(value, { indent, lineWidth: -1, noRefs: true });

/** A manifest file: the objects as YAML documents, in order. */
export const printManifests = (objects: readonly unknown[]): string =>
  objects.map((object) => printYaml(object)).join('---\n');

const scalars = new Map<unknown, string>();

/** One string, number or boolean as it stands within a line. js-yaml prepares itself anew at each call, so a word is printed once. */
export function printScalar(value: unknown): string {
  const known = scalars.get(value);
  if (known !== undefined) return known;
  const text = dump([value], { flowLevel: 0, lineWidth: -1 }).trimEnd().slice(1, -1);
  scalars.set(value, text);
  return text;
}

/** The value of one YAML document; of empty text, `null`. @throws YAMLException with line and column */
export const readYaml = (text: string): unknown => (text.trim() === '' ? null : load(text));

/** The documents of a YAML file, empty ones left out. @throws YAMLException with line and column */
export const readManifests = (text: string): readonly unknown[] =>
  loadAll(text).filter((document) => document !== null && document !== undefined);
