import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../kit/problems';
import { REPORT } from '../../problems/commands/report';
import { packageRoot } from '../assets';

/** A code of a message, as `explain` takes it. */
export const isCode = (what: string): boolean => /^(MESH|IST)\d{3,4}$/.test(what);

/** Markdown as it reads at a prompt: code is indented, links are their words. */
function plain(chapter: string): string {
  let isCode = false;
  return chapter
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) {
        isCode = !isCode;
        return [];
      }
      if (isCode) return [line === '' ? '' : `    ${line}`];
      return [line.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll('`', '')];
    })
    .join('\n')
    .trim();
}

/** What a message means, with what fails and what does not: its chapter of the reference. @throws MESH885 for a code that none has */
export function meaningOf(code: string, root = packageRoot()): string {
  // What is built calls itself a package, too.
  const folder = [root, join(root, '..')]
    .map((one) => join(one, 'docs', 'reference', 'messages'))
    .find((one) => existsSync(one));
  for (const file of folder === undefined ? [] : readdirSync(folder)) {
    const [, ...chapters] = readFileSync(join(folder ?? '', file), 'utf8').split(/^## /m);
    const found = chapters.find((one) => one.startsWith(`${code}\n`));
    if (found !== undefined) return plain(found.slice(code.length));
  }
  return refuse(code, REPORT.noMessage());
}
