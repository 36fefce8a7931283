import { dump } from 'js-yaml';
import { isPlainBlock } from './json';

type Indent = 1 | 2;
const OPTIONS = { lineWidth: -1, noRefs: true } as const;
const FURTHER_LINE = /\n(?=[^\n])/g;

/**
 * One YAML document that kubectl reads back exactly. Strings that any YAML version would take for something else are quoted. The bytes are
 * those of js-yaml's `dump`, which is asked about words alone: laying the structure out here takes a tenth of its time.
 */
export function printYaml(value: unknown, indent: Indent = 2): string {
  const step = ' '.repeat(indent);
  const lines: string[] = [];
  /** `lead` stands before the first entry, `pad` before all others. */
  const entries = (node: object, lead: string, pad: string): void => {
    let before = lead;
    if (Array.isArray(node)) {
      for (const item of node) {
        put(`${before}-`, item ?? null, pad, indent === 2);
        before = pad;
      }
      return;
    }
    for (const [name, item] of Object.entries(node)) {
      if (item === undefined) continue;
      const key = printKey(name);
      if (key.startsWith('? ')) {
        lines.push(before + key);
        put(`${pad}:`, item, pad, indent === 2);
      } else put(`${before}${key}:`, item, pad, false);
      before = pad;
    }
  };
  /** A value within the line of its `head` or below it; the first entry of a block may stand `beside` a dash. */
  const put = (head: string, node: unknown, pad: string, beside: boolean): void => {
    if (!isCollection(node)) lines.push(`${head} ${leaf(node, indent, pad)}`);
    else if (isEmpty(node)) lines.push(`${head} ${Array.isArray(node) ? '[]' : '{}'}`);
    else {
      if (!beside) lines.push(head);
      entries(node, beside ? `${head} ` : pad + step, pad + step);
    }
  };
  if (!isCollection(value) || isEmpty(value)) return dump(value, { indent, ...OPTIONS });
  entries(value, '', '');
  const text = lines.join('\n');
  // Empty lines at the end of a text would be taken for none of its own, so the end of the document is marked.
  return text.endsWith('\n') ? `${text}\n...\n` : `${text}\n`;
}

const isCollection = (node: unknown): node is object => Array.isArray(node) || isPlainBlock(node);
const isEmpty = (node: object): boolean =>
  Array.isArray(node) ? node.length === 0 : Object.values(node).every((item) => item === undefined);

/** Most words are plain at sight: whole numbers, and text of harmless characters that no YAML reader takes for something else. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== 'string') return typeof value === 'boolean' || (Number.isSafeInteger(value) && value !== 0);
  return PLAIN.test(value) && !WORD.test(value);
}
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const PLAIN = /^[A-Za-z/](?:[\w ./()'"=&|<>*+@!;-]{0,998}[\w./()'"=])?$/;

/** After a dash or key a line may be more: flags and variables, marks that mean something beside a space alone, and amounts with units. */
const PLAIN_LINE = /^(?:(?:[A-Za-z/$(]|--?[A-Za-z])(?!.*(?:: | #))[ -~]*[!-9;-~]|[1-9]\d*(?:m|s|h|Ki|Mi|Gi))$/;
/** Texts that are numbers and truth values without quotes. */
const QUOTED = /^(?:0|[1-9]\d*|true|false)$/;

/** js-yaml prepares itself anew at each call, so what stands on one line is printed once; longer texts come back with their objects alone. */
const LONGEST_KEPT = 200;
function remembered(print: (value: unknown) => string): (value: unknown) => string {
  const texts = new Map<unknown, string>();
  return (value) => {
    if (isPlain(value)) return String(value);
    if (Object.is(value, -0)) return print(value); // a map takes it for 0
    if (typeof value === 'string' && value.length > LONGEST_KEPT) return print(value);
    const known = texts.get(value);
    if (known !== undefined) return known;
    const text = print(value);
    texts.set(value, text);
    return text;
  };
}

/** A key as it stands before its colon; one that needs a line of its own begins with `? `. */
const printKey = remembered((name) => dump({ [String(name)]: 0 }, OPTIONS).replace(/\n?: 0\n$/, ''));

/** Lines of harmless characters, the first of which does not begin with a space: they stand as they are. */
const LINES = /^[!-~][ -~]*(?:\n[ -~]*)+$/;

/** A string, number or boolean after a key or dash, whose further lines stand behind `pad`. */
function leaf(value: unknown, indent: Indent, pad: string): string {
  if (typeof value === 'string' && value.includes('\n') && LINES.test(value)) {
    const end = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
    const lines = `\n${value}`.replaceAll(FURTHER_LINE, `\n${pad}${' '.repeat(indent)}`);
    return `|${end}${end === '-' ? lines : lines.slice(0, -1)}`;
  }
  const text = printLeaf[indent](value);
  return text.includes('\n') ? text.replaceAll(FURTHER_LINE, `\n${pad}`) : text;
}

/** Any other, as if it stood at the left edge. */
const atEdge = (indent: Indent) =>
  remembered((value) => {
    if (value === 0 && !Object.is(value, -0)) return '0';
    if (typeof value === 'string' && PLAIN_LINE.test(value) && !WORD.test(value)) return value;
    if (typeof value === 'string' && QUOTED.test(value)) return `'${value}'`;
    return dump([value, 0], { indent, ...OPTIONS }).slice(2, -5);
  });
const printLeaf = { 1: atEdge(1), 2: atEdge(2) };

/** One string, number or boolean as it stands within a line of flow style. */
export const printScalar = remembered((value) =>
  dump([value], { flowLevel: 0, ...OPTIONS })
    .trimEnd()
    .slice(1, -1),
);

/** Stands between the documents of a file. */
export const SEPARATOR = '---\n';

/** A manifest file: the objects as YAML documents, in order. */
export const printManifests = (objects: readonly unknown[]): string =>
  objects.map((object) => printYaml(object)).join(SEPARATOR);
