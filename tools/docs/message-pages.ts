import { diffLines } from 'diff';
import { RULES } from '../../lib/checks';
import type { Severity } from '../../lib/checks/rule';
import { ENVIRONMENT_RULES } from '../../lib/installation/rules';
import type { Entry } from '../../lib/kit/problems';
import { EXAMPLES, type Twins } from '../../test/examples';
import { SHOP, said } from '../../test/examples/said';
import { ROWS } from '../../test/validation';
import { CATALOGUES, type Catalogue } from './catalogues';
import { unknowns } from './unknown';

const FENCE = '```';

/** A message where nothing is known of what it is about: each fact by its name. */
function template([code, say]: Entry): string {
  try {
    const [fact, remedy] = say(...(unknowns(say) as Parameters<typeof say>));
    return `${code} [place] ${fact}; ${remedy}`;
  } catch {
    return `${code} [place] <what was found>; <what to do about it>`; // it chooses its words by what was found
  }
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{', '&#123;');

/** Numbers of the lines of `text` that `other` has not, as the site marks them. */
function marked(text: string, other: string): string {
  const lines: number[] = [];
  let at = 0;
  for (const { added, removed, count = 0 } of diffLines(`${other}\n`, `${text}\n`)) {
    if (removed) continue;
    if (added) lines.push(...Array.from({ length: count }, (_, i) => at + i + 1));
    at += count;
  }
  return lines.length === 0 ? '' : ` {${lines.join(',')}}`;
}

const block = (language: string, text: string): string => `${FENCE}${language}\n${text}\n${FENCE}\n`;

/** What fails, what is said of it, and the same mended. */
const compared = (twins: Twins): string =>
  [
    block(`${twins.language}${marked(twins.wrong, twins.right)}`, twins.wrong),
    block('text', said(twins, twins.wrong).join('\n')),
    'Mended:\n',
    block(`${twins.language}${marked(twins.right, twins.wrong)}`, twins.right),
  ].join('\n');

const SAYS: Readonly<Record<Severity, string>> = { error: 'an error', warning: 'a warning', info: 'to know' };

function section(entry: Entry): string {
  const [code] = entry;
  const example = EXAMPLES.find((one) => one.code === code);
  const rules = [...RULES, ...ENVIRONMENT_RULES].filter(({ codes }) => codes.includes(code));
  const rows = ROWS.filter((row) => row.code === code).length;
  return [
    `## ${code}`,
    '',
    ...(example === undefined
      ? [block('text', template(entry))]
      : [`${example.why}\n`, example.twins.map(compared).join('\nAnother:\n\n')]),
    ...rules.map(
      ({ name, severity, about }) =>
        `What must be true: ${escaped(about)} ([\`${name}\`](../rules.md), ${SAYS[severity]}).\n`,
    ),
    ...(rows > 1 ? [`It stands for ${rows} things that [istiod's validation](../../validation.md) asks.\n`] : []),
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
    'A message is `CODE [place] fact; remedy`. Each example is run by a test, beside [a small shop](index.md#the-shop), and gives what is',
    'printed below it; mended, it gives nothing. `<name>` stands for what a message is about.',
    '',
    ...[...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(section),
  ].join('\n');

const index = (): string =>
  [
    '# Messages by code',
    '',
    'Everything that the project says is wrong, with what to do about it. One object is let off a rule by the annotation',
    '`cdk8s-istio/waived-<code>` with a reason.',
    '',
    '| code | message |',
    '| --- | --- |',
    ...CATALOGUES.flatMap(({ file, entries }) => entries.map((entry) => ({ file, entry })))
      .sort((a, b) => (a.entry[0] < b.entry[0] ? -1 : 1))
      .map(({ file, entry }) => {
        const [code] = entry;
        const [fact = ''] = template(entry).slice(`${code} [place] `.length).split('; ');
        return `| [${code}](${file}.md#${code.toLowerCase()}) | ${escaped(fact)} |`;
      }),
    '',
    '## The shop',
    '',
    'What the examples stand beside, and the ingress gateway of an installation. In YAML:',
    '',
    block('yaml', SHOP.trimEnd()),
    'In TypeScript, everything is imported from `cdk8s-istio`; `shop` and `edge` are namespaces of a mesh, `cart` (with the versions `v1` and',
    "`v2`) and `stock` microservices in `shop`, and `ingress` and `egress` gateways' pods in `edge`.",
    '',
  ].join('\n');

/** The pages of all messages, one for each file of `lib/problems/`, and the list of codes, by file name. */
export const messagePages = (): ReadonlyMap<string, string> =>
  new Map([['index.md', index()], ...CATALOGUES.map((one) => [`${one.file}.md`, page(one)] as const)]);
