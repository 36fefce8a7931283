import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '..');

/** What is written for users, by path. */
export const pages: ReadonlyMap<string, string> = new Map(
  ['docs', 'docs/guides']
    .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.md'))
    .concat('README.md')
    .map((page) => [page, readFileSync(join(root, page), 'utf8')]),
);

export interface Block {
  readonly language: string;
  readonly code: string;
}

/** The code of a text in the order in which it is read. */
export const blocksIn = (text: string): readonly Block[] =>
  [...text.matchAll(/```(ts|sh)\n([\s\S]*?)```/g)].map(([, language = '', code = '']) => ({ language, code }));

/** The code of a page. */
export const blocksOf = (page: string): readonly Block[] => blocksIn(pages.get(page) ?? '');

/** The commands of a block, without their comments; a loop is one. */
export const commandsOf = ({ language, code }: Block): readonly string[] =>
  language !== 'sh'
    ? []
    : [...code.matchAll(/^for [\s\S]*?^done$|^.+$/gm)]
        .map(([command]) => command.replace(/(^|\s+)#.*/, ''))
        .filter((command) => command !== '');
