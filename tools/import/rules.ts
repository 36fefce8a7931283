import { Environment } from '@marcbachmann/cel-js';

/** A node of a parsed CEL expression. */
interface Node {
  readonly op: string;
  readonly args: unknown;
}

const CEL = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

/** The CEL rules of CRDs (`x-kubernetes-validations`) by their text, but for those about changes, which compare with `oldSelf`. */
export function rulesOf(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const own = Object.entries(value).flatMap(([key, under]) =>
    key === 'x-kubernetes-validations' && Array.isArray(under) ? under.map(({ rule }) => String(rule)) : [],
  );
  const below = Object.values(value).flatMap((under) => [...rulesOf(under)]);
  return new Set([...own, ...below].filter((rule) => !rule.includes('oldSelf')));
}

/** A TypeScript module with each rule as a function: synth checks them without an interpreter, whose loading alone takes 40 ms. */
export function rulesModule(rules: ReadonlySet<string>): string {
  const lines = [...rules].sort().map((rule) => {
    // Kubernetes escapes reserved words: __namespace__.
    const { ast } = CEL.parse(rule.replace(/__(\w+?)__/g, '$1')) as unknown as { readonly ast: Node };
    const body = emit(ast);
    return `  ${JSON.stringify(rule)}: (self${body.includes('cel.') ? ', cel' : ''}) => ${body},`;
  });
  return [
    '// Generated from the CEL rules of the CRDs.',
    'type Rule = (self: any, cel: any) => unknown;',
    'export const RULES: Readonly<Record<string, Rule>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

const OPERATORS: Readonly<Record<string, string>> = { '==': '===', '!=': '!==' };
const STRING_METHODS: Readonly<Record<string, string>> = {
  ...{ contains: 'includes', startsWith: 'startsWith', endsWith: 'endsWith', substring: 'substring', split: 'split' },
};
const MACROS = ['all', 'exists', 'exists_one', 'filter'];

function emit({ op, args }: Node): string {
  if (op === 'id') return String(args);
  if (op === 'value') return typeof args === 'bigint' ? String(args) : JSON.stringify(args);
  if (op === '!_') return `!${emit(args as Node)}`;
  if (op === 'call') return emitCall(...(args as [string, Node[]]));
  if (op === 'rcall') return emitMethod(...(args as [string, Node, Node[]]));
  if (op === '.') {
    const [object, field] = args as [Node, string];
    return `cel.get(${emit(object)}, ${JSON.stringify(field)})`;
  }
  const parts = (args as Node[]).map(emit);
  if (op === 'list') return `[${parts.join(', ')}]`;
  if (op === 'map' && parts.length === 0) return '{}';
  if (op === '?:') return `(${parts[0]} ? ${parts[1]} : ${parts[2]})`;
  if (op === 'in') return `cel.within(${parts.join(', ')})`;
  if (op === '[]') return `cel.get(${parts.join(', ')})`;
  // An error on one side does not count where the other side decides.
  if (/^(&&|\|\|)$/.test(op) && parts.some((part) => part.includes('cel.get')))
    return `cel.${op === '&&' ? 'and' : 'or'}(${parts.map((part) => `() => ${part}`).join(', ')})`;
  if (/^(==|!=|<|<=|>|>=|\+|&&|\|\|)$/.test(op)) return `(${parts.join(` ${OPERATORS[op] ?? op} `)})`;
  throw new Error(`CEL operator ${op} is not translated`);
}

function emitCall(name: string, args: readonly Node[]): string {
  const [first] = args;
  if (name === 'has' && first?.op === '.') {
    const [object, field] = first.args as [Node, string];
    return `cel.has(${emit(object)}, ${JSON.stringify(field)})`;
  }
  return `cel.${name}(${args.map(emit).join(', ')})`;
}

function emitMethod(name: string, object: Node, args: readonly Node[]): string {
  const [variable, body] = args;
  if (MACROS.includes(name) && variable !== undefined && body !== undefined)
    return `cel.${name}(${emit(object)}, (${emit(variable)}: any) => ${emit(body)})`;
  const method = STRING_METHODS[name];
  const values = args.map(emit);
  return method === undefined
    ? `cel.${name}(${[emit(object), ...values].join(', ')})`
    : `${emit(object)}.${method}(${values.join(', ')})`;
}
