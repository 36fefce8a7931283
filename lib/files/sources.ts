import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isBlock } from '../kit/json';
import { message } from '../kit/problems';
import type { YamlDocument } from '../kit/read-yaml';
import type { KubeObject, WrittenObject } from '../model/object';
import { FILES } from '../problems/objects/files';
import { readFileText, YAML } from '../problems/objects/yaml';
import { manifestsIn } from './folder';
import { isForTools, isOperator } from './tools';

/** An object of a file, and where in the file each part of it is. */
export interface FileObject extends WrittenObject {
  readonly file: string;
  readonly line: number;
  /** The line of a field, such as `['spec', 'hosts', 0]`; of the nearest thing around it where there is none. */
  lineOf(path: readonly (string | number)[]): number;
}

/** What files hold. */
export interface Sources {
  readonly objects: readonly FileObject[];
  /** What could not be read, one line each; the rest was. */
  readonly unreadable: readonly string[];
  /** What kubectl reads in another way than most readers, one line each. */
  readonly doubts: readonly string[];
}

/** What is read from a pipe is called by this name. */
export const PIPE = '<stdin>';
const isObject = (value: unknown): value is KubeObject =>
  isBlock(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string';

/** It was meant as one. */
const resemblesObject = (value: unknown): boolean =>
  isBlock(value) && isBlock(value['metadata']) && ('apiVersion' in value || 'kind' in value);

/** Objects of a document; those of a List each by itself, with its own lines. */
function objectsOf(file: string, document: YamlDocument): readonly FileObject[] | undefined {
  const at = (value: KubeObject, path: readonly (string | number)[]): FileObject => {
    const line = path.length === 0 ? document.line : document.lineOf(path);
    return {
      file,
      line,
      place: `${file}:${line}`,
      object: value,
      lineOf: (inner) => document.lineOf([...path, ...inner]),
    };
  };
  const { value } = document;
  if (!isObject(value)) return undefined;
  if (isForTools(value) && !isOperator(value)) return [];
  const items = (value as { readonly items?: unknown }).items;
  if (!value.kind.endsWith('List') || !Array.isArray(items)) return [at(value, [])];
  return items.flatMap((item, i) => (isObject(item) ? [at(item, ['items', i])] : []));
}

/** The objects of a text. `isNamed`: it was named by the user, who expects objects in it. */
export function textSources(file: string, text: string, isNamed: boolean): Sources {
  const { documents, problems, doubts } = readFileText(file, text);
  const unreadable = [...problems];
  const objects = documents.flatMap((document) => {
    const found = objectsOf(file, document);
    if (found === undefined && (isNamed || resemblesObject(document.value)))
      unreadable.push(message(YAML.noObject(), `${file}:${document.line}`));
    return found ?? [];
  });
  const lines = new Map<string, number>();
  const apart = objects.map((one) => {
    const before = lines.get(one.place) ?? 0;
    lines.set(one.place, before + 1);
    return before === 0 ? one : { ...one, place: `${one.place}#${before + 1}` };
  });
  // Doubts about values of tools (a chart's values, a CI pipeline) are nobody's here.
  return { objects: apart, unreadable, doubts: objects.length === 0 ? [] : doubts };
}

function fileSources(file: string, isNamed: boolean): Sources {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { message: reason } = error as Error;
    return { objects: [], unreadable: [message(FILES.unreadable(reason), file)], doubts: [] };
  }
  return textSources(file, text, isNamed);
}

/**
 * The objects of files, of folders with all below them, and of a pipe (`-`); nothing hides what else there is. `tell`: is told which file of
 * a path is read now.
 */
export function readSources(
  paths: readonly string[],
  pipe: () => string,
  tell: (file: string, done: number, total: number) => void = () => undefined,
): Sources {
  const seen = new Set<string>();
  const all = paths.flatMap((path): readonly Sources[] => {
    if (path === '-') return [textSources(PIPE, pipe(), true)];
    if (!existsSync(path)) return [{ objects: [], unreadable: [message(FILES.missing(), path)], doubts: [] }];
    const isNamed = !statSync(path).isDirectory();
    const { files, charts, changing } = isNamed ? { files: [path], charts: [], changing: [] } : manifestsIn(path);
    const read = files.flatMap((file, i) => {
      tell(file, i, files.length);
      // A file that is named twice is read once.
      if (seen.has(resolve(file))) return [];
      seen.add(resolve(file));
      return [fileSources(file, isNamed)];
    });
    const unreadable = charts.map((chart) => message(FILES.chart(chart), chart));
    const doubts = changing.map(({ file, fields }) => message(FILES.kustomized(fields, dirname(file)), file));
    return [...read, { objects: [], unreadable, doubts }];
  });
  return {
    objects: all.flatMap(({ objects }) => objects),
    unreadable: all.flatMap(({ unreadable }) => unreadable),
    doubts: all.flatMap(({ doubts }) => doubts),
  };
}
