import { choicesOf } from '../../../lib/report/explain/takes';
import { type Written, writtenBy } from './writes';

/** So many fields are named. */
const NAMED = 4;
const LONG = 110;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
const code = (text: string): string => (text === '' ? '' : `\`${cell(text).replaceAll('`', "'")}\``);
const prose = (text: string): string => cell(text).replaceAll('<', '&lt;').replaceAll('{', '&#123;');

/** A type as one reads it: a closed set by its values. */
function typeOf(type: string): string {
  const plain = type
    .replaceAll(/\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll('readonly ', '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const text =
    choicesOf(plain)
      ?.map((one) => `'${one}'`)
      .join(' | ') ?? plain;
  return code(text.length > LONG ? `${text.slice(0, LONG)}…` : text);
}

/** What a comment says, and the default that it names. */
function saidOf({ doc }: Written): readonly [meaning: string, standard: string] {
  const [meaning = '', ...tags] = doc.split(/\s*@(?=default|throws|see)/);
  const [, standard = ''] = /^default (?:- )?(.*)$/.exec(tags.find((tag) => tag.startsWith('default')) ?? '') ?? [];
  return [prose(meaning), prose(standard)];
}

/** Fields by their kinds: `VirtualService: spec.hosts, spec.gateways`. */
function written(writes: readonly string[]): string {
  const kinds = [...new Set(writes.map((one) => one.split(' ')[0] ?? ''))];
  const parts = kinds.map((kind) => {
    const own = writes.flatMap((one) => (one.startsWith(`${kind} `) ? [one.slice(kind.length + 1)] : []));
    const more = own.length > NAMED ? ` and ${own.length - NAMED} more` : '';
    return own.length === 0 ? `a ${kind}` : `${kind}: ${own.slice(0, NAMED).map(code).join(', ')}${more}`;
  });
  return parts.slice(0, NAMED).join('; ') || '–';
}

const table = (props: readonly Written[]): readonly string[] => [
  '| prop | type | default | what it is | what it writes |',
  '| --- | --- | --- | --- | --- |',
  ...props.map((one) => {
    const [meaning, standard] = saidOf(one);
    const must = one.isOptional ? standard || '–' : 'must be given';
    return `| ${code(one.name)} | ${typeOf(one.type)} | ${must} | ${meaning} | ${written(one.writes)} |`;
  }),
];

/** The props of a construct, and of the blocks that they take, as Markdown; nothing where it takes none. */
export function propsText(construct: string): string {
  const props = writtenBy(construct);
  if (props.length === 0) return '';
  const inner = props.flatMap(({ name, inner: own }) =>
    own === undefined ? [] : [`### ${name}: ${own.type}`, '', ...table(own.props), ''],
  );
  return [
    '## Props',
    '',
    'What each writes was found by setting it otherwise in the example above: by the field one knows what Istio calls it. A dash: it shows elsewhere, or',
    'not in this example.',
    '',
    ...table(props),
    '',
    ...inner,
  ]
    .join('\n')
    .trimEnd();
}
