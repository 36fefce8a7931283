import { grouped } from '../../kit/grouped';
import { isBlock } from '../../kit/json';
import type { FieldChange } from './compare';

const SHOWN = 3;
const WIDTH = 60;
/** Characters of a whole block. */
const LONG = 200;

/** A value as a reviewer reads it; a long one cut. */
export const show = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return told(value);
  const text = String(value);
  return text.length > WIDTH || text.includes('\n') ? `${text.slice(0, WIDTH).split('\n')[0]}…` : text;
};

/** A block by its fields: `from.source.principals a, b; to.operation.methods GET`. */
function told(value: object): string {
  const parts = [...grouped(textsIn(value), ([path]) => path)].map(([path, all]) =>
    `${path} ${all.map(([, text]) => text).join(', ')}`.trim(),
  );
  const end = parts.findIndex((_, i) => parts.slice(0, i + 1).join('; ').length > LONG);
  const shown = parts.slice(0, end < 0 ? undefined : Math.max(end, 1));
  const more = parts.length - shown.length;
  return `{${shown.join('; ')}${more === 0 ? '' : ` and ${more} more`}}`;
}

/** Each text, number and switch below a value by the keys that lead to it; places in lists say nothing. */
function textsIn(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (Array.isArray(value)) return value.length === 0 ? [[path, 'none']] : value.flatMap((one) => textsIn(one, path));
  if (!isBlock(value)) return [[path, String(value)]];
  const fields = Object.entries(value);
  if (fields.length === 0) return [[path, 'empty']];
  return fields.flatMap(([key, inner]) => textsIn(inner, path === '' ? key : `${path}.${key}`));
}

const field = ({ path, before, after }: FieldChange): string =>
  `${path.replace(/^(spec\.)?(template\.)?(spec\.|metadata\.)?/, '').replace(/^data\.mesh(Networks)?\./, '')} ${show(before)} → ${show(after)}`;

/** The first of some changes, in words: `replicas 1 → 2`. */
export const fields = (changes: readonly FieldChange[]): string => {
  const more = changes.length > SHOWN ? ` and ${changes.length - SHOWN} more fields` : '';
  return changes.slice(0, SHOWN).map(field).join(', ') + more;
};
