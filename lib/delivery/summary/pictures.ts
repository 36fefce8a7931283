import { basename } from 'node:path';

/** Pictures that differ between two commits, and where a reader's browser finds a file of one. */
export interface Pictures {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** Folder in the repository. */
  readonly folder: string;
  /** Commits, as the address spells them. */
  readonly commits: { readonly before: string; readonly after: string };
  /** `https://github.com/acme/mesh/blob/{commit}/{path}?raw=true` */
  readonly link: string;
}

/**
 * The pictures of meshes that differ, as Markdown. No comment of GitHub or GitLab shows an SVG that is in its text, or in a `data:` address;
 * both show one of a repository, by its address.
 */
export function picturesText({ before, after, folder, commits, link }: Pictures): string {
  const image = (when: 'before' | 'after', file: string) => {
    const address = link
      .replaceAll('{commit}', commits[when])
      .replaceAll('{path}', [...folder.split('/'), ...file.split('/')].map(encodeURIComponent).join('/'));
    return `![${basename(file, '.svg')}, ${when}](${address})`;
  };
  const differing = [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .sort();
  return differing
    .map((file) =>
      [
        '',
        `### The mesh: ${file.replace(/\.svg$/, '')}`,
        '',
        after.has(file) ? image('after', file) : 'It is gone.',
        '',
        ...(before.has(file)
          ? ['<details><summary>before</summary>', '', image('before', file), '', '</details>', '']
          : ['It is new.', '']),
      ].join('\n'),
    )
    .join('');
}
