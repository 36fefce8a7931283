import { type Block, isBlock } from '../../kit/json';

/** One input: a block, and where in it something was written. */
export interface Source {
  readonly value: Block;
  /** The place of what a path leads to, or of the nearest thing around it: `operator.yaml:12`. */
  placeOf(path: Path): string;
}

export type Path = readonly (string | number)[];

/** Blocks are merged, all else replaces; `null` takes a single value's default away, and nothing from a block. */
function merged(base: unknown, over: unknown): unknown {
  if (isBlock(base) && over === null) return base;
  if (!isBlock(base) || !isBlock(over)) return over;
  const both = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...both].map((key) => [key, key in over ? merged(base[key], over[key]) : base[key]]));
}

const step = (value: unknown, key: string | number): unknown => {
  if (Array.isArray(value)) return value[Number(key)];
  return isBlock(value) && Object.hasOwn(value, key) ? value[key] : undefined;
};
const at = (value: unknown, path: Path): unknown => path.reduce(step, value);

/** A part of an input at another place of the tree: what stands below `from` is seen below `to`. */
export function moved(source: Source, from: Path, to: Path): readonly Source[] {
  const value = at(source.value, from);
  if (value === undefined) return [];
  return [
    {
      value: [...to].reverse().reduce<unknown>((inner, key) => ({ [key]: inner }), value) as Block,
      placeOf: (path) => source.placeOf([...from, ...path.slice(to.length)]),
    },
  ];
}

/** What several inputs say together, the last one first of all, each value with the place where it was written. */
export class Values {
  readonly all: Block;

  constructor(
    private readonly sources: readonly Source[],
    private readonly under: Path = [],
  ) {
    this.all = this.sources.reduce<unknown>((all, { value }) => merged(all, value), {}) as Block;
  }

  /** The value of a path such as `global.proxy.logLevel`; nothing where no input has it. */
  get(path: string): unknown {
    return this.at(path.split('.'));
  }

  at(path: Path): unknown {
    return at(this.all, [...this.under, ...path]);
  }

  has(path: string): boolean {
    return this.get(path) !== undefined;
  }

  /** Where it was written last. */
  place(path: string | Path): string {
    const whole = [...this.under, ...(typeof path === 'string' ? path.split('.') : path)];
    const last = this.sources.findLast(({ value }) => at(value, whole) !== undefined) ?? this.sources.at(-1);
    return last?.placeOf(whole) ?? 'input';
  }

  /** With more inputs, which are seen from where this one is seen from, and win. */
  with(more: readonly Source[]): Values {
    const own = this.sources.flatMap((source) => moved(source, this.under, []));
    return new Values([...own, ...more]);
  }

  /** The same inputs, seen from a path. */
  below(...path: Path): Values {
    return new Values(this.sources, [...this.under, ...path]);
  }

  /** What is written at paths that none of `known` covers: single values, and blocks with nothing in them. */
  unread(known: readonly string[]): readonly Path[] {
    const read = known.map((path) => path.split('.'));
    const walk = (value: unknown, path: Path): readonly Path[] => {
      const isRead = read.some((one) => one.length <= path.length && one.every((key, i) => key === path[i]));
      if (isRead) return [];
      if (!isBlock(value) || (Object.keys(value).length === 0 && path.length > 0)) {
        // An empty block on the way to what is known says nothing.
        const isOnTheWay = read.some((one) => path.every((key, i) => key === one[i]));
        return (value === null || isBlock(value)) && isOnTheWay ? [] : [path];
      }
      return Object.entries(value).flatMap(([key, inner]) => walk(inner, [...path, key]));
    };
    return walk(this.at([]) ?? {}, []);
  }
}
