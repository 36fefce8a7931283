/** What kubectl takes a plain word for. `doubt`: readers of other YAML versions, and many people, take it for something else. */
export interface Word {
  readonly tag: 'str' | 'bool' | 'int' | 'float' | 'null';
  readonly value: unknown;
  readonly doubt?: true;
}

/** A word or tag that kubectl refuses. */
export class NoValue extends Error {}

const forms = (word: string): readonly string[] => [
  word,
  word.toUpperCase(),
  `${word[0]?.toUpperCase()}${word.slice(1)}`,
];
const each = (words: readonly string[], meaning: Word): readonly (readonly [string, Word])[] =>
  words.flatMap(forms).map((word) => [word, meaning] as const);

const WORDS: ReadonlyMap<string, Word> = new Map([
  ...each(['true'], { tag: 'bool', value: true }),
  ...each(['false'], { tag: 'bool', value: false }),
  ...each(['y', 'yes', 'on'], { tag: 'bool', value: true, doubt: true }),
  ...each(['n', 'no', 'off'], { tag: 'bool', value: false, doubt: true }),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { tag: 'null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { tag: 'float', value: Number.NaN }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, { tag: 'float', value: Infinity }] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { tag: 'float', value: -Infinity }] as const),
]);

const INT = /^[-+]?(0[bB][01]+|0[oO]?[0-7]+|0[xX][\da-fA-F]+|0|[1-9]\d*)$/;
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/** Numbers of 64 bits: signed, or without a sign. */
function intOf(plain: string): bigint | undefined {
  if (!INT.test(plain)) return undefined;
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(plain) ?? [];
  const size = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const value = sign === '-' ? -size : size;
  return value >= -(2n ** 63n) && value < (sign === '' ? 2n ** 64n : 2n ** 63n) ? value : undefined;
}

/** The word without quotes and tag. Source: resolve in go.yaml.in/yaml/v2, which sigs.k8s.io/yaml uses. */
export function wordOf(text: string): Word {
  const known = WORDS.get(text);
  if (known !== undefined) return known;
  if (!/^[-+.\d]/.test(text)) return { tag: 'str', value: text };
  const plain = text.startsWith('.') ? text.replaceAll(/(?<=\d)_(?=\d)/g, '') : text.replaceAll('_', '');
  const int = intOf(plain);
  if (int !== undefined) {
    const value = Number(int);
    const plainly = /^-?(0|[1-9]\d*|0x[\da-f]+)$/i.test(text) && Number.isSafeInteger(value);
    return { tag: 'int', value, ...(plainly ? {} : { doubt: true }) };
  }
  const value = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  if (!Number.isFinite(value)) return { tag: 'str', value: text };
  // One that begins with zeros was probably meant as octal, or as text.
  return { tag: 'float', value, ...(plain !== text || /^[-+]?0\d/.test(plain) ? { doubt: true } : {}) };
}

const SHORT = /^(?:!!|!?<?tag:yaml\.org,2002:)([^>]*)>?$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?([Zz]|[-+]\d\d:\d\d)?)?$/;

/** A scalar with the tag that is written before it. @throws NoValue if it is none of that kind */
export function taggedWord(tag: string, text: string): unknown {
  const [, kind] = SHORT.exec(tag) ?? [];
  if (kind === 'binary') return binary(text);
  if (kind === 'timestamp' && DATE.test(text)) return text;
  if (kind === undefined || !['bool', 'int', 'float', 'null', 'timestamp'].includes(kind)) return text;
  const word = wordOf(text);
  if (word.tag !== kind && !(kind === 'float' && word.tag === 'int'))
    throw new NoValue(`cannot decode "${text}" as ${kind}`);
  return word.value;
}

function binary(text: string): string {
  const bytes = text.replaceAll(/[\r\n]/g, '');
  if (bytes.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bytes)) throw new NoValue('!!binary is no base64');
  return Buffer.from(bytes, 'base64').toString('utf8');
}
