import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';

/** An entry of istio.io/api's annotations.yaml or labels.yaml. */
interface Entry {
  readonly name: string;
  readonly description?: string;
  readonly featureStatus: string;
  readonly deprecated?: boolean;
  readonly resources: readonly string[];
}

const entriesOf = (file: string, list: 'annotations' | 'labels'): readonly Entry[] => {
  const { [list]: entries } = load(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA }) as Record<string, Entry[]>;
  if (entries === undefined) throw new Error(`${file} has no ${list}`);
  return entries;
};

/** The names of what is in `file`. */
export const metadataNames = (file: string, list: 'annotations' | 'labels'): readonly string[] =>
  entriesOf(file, list).map(({ name }) => name);

/** A TypeScript constant of the annotations or labels in `file`: each by its name, with the kinds that carry it and its status. */
export function metadataConstant(file: string, list: 'annotations' | 'labels'): string {
  const lines = [...entriesOf(file, list)]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, description = '', featureStatus, deprecated = false, resources }) => [
      `  /** ${description.trim().replace(/\s+/g, ' ').replaceAll('*/', '*\\/')} */`,
      `  ${JSON.stringify(name)}: ${JSON.stringify({ resources, status: featureStatus, deprecated })},`,
    ]);
  return [
    `// Generated from ${list}.yaml of istio.io/api.`,
    `export const ${list.toUpperCase()} = {`,
    ...lines,
    '} as const;',
    '',
  ].join('\n');
}
