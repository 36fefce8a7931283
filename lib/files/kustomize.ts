import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blockOf, listOf } from '../kit/json';
import { readYaml, YamlFault } from '../kit/read-yaml';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** A kustomization as it is written; nothing of one that cannot be read, of which its file speaks. */
function read(file: string): unknown {
  try {
    return readYaml(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof YamlFault) return undefined;
    throw error;
  }
}

/** Fields of a kustomization that only list what there is. */
const LISTS = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'crds',
  'openapi',
  'sortOptions',
  'buildMetadata',
]);

/** By which fields kustomizations of a folder change objects, or add some. */
export const changesOf = (folder: string): readonly { readonly file: string; readonly fields: readonly string[] }[] =>
  NAMES.map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => ({ file, fields: Object.keys(blockOf(read(file))).filter((field) => !LISTS.has(field)) }))
    .filter(({ fields }) => fields.length > 0);

/** Files of a folder, or beside it, that its kustomization changes objects by: parts of objects, and none themselves. */
export function patchFilesOf(folder: string): readonly string[] {
  return NAMES.map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const { patches, patchesStrategicMerge, patchesJson6902, replacements } = blockOf(read(file));
      const paths = [patches, patchesJson6902, replacements].flatMap((list) =>
        listOf(list).map((one) => blockOf(one)['path']),
      );
      return [...paths, ...listOf(patchesStrategicMerge)]
        .filter((path): path is string => typeof path === 'string' && !path.includes('\n'))
        .map((path) => resolve(folder, path));
    });
}
