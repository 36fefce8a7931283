import { nearest } from '../../kit/formats/nearest';
import { type Block, isBlock, isPlainBlock, shown, under } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { PROPS } from '../../problems/objects/props';
import type { Props, Shape } from './shape';

/** A shape that is neither a name of the table nor one of several. */
type Kind = Exclude<Shape, { readonly oneOf: readonly Shape[] }>;

const PLAIN: ReadonlyMap<Shape, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['function', 'a function'],
  ['any', 'anything'],
]);

/** The code of a prop that is missing. */
const LACKS = PROPS.missing('', '').code;

const nameOf = (key: string): string => key.replace('?', '');
const wordsOf = (shape: Shape | undefined) => (typeof shape === 'object' && 'words' in shape ? shape.words : []);

/** What a kind calls what was made elsewhere. */
function handleOf(kind: Kind): readonly string[] {
  if (typeof kind === 'string') return [];
  return 'instance' in kind ? [kind.instance] : 'handle' in kind && kind.handle !== '' ? [kind.handle] : [];
}

/** The value is of a kind, whatever is in it. */
function fits(value: unknown, kind: Kind): boolean {
  if (typeof kind === 'string') return kind === 'any' || typeof value === kind;
  if ('words' in kind) return kind.words.includes(value as string);
  if ('list' in kind) return Array.isArray(value);
  return isBlock(value) && !('instance' in kind && isPlainBlock(value));
}

/** Judges values by the shapes of a table. */
export class Judge {
  constructor(private readonly table: Readonly<Record<string, Shape>>) {}

  /** What of a value a shape refuses; `place` is the value's path. */
  problems(value: unknown, shape: Shape, place = ''): readonly Problem[] {
    const kinds = this.kindsOf(shape);
    const fitting = kinds.filter((kind) => fits(value, kind));
    const [only, ...more] = fitting;
    if (only === undefined) return [this.misfit(value, kinds, place)];
    if (fitting.includes('any')) return [];
    return more.length === 0 ? this.inside(value, only, place) : this.ofSeveral(value as Block, fitting, place);
  }

  private kindsOf(shape: Shape): readonly Kind[] {
    if (typeof shape === 'string') return PLAIN.has(shape) ? [shape] : this.kindsOf(this.table[shape] ?? 'any');
    return 'oneOf' in shape ? shape.oneOf.flatMap((one) => this.kindsOf(one)) : [shape];
  }

  /** What a shape takes, in words. */
  private takes(shape: Shape): string {
    const kinds = this.kindsOf(shape);
    const handles = kinds.flatMap(handleOf);
    const words = kinds.map((kind) => {
      if (typeof kind === 'string') return PLAIN.get(kind);
      if ('words' in kind) return `one of ${kind.words.join(', ')}`;
      if ('list' in kind) return 'a list';
      return handleOf(kind).length > 0 ? `a handle: ${handles.join(', ')}` : 'a block';
    });
    return [...new Set(words)].join(', or ');
  }

  private misfit(value: unknown, kinds: readonly Kind[], place: string): Problem {
    const words = kinds.flatMap(wordsOf);
    const isWord = typeof value === 'string' || typeof value === 'number';
    return words.length > 0 && (isWord || words.length === kinds.length)
      ? PROPS.word(place, shown(value), words)
      : PROPS.kind(place === '' ? 'what is given' : place, shown(value), this.takes({ oneOf: kinds }));
  }

  private inside(value: unknown, kind: Kind, place: string, others?: ReadonlySet<string>): readonly Problem[] {
    if (typeof kind === 'string' || 'words' in kind || 'instance' in kind) return [];
    if ('list' in kind)
      return (value as readonly unknown[]).flatMap((item, i) => this.problems(item, kind.list, `${place}[${i}]`));
    const block = value as Block;
    if ('map' in kind)
      return Object.entries(block).flatMap(([key, one]) =>
        one === undefined ? [] : this.problems(one, kind.map, under(place, key)),
      );
    if ('block' in kind) return this.block(block, kind.block, place, others);
    return kind.has.every((name) => name in block) ? [] : [this.misfit(value, [kind], place)];
  }

