import { http, prefix } from '../../../lib';
import { type Member, membersOf } from '../../../lib/report/explain/docs';
import { choicesOf, propsOf } from '../../../lib/report/explain/takes';
import type { ExampleMesh } from '../constructs';

/** How deep a value is made up. */
const DEEPEST = 4;

/** Handles of the example's mesh, and what else has no literal, by the types that ask for them. */
const HANDLES: Readonly<Record<string, (mesh: ExampleMesh) => readonly unknown[]>> = {
  ServiceHandle: ({ stock, cart }) => [stock, cart],
  VersionHandle: ({ cart }) => [cart.version('v1')],
  PortHandle: ({ cart, stock }) => [cart.port(80), stock.port(80)],
  PolicyTarget: ({ stock, cart }) => [stock, cart],
  Workload: ({ stock, cart }) => [stock, cart],
  Caller: ({ cart }) => [cart],
  Destination: ({ stock, cart }) => [stock, cart],
  GatewayPods: ({ ingress, egress }) => [ingress, egress],
  LimitedTraffic: ({ cart, stock }) => [cart.port(80), stock.port(80), cart],
  ServicePort: () => [http(7000)],
  Injection: () => ['ambient', false, true],
  PathMatch: () => [prefix('/sample')],
  StringMatch: () => ['sample', prefix('sample')],
  Labels: () => [{ sample: 'sample' }],
  StringMap: () => [{ sample: 'sample' }],
  Block: () => [{ sample: 'sample' }],
};

/** Texts that a prop of a name takes. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/hosts?$|domain$|subjectAltNames/i, 'sample.example.com'],
  [/address(es)?$/i, '192.0.2.1'],
  [/interval|timeout|duration|ejectFor|ttl|idle/i, '7s'],
  [/exportTo/, '.'],
  [/locality/i, 'region/zone'],
  [/url|uri/i, 'https://sample.example.com/keys'],
  [/sha256/, '0'.repeat(64)],
  [/path/i, '/sample'],
];

/** Values that a prop of a type may take, the simplest first; none where nothing is known of the type. */
export function samplesOf(name: string, type: string, mesh: ExampleMesh, depth = 0): readonly unknown[] {
  const text = type
    .replaceAll(/\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^\| /, '');
  const inner = (of: string) => samplesOf(name, of, mesh, depth + 1);
  if (depth > DEEPEST) return [];
  const choices = [...text.matchAll(/'([^']*)'/g)].map(([, one]) => one);
  if (/^('[^']*'( \| )?)+$/.test(text)) return choices;
  if (text === 'boolean' || text === 'true' || text === 'false')
    return text === 'boolean' ? [true, false] : [text === 'true'];
  if (text === 'number') return [7, 1, 100];
  if (text === 'string') return [TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? 'sample'];
  const [, item] = /^readonly (.+)\[\]$/.exec(text) ?? /^ReadonlyArray<(.+)>$/.exec(text) ?? [];
  if (item !== undefined && eitherOf(text).length === 1)
    return inner(item.replace(/^\((.*)\)$/, '$1')).map((one) => [one]);
  const [, value] = /^Readonly<Record<string, (.+)>>$/.exec(text) ?? [];
  if (value !== undefined) return inner(value).map((one) => ({ sample: one }));
  const either = eitherOf(text);
  if (either.length > 1) return either.flatMap(inner);
  const [, body] = /^\{(.*)\}$/.exec(text) ?? [];
  if (body !== undefined) return blocks([...membersOf(body.replaceAll(/;(?! *$)/g, ';\n'))], mesh, depth);
  if (!/^\w+$/.test(text)) return [];
  const handle = HANDLES[text];
  if (handle !== undefined) return handle(mesh);
  const known = choicesOf(text);
  if (known !== undefined) return known;
  return blocks([...propsOf(text)], mesh, depth);
}

/** The parts of a union. */
function eitherOf(type: string): readonly string[] {
  let depth = 0;
  const parts = [''];
  for (const [i, letter] of [...type].entries()) {
    if ('{[(<'.includes(letter)) depth++;
    else if ('}])'.includes(letter) || (letter === '>' && type[i - 1] !== '=')) depth--;
    if (letter === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '' && part !== 'undefined');
}

/** Blocks with what they must have, and each with one more thing. */
function blocks(props: readonly (readonly [string, Member])[], mesh: ExampleMesh, depth: number): readonly unknown[] {
  if (props.length === 0) return [];
  const one = (name: string, of: string) => samplesOf(name, of, mesh, depth + 1)[0];
  const needed = props.filter(([, { isOptional }]) => !isOptional).map(([name, { type: of }]) => [name, one(name, of)]);
  if (needed.some(([, value]) => value === undefined)) return [];
  const least = Object.fromEntries(needed);
  const more = props.flatMap(([name, { type: of, isOptional }]) => {
    const value = isOptional ? one(name, of) : undefined;
    return value === undefined ? [] : [{ ...least, [name]: value }];
  });
  return needed.length > 0 ? [least, ...more] : more;
}

/** Whether a type is one that the example's mesh has, and no block that somebody writes. */
export const isHandle = (type: string): boolean => type in HANDLES;
