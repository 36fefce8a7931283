import type { At } from '../checks/rule';
import { isBlock } from '../kit/json';
import type { KubeObject } from '../model/object';

type Path = readonly (string | number)[];

/** What a name, a namespace or a kind tells is which object it is, not what is wrong with it. */
const NAMES: readonly string[] = ['apiVersion', 'kind', 'status', 'metadata.name', 'metadata.namespace'];

/** The parts of a block or a list, each with its name. */
function partsOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return value.map((one, i) => [i, one] as const);
  return isBlock(value) ? Object.entries(value) : [];
}

/** The path to a part of an object, which is that very part and not one like it. */
function pathTo(value: unknown, part: unknown): Path | undefined {
  if (value === part) return [];
  for (const [name, one] of partsOf(value)) {
    const path = typeof one === 'object' ? pathTo(one, part) : undefined;
    if (path !== undefined) return [name, ...path];
  }
  return undefined;
}

const steps = (text: string): Path =>
  [...text.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));

/** A path that a fact begins with (`spec.servers[0].port has ...`), or a rule that it names: `http[0]`, `match[0] of http[1]`. */
function pathIn(fact: string): Path {
  const [whole = ''] = /^(?:spec|metadata|status|data|webhooks)(?:[.[][\w\].[-]*)?/.exec(fact) ?? [];
  if (whole !== '') return steps(whole);
  const [, inner = '', outer = ''] = /\b(\w+\[\d+\][\w.[\]]*)(?: of (\w+\[\d+\]))?/.exec(fact) ?? [];
  return inner === '' ? [] : ['spec', ...steps(outer), ...steps(inner)];
}

const WORD = /[\w@./*:{}$-]/;
/** A text stands in a fact by itself, not as a part of a longer word. */
function stands(fact: string, text: string): boolean {
  for (let at = fact.indexOf(text); at >= 0; at = fact.indexOf(text, at + 1)) {
    const [before = ' ', after = ' '] = [fact[at - 1], fact.slice(at + text.length).replace(/^[.:](?=\s|$)/, '')[0]];
    if (!WORD.test(before) && !WORD.test(after)) return true;
  }
  return false;
}

/** How surely a fact means a field: by its name alone, by its value, or by its value as messages quote what was written. */
const MEANT = { name: 1, value: 3, quoted: 6 } as const;

function meant(fact: string, name: string | number, value: unknown): number {
  const own = typeof name === 'string' && name !== '' && stands(fact, name) ? MEANT.name : 0;
  if (value === '' && /\bempty\b/.test(fact)) return own + MEANT.value;
  if (typeof value === 'number') return own + (stands(fact, String(value)) ? MEANT.value : 0);
  if (typeof value !== 'string') return own;
  if ([value, `${name}=${value}`].some((one) => fact.includes(JSON.stringify(one)))) return own + MEANT.quoted;
  return own + (value.length > 1 && stands(fact, value) ? MEANT.value : 0);
}

/** What a fact speaks of within `value`: the field that it means most surely, counting those around it. */
function spokenOf(
  fact: string,
  value: unknown,
  path: Path,
  score = 0,
): { readonly path: Path; readonly score: number } {
  let best = { path, score };
  for (const [name, one] of partsOf(value)) {
    const own = [...path, name];
    if (NAMES.includes(own.join('.'))) continue;
    const found = spokenOf(fact, one, own, score + meant(fact, name, one));
    if (found.score > best.score) best = found;
  }
  return best;
}

/** As much of a path as an object has, and what is there. */
function reached(object: unknown, path: Path): { readonly path: Path; readonly value: unknown } {
  const [name, ...further] = path;
  const part = partsOf(object).find(([own]) => own === name);
  if (name === undefined || part === undefined) return { path: [], value: object };
  const inner = reached(part[1], further);
  return { ...inner, path: [name, ...inner.path] };
}

/** Where `at` leads. */
function written(object: KubeObject, [block, ...names]: At): Path {
  if (typeof block !== 'object') return block === undefined ? [] : [block, ...(names as Path)];
  const path = pathTo(object, block);
  return path === undefined ? [] : [...path, ...(names as Path)];
}

const isWithin = (path: Path, around: Path): boolean => around.every((name, i) => path[i] === name);

/**
 * The field that a problem is about: where its rule says that it is, and within that what the words of its fact name. Of an object that is
 * wrong as a whole, its `spec`, or an empty path where it has none.
 */
export function fieldOf(object: KubeObject, fact: string, at: At = []): Path {
  const [told, named] = [written(object, at), pathIn(fact)];
  const { path, value } = reached(object, isWithin(named, told) ? named : told);
  const found = spokenOf(fact, value, path).path;
  return found.length > 0 || object.spec === undefined ? found : ['spec'];
}
