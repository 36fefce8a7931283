import { Expression, isTrue, type Scope } from './expression';
import { Continued, Each, Noted, Part, When } from './tree';

/** What a node stands for that is not there. */
const NOTHING = Symbol('nothing');

const entriesOf = (over: object): readonly (readonly [unknown, unknown])[] =>
  Array.isArray(over) ? [...over.entries()] : Object.entries(over).sort(([a], [b]) => (a < b ? -1 : 1));

function items(list: readonly unknown[], scope: Scope): readonly unknown[] {
  return list.flatMap((item): readonly unknown[] => {
    if (item instanceof Each)
      return entriesOf(item.over.valueIn(scope)).flatMap(([key, value]) => {
        const named = item.variables.length === 1 ? [value] : [key, value];
        const loops = new Map([...scope.loops, ...item.variables.map((name, i) => [name, named[i]] as const)]);
        return items([item.item], { ...scope, loops });
      });
    const value = resolve(item, scope);
    if (value === NOTHING) return [];
    return Array.isArray(value) ? value : [value];
  });
}

function entries(node: object, scope: Scope): object {
  const written: [string, unknown][] = [];
  for (const [key, noted] of Object.entries(node)) {
    const child = noted instanceof Noted ? noted.node : noted;
    const isContinued = child instanceof Continued;
    const value = resolve(isContinued ? child.list : child, scope);
    const above = written.at(-1);
    if (isContinued && isTrue(child.test.valueIn(scope)) && Array.isArray(above?.[1]) && Array.isArray(value))
      above[1] = [...above[1], ...value];
    else if (value !== NOTHING) written.push([key, value]);
  }
  return Object.fromEntries(written);
}

function resolve(node: unknown, scope: Scope): unknown {
  if (node === undefined) return NOTHING;
  if (node instanceof Noted || node instanceof Part) return resolve(node.node, scope);
  if (node instanceof When) return resolve(isTrue(node.test.valueIn(scope)) ? node.then : node.otherwise, scope);
  if (node instanceof Expression) return node.valueIn(scope);
  if (Array.isArray(node)) return items(node, scope);
  if (typeof node !== 'object' || node === null) return node;
  return entries(node, scope);
}

/** The YAML data that a tree stands for, given what istiod would hand to its template. */
export const evaluate = (tree: unknown, input: unknown): unknown => resolve(tree, { input, loops: new Map() });

/** A tree without anything left to injection, as plain data. */
export const settled = <T>(tree: unknown): T => evaluate(tree, {}) as T;
