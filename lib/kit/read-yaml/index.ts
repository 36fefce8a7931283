import { EVENT_ID } from 'js-yaml';
import { Builder, type Doubt } from './builder';
import { type Chunk, chunks, YamlFault } from './chunks';
import { eventsOf } from './events';
import { placeAt, placeOf } from './places';

export type { Doubt } from './builder';
export { YamlFault } from './chunks';

/** One document of a text, with the places of what is in it. */
export interface YamlDocument {
  readonly value: unknown;
  /** Where its first line with content is, from 1. */
  readonly line: number;
  readonly doubts: readonly Doubt[];
  /** The line of what a path leads to, such as `['spec', 'ports', 0]`; of the nearest thing around it where there is no such thing. */
  lineOf(path: readonly (string | number)[]): number;
}

/**
 * The documents of a text as kubectl reads them, empty ones left out; for one that it refuses, the reason. kubectl's YAML is that of
 * sigs.k8s.io/yaml: octal numbers of both spellings, yes and no, and merge keys, but neither dates nor numbers to the base of 60.
 */
export function readDocuments(text: string): readonly (YamlDocument | YamlFault)[] {
  return chunks(text).flatMap((chunk) => {
    try {
      return chunk.fault ?? read(chunk) ?? [];
    } catch (error) {
      return chunk.faultOf(error);
    }
  });
}

/** The value of the first document; of empty text, `null`. @throws YamlFault */
export function readYaml(text: string): unknown {
  const [first] = readDocuments(text);
  if (first instanceof YamlFault) throw first;
  return first?.value ?? null;
}

/** The values of all documents, empty ones left out. @throws YamlFault for the first that kubectl refuses */
export function readManifests(text: string): readonly unknown[] {
  return readDocuments(text).map((document) => {
    if (document instanceof YamlFault) throw document;
    return document.value;
  });
}

function read(chunk: Chunk): YamlDocument | undefined {
  const events = eventsOf(chunk.text);
  const end = events.findIndex((event, i) => i > 0 && event.type === EVENT_ID.DOCUMENT);
  const own = end < 0 ? events : events.slice(0, end);
  const builder = new Builder(chunk, own);
  const value = builder.document();
  const first = own.find((event) => 'start' in event || 'valueStart' in event);
  if (first === undefined || value === null) return undefined;
  for (const [breaking] of chunk.text.matchAll(/[\u0085\u2028\u2029]/g))
    builder.doubt(chunk.text.indexOf(breaking), 'line break', breaking, '\n');
  const more = end < 0 ? undefined : events.slice(end).find((event) => 'start' in event || 'valueStart' in event);
  if (more !== undefined) builder.doubt(placeOf(more), 'not read', '...', undefined);
  return {
    value,
    line: chunk.lineAt(placeOf(first)),
    doubts: builder.doubts,
    lineOf: (path) => chunk.lineAt(placeAt(chunk.text, own, path)),
  };
}
