import { printScalar } from '../../../kit/yaml';
import { type Context, Expression } from './expression';
import { Continued, Each, Noted, Part, When } from './tree';

type Lines = readonly string[];
const indent = (lines: Lines, by = '  '): Lines => lines.map((line) => (line === '' ? line : by + line));

const deeper = (context: Context): Context => ({ ...context, depth: context.depth + 1 });

/** Text that Go would take for a template of its own must come out of the template unchanged. */
const isSafe = (text: string): boolean => !text.includes('{{');
const constant = (value: unknown): string => {
  if (typeof value !== 'string') return printScalar(value);
  if (!isSafe(value)) return `{{ ${JSON.stringify(value)} | quote }}`;
  return value.includes('\n') ? JSON.stringify(value) : printScalar(value);
};

/** A block that fits into this many characters stands on one line. */
const WIDTH = 180;

const isPlain = (node: object): boolean => Array.isArray(node) || Object.getPrototypeOf(node) === Object.prototype;

/** YAML's flow style in at most `room` characters, for values and expressions without any choice among them. */
function flow(node: unknown, context: Context, room: number): string | undefined {
  if (node instanceof Expression) return printed(node, context);
  if (typeof node !== 'object' || node === null) return isSafe(String(node)) ? printScalar(node) : undefined;
  if (!isPlain(node)) return undefined;
  const isList = Array.isArray(node);
  let text = '';
  let last: unknown;
  for (const [key, value] of Object.entries(node)) {
    if (value === undefined) continue;
    const line = flow(value, context, room - text.length);
    if (line === undefined) return undefined;
    text += `${text === '' ? '' : ', '}${isList ? '' : `${printScalar(key)}: `}${line}`;
    if (text.length > room) return undefined;
    last = value;
  }
  if (isList) return `[${text}]`;
  return `{${text}${last instanceof Expression ? ' ' : ''}}`;
}

const printed = (expression: Expression<unknown>, context: Context): string => {
  const go = expression.go(context);
  return expression.form === 'text' ? `{{ ${go} | quote }}` : `{{ ${go} }}`;
};

function inline(node: unknown, context: Context): string | undefined {
  if (typeof node !== 'object' || node === null || !isPlain(node)) return undefined;
  // Looking must not define anything: what turns out too long is written as a block.
  let defines = false;
  const define = () => {
    defines = true;
  };
  const line = flow(node, { ...context, define }, WIDTH);
  return line !== undefined && defines ? flow(node, context, WIDTH) : line;
}

/** Prints one template: definitions first, then shared parts, then the body. */
class Printer {
  private readonly parts = new Map<string, { readonly depth: number; readonly lines: Lines }>();

  template(documents: readonly unknown[]): string {
    const [definitions, body] = this.scoped(0, (context) =>
      documents.flatMap((tree, i) => [...(i === 0 ? [] : ['---']), ...this.block(tree, context)]),
    );
    return `${[...[...this.parts.values()].map((part) => part.lines), definitions, body].flat().join('\n')}\n`;
  }

  /** The lines of something with variables of its own, and those variables' definitions. */
  private scoped(depth: number, print: (context: Context) => Lines): readonly [Lines, Lines] {
    const definitions = new Map<string, Lines>();
    const meanings = new Map<string, string>();
    const define = (name: string, meaning: string, lines: () => Lines) => {
      const known = meanings.get(name);
      if (known !== undefined && known !== meaning) throw new Error(`two variables $${name}`);
      meanings.set(name, meaning);
      // What it is made of comes before it.
      if (known === undefined) definitions.set(name, lines());
    };
    const body = print({ define, depth, loops: 0 });
    return [[...definitions.values()].flat(), body];
  }

  private block(node: unknown, context: Context): Lines {
    if (node instanceof Noted) return [`# ${node.note}`, ...this.block(node.node, context)];
    if (Array.isArray(node)) return node.flatMap((item) => this.item(item, context));
    return this.entries(Object.entries(node as object), context);
  }

  /** `if`, with neighbours of the same test in one block and `else if` for a choice within the other branch. */
  private branches(entries: readonly (readonly [string, When<unknown>])[], context: Context, chained = false): Lines {
    const test = entries[0]?.[1].test.go(context) ?? '';
    const then = this.entries(
      entries.map(([key, node]) => [key, node.then] as const),
      context,
    );
    const others = entries.flatMap(([key, node]) =>
      node.otherwise === undefined ? [] : [[key, node.otherwise] as const],
    );
    const [first, ...more] = others;
    const otherwise =
      first === undefined
        ? []
        : first[1] instanceof When && more.length === 0
          ? this.branches([[first[0], first[1]]], context, true)
          : ['{{- else }}', ...this.entries(others, context)];
    return [`{{- ${chained ? 'else if' : 'if'} ${test} }}`, ...then, ...otherwise, ...(chained ? [] : ['{{- end }}'])];
  }

