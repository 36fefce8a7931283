import { isBlock } from '../kit/json';

/** TypeScript as it is, among data that is printed. */
export class Code {
  constructor(readonly text: string) {}
}

/** `override(BASE, { ... })` */
export class Override {
  constructor(
    readonly base: string,
    readonly patch: object,
  ) {}
}

const WIDTH = 120;
/** Fields that say what the rest is about come first, the rest by their names. */
const FIRST = ['name', 'purpose', 'apiVersion', 'kind', 'op', 'object', 'path', 'metadata'];
/** The parts of an environment, in the order in which one reads of them. */
const PARTS = ['name', 'purpose', 'istio', 'revisions', 'tags', 'cni', 'ztunnel', 'gatewayApi', 'gateways'];

const inOrder = (first: readonly string[]) => {
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
  return (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);
};

const quoted = (text: string): string => {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return inner.includes("'") && !inner.includes('"') ? `"${inner}"` : `'${inner.replaceAll("'", "\\'")}'`;
};
const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

export interface PrintOptions {
  /** Comments above a field, by its path. */
  readonly notes?: ReadonlyMap<string, string>;
  /** Whether keys are sorted; the order of a literal object may mean something to its reader. @default true */
  readonly isSorted?: boolean;
}

/** A value as TypeScript, as a formatter of 120 columns leaves it. `column`: where it starts; `path`: of the field that it is. */
export function print(value: unknown, options: PrintOptions = {}, depth = 0, column = 0, path = ''): string {
  const { notes = new Map<string, string>(), isSorted = true } = options;
  if (value instanceof Code) return value.text;
  const pad = '  '.repeat(depth + 1);
  const end = '  '.repeat(depth);
  const room = WIDTH - column - 1;
  const isShort = (text: string) => text.length <= room && !text.includes('\n');
  const hasNote = [...notes.keys()].some((note) => note.startsWith(path === '' ? '' : `${path}.`));
  if (value instanceof Override) {
    const head = `override(${value.base}, `;
    return `${head}${print(value.patch, options, depth, column + head.length + 1, path)})`;
  }
  if (Array.isArray(value)) {
    const flat = `[${value.map((item) => print(item, options, depth, 0, path)).join(', ')}]`;
    if (isShort(flat)) return flat;
    const items = value.map((item) => `${pad}${print(item, options, depth + 1, pad.length, path)},\n`);
    return `[\n${items.join('')}${end}]`;
  }
  if (isBlock(value)) {
    const keys = Object.keys(value).filter((name) => value[name] !== undefined);
    if (isSorted) keys.sort(inOrder(depth === 0 ? PARTS : FIRST));
    if (keys.length === 0) return '{}';
    const under = (name: string) => (path === '' ? name : `${path}.${name}`);
    const flat = `{ ${keys.map((name) => `${key(name)}: ${print(value[name], options, depth, 0, under(name))}`).join(', ')} }`;
    if (depth > 0 && !hasNote && isShort(flat)) return flat;
    const lines = keys.map((name) => {
      const note = notes.get(under(name));
      const head = `${pad}${key(name)}: `;
      const text = print(value[name], options, depth + 1, head.length, under(name));
      return `${note === undefined ? '' : `${pad}// ${note}\n`}${head}${text},\n`;
    });
    return `{\n${lines.join('')}${end}}`;
  }
  if (typeof value === 'string') return value.includes('\n') && !value.includes('\r') ? template(value) : quoted(value);
  return String(value);
}

/** Text of several lines stays readable. */
const template = (text: string): string =>
  `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
