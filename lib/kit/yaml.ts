import { dump, load, loadAll } from 'js-yaml';

/** One YAML document that kubectl reads back exactly. Strings that any YAML version would take for something else are quoted. */
export const printYaml = (value: unknown, indent = 2): string => dump(value, { indent, lineWidth: -1, noRefs: true });

/** A manifest file: the objects as YAML documents, in order. */
export const printManifests = (objects: readonly unknown[]): string =>
  objects.map((object) => printYaml(object)).join('---\n');

/** The value on one line, in YAML's flow style. */
export const printInline = (value: unknown): string =>
  dump(value, { flowLevel: 0, lineWidth: -1, noRefs: true }).trimEnd();

/** The value of one YAML document. @throws YAMLException with line and column */
export const readYaml = (text: string): unknown => load(text);

/** The documents of a YAML file, empty ones left out. @throws YAMLException with line and column */
export const readManifests = (text: string): readonly unknown[] =>
  loadAll(text).filter((document) => document !== null && document !== undefined);
