import type { Block } from '../../kit/json';
import { refuse } from '../../kit/problems';
import { IMPORT } from '../../problems/commands/import';
import type { Path, Source } from './values';

/** Paths below which istioctl takes everything for text. Source: istio/operator/pkg/values `alwaysString`. */
const TEXTS = [
  /^(spec\.)?tag$/,
  /(^|\.)global\.tag$/,
  /(^|\.)compatibilityVersion$/,
  /(^|\.)meshConfig\.defaultConfig\.proxyMetadata\./,
];

/** The parts of `a.b\.c[0].d`: names, and indexes of lists. */
function partsOf(key: string): readonly (string | number)[] {
  const names = key.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));
  return names.flatMap((name) => {
    const [own = '', ...indexes] = name.split(/\[(\d+)\]/).filter((part) => part !== '');
    return [/^\d+$/.test(own) && name.startsWith('[') ? Number(own) : own, ...indexes.map(Number)];
  });
}

function scalar(text: string, isText: boolean): unknown {
  const plain = text.replaceAll('\\,', ',');
  if (isText) return plain;
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  if (/^-?\d*\.?\d+(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return plain;
}

/** `{a,b}` is Helm's list. */
const given = (text: string, isText: boolean): unknown =>
  text.startsWith('{') && text.endsWith('}')
    ? text
        .slice(1, -1)
        .split(',')
        .filter((item) => item !== '')
        .map((item) => scalar(item.trim(), isText))
    : scalar(text, isText);

function nested(parts: readonly (string | number)[], value: unknown, before: unknown): unknown {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const list = Array.isArray(before) ? [...before] : [];
    list[Math.min(part, list.length)] = nested(rest, value, list[part]);
    return list;
  }
  const block = typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as Block) : {};
  return { ...block, [part]: nested(rest, value, block[part]) };
}

/**
 * What `--set` strings say, as istioctl and Helm read them: `values.pilot.env.X=1`, `a\.b=c`, `list[0].name=x`, `list={a,b}`.
 * @throws MESH988 for one that has no `=`
 */
export function setSources(settings: readonly string[]): readonly Source[] {
  let before: unknown = {};
  return settings.map((setting) => {
    const at = setting.indexOf('=');
    const key = setting.slice(0, at).trim();
    if (at < 1 || key === '') return refuse(`--set ${setting}`, IMPORT.setting());
    const parts = partsOf(key);
    const value = given(
      setting.slice(at + 1).trim(),
      TEXTS.some((one) => one.test(key)),
    );
    before = nested(parts, value, before);
    // Entries of lists stay together: a list replaces the one before it.
    const first = parts.findIndex((part) => typeof part === 'number');
    const path = (first === -1 ? parts : parts.slice(0, first)) as Path;
    const whole = path.reduce<unknown>((found, name) => (found as Block)[name], before);
    return { value: nested(path, whole, {}) as Block, placeOf: () => `--set ${setting}` };
  });
}
