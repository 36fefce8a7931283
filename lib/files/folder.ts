import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { patchFilesOf } from './kustomize';

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

/** The manifests of a folder and below it, but what kustomizations of it only change objects by; and Helm's charts, whose templates are no YAML. */
export function manifestsIn(folder: string): { readonly files: readonly string[]; readonly charts: readonly string[] } {
  const all = filesBelow(folder);
  const patches = new Set([...new Set(all.map((file) => dirname(file)))].flatMap(patchFilesOf));
  const roots = all.filter((file) => basename(file) === 'Chart.yaml').map((file) => dirname(file));
  const chartOf = (file: string) => roots.find((root) => file.startsWith(join(root, 'templates', sep)));
  return {
    files: all.filter((file) => !patches.has(resolve(file)) && chartOf(file) === undefined),
    charts: [...new Set(all.flatMap((file) => chartOf(file) ?? []))],
  };
}
