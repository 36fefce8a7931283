import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Entry, linesOf } from '../../lib/kit/problems';

const LIB = join(__dirname, '..', '..', 'lib');
/** All catalogues; names are checked where no problem of others is known. */
const FILES = [
  ...readdirSync(join(LIB, 'problems'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('problems', file)),
  join('kit', 'formats', 'names.ts'),
];

/** A file of `lib/problems/`: messages about one thing. */
export interface Catalogue {
  readonly file: string;
  readonly about: string;
  readonly entries: readonly Entry[];
}

/** Every catalogue that has messages, in the order of their names. */
export const CATALOGUES: readonly Catalogue[] = [...FILES]
  .sort((a, b) => basename(a).localeCompare(basename(b)))
  .flatMap((path) => {
    const file = basename(path, '.ts');
    const exported: Readonly<Record<string, unknown>> = require(join(LIB, path));
    const entries = Object.values(exported).flatMap((one) =>
      typeof one === 'object' && one !== null ? linesOf(one) : [],
    );
    const [, about = ''] =
      /\/\*\* (.*?)\s*\*\/\nexport const \w+ = catalogue/.exec(readFileSync(join(LIB, path), 'utf8')) ?? [];
    return entries.length === 0 ? [] : [{ file, about, entries }];
  });