  private entries(entries: readonly (readonly [string, unknown])[], context: Context): Lines {
    const written = entries.filter(([, node]) => node !== undefined);
    const lines: string[] = [];
    for (let i = 0; i < written.length; ) {
      const [key, node] = written[i] as readonly [string, unknown];
      if (node instanceof When) {
        const group: (readonly [string, When<unknown>])[] = [];
        for (let next = written[i]; next?.[1] instanceof When && next[1].test === node.test; next = written[++i])
          group.push([next[0], next[1]]);
        lines.push(...this.branches(group, context));
      } else {
        lines.push(...this.entry(key, node, context));
        i++;
      }
    }
    return lines;
  }

  private entry(name: string, node: unknown, context: Context): Lines {
    const key = constant(name);
    if (node instanceof Noted) return [`# ${node.note}`, ...this.entries([[name, node.node]], context)];
    if (node instanceof Part)
      return [`${key}:`, ...this.use(node, Array.isArray(node.node) ? context : deeper(context))];
    if (node instanceof Continued)
      return [
        `{{- if not ${node.test.operand(context)} }}`,
        `${key}:`,
        '{{- end }}',
        ...this.block(node.list, context),
      ];
    if (node instanceof Expression) return [`${key}: ${printed(node, context)}`];
    if (node === null) return [`${key}:`];
    const line = inline(node, context);
    if (line !== undefined) return [`${key}: ${line}`];
    if (Array.isArray(node)) return [`${key}:`, ...this.block(node, context)];
    if (typeof node === 'object') {
      const lines = this.block(node, deeper(context));
      return [`${key}:`, ...indent(lines)];
    }
    return [`${key}: ${constant(node)}`];
  }

  private item(node: unknown, context: Context): Lines {
    if (node === undefined) return [];
    if (node instanceof Noted) return [`# ${node.note}`, ...this.item(node.node, context)];
    if (node instanceof Part) return this.use(node, context);
    if (node instanceof When) return this.choice(node, context);
    if (node instanceof Each) {
      const variables = node.variables.map((name) => `$${name}`).join(', ');
      const inside = { ...context, loops: context.loops + 1 };
      return [`{{- range ${variables} := ${node.over.go(context)} }}`, ...this.item(node.item, inside), '{{- end }}'];
    }
    if (Array.isArray(node)) return node.flatMap((one) => this.item(one, context));
    if (node instanceof Expression) return [`- ${printed(node, context)}`];
    if (typeof node !== 'object' || node === null) return [`- ${constant(node)}`];
    const line = inline(node, context);
    if (line !== undefined) return [`- ${line}`];
    const [first = '', ...rest] = this.block(node, deeper(context));
    return [`- ${first}`, ...indent(rest)];
  }

  private choice({ test, then, otherwise }: When<unknown>, context: Context, chained = false): Lines {
    const other =
      otherwise === undefined
        ? []
        : otherwise instanceof When
          ? this.choice(otherwise, context, true)
          : ['{{- else }}', ...this.item(otherwise, context)];
    const head = `{{- ${chained ? 'else if' : 'if'} ${test.go(context)} }}`;
    return [head, ...this.item(then, context), ...other, ...(chained ? [] : ['{{- end }}'])];
  }

  /** Whatever uses a part must stand as deep as what used it first; containers and init containers do. */
  private use({ name, node }: Part<unknown>, { depth }: Context): Lines {
    const known = this.parts.get(name);
    if (known !== undefined && known.depth !== depth) throw new Error(`part ${name} stands in places of unequal depth`);
    if (known === undefined) {
      const [definitions, body] = this.scoped(depth, (context) => this.block(node, context));
      const lines = [`{{- define "${name}" }}`, ...definitions, ...indent(body, '  '.repeat(depth)), '{{- end }}'];
      this.parts.set(name, { depth, lines });
    }
    return [`{{- template "${name}" . }}`];
  }
}

/** The Go template text of one tree, or of several that make as many YAML documents. */
export const printTemplate = (...documents: readonly unknown[]): string => new Printer().template(documents);
