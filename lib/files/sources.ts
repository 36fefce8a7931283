import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isBlock } from '../kit/json';
import { message } from '../kit/problems';
import type { YamlDocument } from '../kit/read-yaml';
import type { KubeObject, WrittenObject } from '../model/object';
import { FILES } from '../problems/objects/files';
import { readFileText, YAML } from '../problems/objects/yaml';
import { patchFilesOf } from './kustomize';

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
const READ = /\.(ya?ml|json)$/;
/** Folders of programs, not of manifests. */
const SKIPPED = new Set(['node_modules', '.git']);
/** What kustomize and Helm read themselves: no object of a cluster. */
const TOOLS = /^(kustomize\.config\.k8s\.io|config\.kubernetes\.io)\//;

const isObject = (value: unknown): value is KubeObject =>
  isBlock(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string';

/** Files of a folder and below it, in the order of their names. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
      return READ.test(entry.name) ? [path] : [];
    });
}

/** A file, or those of a folder but what kustomizations of it only change objects by. */
function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const files = filesBelow(path);
  const patches = new Set([...new Set(files.map((file) => dirname(file)))].flatMap(patchFilesOf));
  return patches.size === 0 ? files : files.filter((file) => !patches.has(resolve(file)));
}

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
  if (TOOLS.test(value.apiVersion)) return [];
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
    if (found === undefined && isNamed) unreadable.push(message(YAML.noObject(), `${file}:${document.line}`));
    return found ?? [];
  });
  // Doubts about values of tools (a chart's values, a CI pipeline) are nobody's here.
  return { objects, unreadable, doubts: objects.length === 0 ? [] : doubts };
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
  const all = paths.flatMap((path): readonly Sources[] => {
    if (path === '-') return [textSources(PIPE, pipe(), true)];
    if (!existsSync(path)) return [{ objects: [], unreadable: [message(FILES.missing(), path)], doubts: [] }];
    const isNamed = !statSync(path).isDirectory();
    return filesOf(path).map((file, i, files) => {
      tell(file, i, files.length);
      return textSources(file, readFileSync(file, 'utf8'), isNamed);
    });
  });
  return {
    objects: all.flatMap(({ objects }) => objects),
    unreadable: all.flatMap(({ unreadable }) => unreadable),
    doubts: all.flatMap(({ doubts }) => doubts),
  };
}
