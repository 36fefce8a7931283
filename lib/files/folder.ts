import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { changesOf, patchFilesOf } from './kustomize';

const READ = /\.(ya?ml|json)$/;
/** Folders of programs, not of manifests. */
const SKIPPED = new Set(['node_modules', '.git']);

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

interface Manifests {
  /** But what kustomizations only change objects by. */
  readonly files: readonly string[];
  /** Folders of Helm's charts, whose templates are no YAML. */
  readonly charts: readonly string[];
  /** Kustomizations that make something else of the files, and the fields by which they do. */
  readonly changing: ReturnType<typeof changesOf>;
}

/** The manifests of a folder and below it. */
export function manifestsIn(folder: string): Manifests {
  const all = filesBelow(folder);
  const folders = [...new Set([folder, ...all.map((file) => dirname(file))])];
  const patches = new Set(folders.flatMap(patchFilesOf));
  const roots = all.filter((file) => basename(file) === 'Chart.yaml').map((file) => dirname(file));
  const chartOf = (file: string) => roots.find((root) => file.startsWith(join(root, 'templates', sep)));
  return {
    files: all.filter((file) => !patches.has(resolve(file)) && chartOf(file) === undefined),
    charts: [...new Set(all.flatMap((file) => chartOf(file) ?? []))],
    changing: folders.flatMap(changesOf),
  };
}
