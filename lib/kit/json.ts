import type { StringMap } from './formats/labels';

/** Numbers in protobuf's JSON may be these words; nobody means to write one. */
type NoNumber = 'NaN' | 'Infinity' | '-Infinity';

/** What a user writes for a generated JSON type: read-only at every depth, and without `null`, which means the same as absent. */
export type JsonInput<T> = T extends readonly (infer Item)[]
  ? readonly JsonInput<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: JsonInput<T[K]> }
    : Exclude<T, null | NoNumber>;

/** A JSON object. */
export type Block = Readonly<Record<string, unknown>>;
export const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a block; an empty one where it is none. */
export const blockOf = (value: unknown): Block => (isBlock(value) ? value : {});
/** A value as a list; an empty one where it is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** The texts of a block by their names: its labels, as far as they are some. */
export const textsOf = (value: unknown): StringMap =>
  isBlock(value) && Object.values(value).every((one) => typeof one === 'string')
    ? (value as StringMap)
    : Object.fromEntries(
        Object.entries(blockOf(value)).filter((one): one is [string, string] => typeof one[1] === 'string'),
      );

/** A value whose blocks were changed, from within; itself where none was, so that nothing is made of what stays. */
export function changedBlocks(value: unknown, change: (block: Block, name: string) => Block, name = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let list: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const item = changedBlocks(value[i], change);
      if (item !== value[i]) {
        list ??= [...value];
        list[i] = item;
      }
    }
    return list ?? value;
  }
  let block: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const own = (value as Block)[key];
    const one = changedBlocks(own, change, key);
    if (one !== own) {
      block ??= { ...value };
      block[key] = one;
    }
  }
  return change(block ?? (value as Block), name);
}

/** The same without what is null, which Kubernetes' own types take for nothing; itself where nothing is. */
export const withoutNulls = (value: unknown): unknown => changedBlocks(value, dropNulls);

function dropNulls(block: Block): Block {
  for (const key in block)
    if (block[key] === null) return Object.fromEntries(Object.entries(block).filter(([, one]) => one !== null));
  return block;
}

/** A block written as a literal or read from JSON, not an instance of a class. */
export const isPlainBlock = (value: unknown): value is Block => {
  if (!isBlock(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** The same JSON, its fields in the same order; YAML writes -0 otherwise than 0. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one))
    return Array.isArray(other) && one.length === other.length && one.every((item, i) => isSame(item, other[i]));
  if (!isBlock(one) || !isBlock(other)) return false;
  const names = Object.keys(other);
  const own = Object.keys(one);
  return own.length === names.length && own.every((name, i) => name === names[i] && isSame(one[name], other[name]));
}

/** JSON as cdk8s writes it, keys sorted and nothing of what is absent; `undefined` for what is more than data and is left to cdk8s. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = value.map((item) => (item === null || item === undefined ? null : plain(item)));
    return list.includes(undefined) ? undefined : list;
  }
  if (typeof value !== 'object') return typeof value === 'function' ? undefined : value;
  if (!isPlainBlock(value)) return undefined;
  const block: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const given = value[key];
    if (given === undefined || given === null) continue;
    const item = plain(given);
    if (item === undefined) return undefined;
    block[key] = item;
  }
  return block;
}

/** What an object begins with, whatever follows. */
export const FIRST = ['apiVersion', 'kind', 'metadata'] as const;

/** Whether `plain` would write a value like that, after fields that come `first`; nothing is made to find out. */
export function isWrittenAs(value: unknown, json: unknown, first: readonly string[] = []): boolean {
  if (typeof value !== 'object' || value === null) return Object.is(value ?? null, json);
  if (Array.isArray(value))
    return Array.isArray(json) && json.length === value.length && value.every((item, i) => isWrittenAs(item, json[i]));
  if (!isPlainBlock(value) || !isBlock(json)) return false;
  let [at, last] = [0, ''];
  for (const name in json)
    if (at++ < first.length) {
      if (name !== first[at - 1]) return false;
    } else if (name >= last && isWrittenAs(value[name], json[name])) last = name;
    else return false;
  for (const name in value) if (value[name] !== undefined && value[name] !== null) at--;
  return at === first.length;
}

/** A value as a message shows it: short, and with its kind visible. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isBlock(value)) return 'a block';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** The path of what a block has under `key`. */
export const under = (path: string, key: string): string =>
  /^\w+$/.test(key) ? (path === '' ? key : `${path}.${key}`) : `${path}[${JSON.stringify(key)}]`;

const WIDE = 160;

/** JSON that is read and compared: what fits in a line is in one, and so is what holds no block; all else has a line for each entry. */
export function printJson(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value);
  const isFlat = (one: unknown) => typeof one !== 'object' || one === null;
  if (isFlat(value) || indent.length + flat.length <= WIDE) return flat;
  const entries = Object.entries(value as object).filter(([, one]) => JSON.stringify(one) !== undefined);
  if (!Array.isArray(value) && indent !== '' && entries.every(([, one]) => isFlat(one))) return flat;
  const inner = `${indent} `;
  const lines = Array.isArray(value)
    ? value.map((one) => printJson(one, inner))
    : entries.map(([key, one]) => `${JSON.stringify(key)}: ${printJson(one, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.map((line) => `${inner}${line}`).join(',\n')}\n${indent}${close}`;
}
