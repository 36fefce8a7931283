import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RULES } from '../../lib/checks';
import { ENVIRONMENT_RULES } from '../../lib/installation/rules';
import { type Entry, linesOf } from '../../lib/kit/problems';
import { unknowns } from './unknown';

const LIB = join(__dirname, '..', '..', 'lib');
/** All catalogues; names are checked where no problem of others is known. */
const FILES = [
  ...readdirSync(join(LIB, 'problems'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('problems', file)),
  join('kit', 'formats', 'names.ts'),
];

/** A file of `lib/problems/`: messages about one thing. */
interface Catalogue {
  readonly file: string;
  readonly about: string;
  readonly entries: readonly Entry[];
}

function catalogues(): readonly Catalogue[] {
  return [...FILES]
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
}

/** What a message says where nothing is known of what it is about: each fact by its name. */
function said([code, say]: Entry): string {
  try {
    const [fact, remedy] = say(...(unknowns(say) as never[]));
    return `${code} [place] ${fact}; ${remedy}`;
  } catch {
    return `${code} [place] <what was found>; <what to do about it>`; // it chooses its words by what was found
  }
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{', '&#123;');

function section(entry: Entry): string {
  const [code] = entry;
  const rules = [...RULES, ...ENVIRONMENT_RULES].filter(({ codes }) => codes.includes(code));
  return [
    `## ${code}`,
    '',
    '```text',
    said(entry),
    '```',
    '',
    ...rules.map(
      ({ name, severity, about }) => `What must be true: ${escaped(about)} (rule \`${name}\`, ${severity}).\n`,
    ),
    ...(code.startsWith('IST')
      ? [
          `Istio's own analyzer has this code: [${code}](https://istio.io/latest/docs/reference/config/analysis/${code.toLowerCase()}/).\n`,
        ]
      : []),
  ].join('\n');
}

const page = ({ about, entries }: Catalogue): string =>
  [
    `# ${about.split('. ')[0]?.replace(/\.$/, '') ?? ''}`,
    '',
    'A message is `CODE [place] fact; remedy`. Below, `<name>` stands for what it is about.',
    '',
    ...[...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(section),
  ].join('\n');

const index = (all: readonly Catalogue[]): string =>
  [
    '# Messages by code',
    '',
    'Everything that the project says is wrong, with what to do about it. One object is let off a rule by the annotation',
    '`cdk8s-istio/waived-<code>` with a reason.',
    '',
    '| code | message |',
    '| --- | --- |',
    ...all
      .flatMap(({ file, entries }) => entries.map((entry) => ({ file, entry })))
      .sort((a, b) => (a.entry[0] < b.entry[0] ? -1 : 1))
      .map(({ file, entry }) => {
        const [code] = entry;
        const [fact = ''] = said(entry).slice(`${code} [place] `.length).split('; ');
        return `| [${code}](${file}.md#${code.toLowerCase()}) | ${escaped(fact)} |`;
      }),
    '',
  ].join('\n');

/** The pages of all messages, one for each file of `lib/problems/`, and the list of codes, by file name. */
export function messagePages(): ReadonlyMap<string, string> {
  const all = catalogues();
  return new Map([['index.md', index(all)], ...all.map((one) => [`${one.file}.md`, page(one)] as const)]);
}
