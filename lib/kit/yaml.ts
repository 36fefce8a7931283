import { dump } from 'js-yaml';

/** One YAML document that kubectl reads back exactly. Strings that any YAML version would take for something else are quoted. */
export const printYaml = (value: unknown, indent = 2): string => dump(value, { indent, lineWidth: -1, noRefs: true });

/** A manifest file: the objects as YAML documents, in order. */
export const printManifests = (objects: readonly unknown[]): string =>
  objects.map((object) => printYaml(object)).join('---\n');

/** The value on one line, in YAML's flow style. */
export const printInline = (value: unknown): string =>
  dump(value, { flowLevel: 0, lineWidth: -1, noRefs: true }).trimEnd();