  /** `others`: what else may be there. */
  private block(value: Block, props: Props, place: string, others?: ReadonlySet<string>): readonly Problem[] {
    const names = Object.keys(props).map(nameOf);
    const lacks = (name: string) => PROPS.missing(under(place, name), this.takes(props[name] ?? 'any'));
    // What an instance of a class has is its own.
    if (!isPlainBlock(value)) return names.filter((name) => name in props && value[name] === undefined).map(lacks);
    const strange = Object.keys(value).filter(
      (key) => value[key] !== undefined && !names.includes(key) && !others?.has(key),
    );
    const meant = new Map(strange.map((key) => [key, nearest(key, names)]));
    const isMeant = new Set(meant.values());
    return [
      ...[...meant].map(([key, near]) =>
        PROPS.unknown(under(place, key), near === undefined ? undefined : under(place, near), names),
      ),
      ...Object.entries(props).flatMap(([key, shape]) => {
        const name = nameOf(key);
        const own = value[name];
        if (own !== undefined) return this.problems(own, shape, under(place, name));
        // What is misspelt is not missing, too.
        return key === name && !isMeant.has(name) ? [lacks(name)] : [];
      }),
    ];
  }

  /** Of several kinds of blocks the one is meant whose word the value has, and of those the one that knows most of it. */
  private ofSeveral(value: Block, kinds: readonly Kind[], place: string): readonly Problem[] {
    const blocks = kinds.flatMap((kind) => (typeof kind === 'object' && 'block' in kind ? [kind.block] : []));
    const word = Object.keys(blocks[0] ?? {}).find(
      (name) => !name.endsWith('?') && blocks.every((props) => wordsOf(props[name]).length > 0),
    );
    if (word !== undefined && blocks.length === kinds.length) {
      const words = { words: blocks.flatMap((props) => wordsOf(props[word])) };
      const wrong = this.block({ [word]: value[word] }, { [word]: words }, place);
      if (wrong.length > 0) return wrong;
    }
    const isMeant = (kind: Kind) =>
      word === undefined ||
      typeof kind === 'string' ||
      !('block' in kind) ||
      wordsOf(kind.block[word]).includes(value[word] as string);
    // What only one of another word has may be left from what this was laid over.
    const left = word === undefined ? [] : blocks.flatMap((props) => Object.keys(props).map(nameOf));
    const others = new Set(left);
    const judged = kinds
      .filter(isMeant)
      .map((kind) => ({ known: knownIn(value, kind), problems: this.inside(value, kind, place, others) }))
      .sort((a, b) => b.known - a.known || a.problems.length - b.problems.length);
    if (judged.some(({ problems }) => problems.length === 0)) return [];
    const [best] = judged;
    const alike = judged.filter((one) => one.known === best?.known && one.problems.length === best.problems.length);
    return best?.problems.length === 1 ? eitherOf(alike.flatMap(({ problems }) => problems)) : (best?.problems ?? []);
  }
}

/** How many keys of a block are props of a kind. */
function knownIn(value: Block, kind: Kind): number {
  if (typeof kind === 'string') return 0;
  const names = 'block' in kind ? Object.keys(kind.block).map(nameOf) : 'handle' in kind ? kind.has : [];
  return names.filter((name) => value[name] !== undefined).length;
}

/** One problem of several that each would do: what lacks is any of it. */
function eitherOf(problems: readonly Problem[]): readonly Problem[] {
  const distinct = new Map(problems.map((problem) => [problem.fact, problem]));
  const [first, ...more] = distinct.values();
  if (first === undefined || more.length === 0 || [first, ...more].some(({ code }) => code !== LACKS))
    return problems.slice(0, 1);
  return [{ ...first, fact: [first, ...more].map(({ fact }) => fact).join(', or '), remedy: 'give one of them' }];
}
