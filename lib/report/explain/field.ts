import { objectsAt } from '../places';

/** The field of an object that a line of a file is. */
export interface FieldAt {
  /** `Deployment istio-system/istiod` */
  readonly key: string;
  /** Keys and places in lists, from the object on. */
  readonly path: readonly (string | number)[];
  readonly text: string;
}

interface Level {
  readonly indent: number;
  readonly step: string | number;
}

const KEY = /^(?:'((?:[^']|'')*)'|"([^"]*)"|([^\s'"#][^:]*?|[^\s'"#]*?:[^\s]*?)):(?:\s|$)/;

/** The key with which a line begins, if it is a field. */
function keyOf(rest: string): string | undefined {
  const [, single, double, plain] = KEY.exec(rest) ?? [];
  return single?.replaceAll("''", "'") ?? double ?? plain;
}

/** The field of each line of an object as we print it; lines of a text belong to the text's field. */
export function fieldsOf(lines: readonly string[]): readonly (readonly (string | number)[])[] {
  let stack: Level[] = [];
  let text: number | undefined;
  return lines.map((line) => {
    const indent = line.search(/\S/);
    if (indent < 0 || line.startsWith('#')) return stack.map(({ step }) => step);
    if (text !== undefined && indent > text) return stack.map(({ step }) => step);
    text = undefined;
    let at = indent;
    let rest = line.slice(indent);
    while (rest === '-' || rest.startsWith('- ')) {
      const before = stack.find((one) => one.indent === at && typeof one.step === 'number');
      stack = [
        ...stack.filter((one) => one.indent < at || (one.indent === at && typeof one.step === 'string')),
        { indent: at, step: before === undefined ? 0 : Number(before.step) + 1 },
      ];
      const more = rest.slice(1);
      const skip = more.search(/\S/);
      at += 1 + Math.max(skip, 1);
      rest = more.trimStart();
    }
    const key = keyOf(rest);
    if (key !== undefined) {
      stack = [...stack.filter((one) => one.indent < at), { indent: at, step: key }];
      if (/:\s+[|>][-+0-9]*\s*$/.test(rest)) text = at;
    }
    return stack.map(({ step }) => step);
  });
}

/** The field that a line of a file is; nothing for a comment, a separator or a line that is not there. */
export function fieldAt(file: string, line: number): FieldAt | undefined {
  const lines = file.split('\n');
  const object = objectsAt(file).find((one) => one.line <= line && line < one.end);
  const text = lines[line - 1];
  // A file ends with a line break, and not with an empty line.
  const isEnd = line === lines.length && text === '';
  if (object === undefined || text === undefined || isEnd || text.startsWith('#')) return undefined;
  const path = fieldsOf(lines.slice(object.line - 1, line)).at(-1) ?? [];
  return { key: object.key, path, text: text.trim() };
}

/** The line of an object's field, or of what holds it. */
export function lineOf(file: string, key: string, path: string): number | undefined {
  const object = objectsAt(file).find((one) => one.key === key);
  if (object === undefined) return undefined;
  const wanted = path.split(/[.[\]]+/).filter((one) => one !== '');
  const fields = fieldsOf(file.split('\n').slice(object.line - 1, object.end - 1));
  const found = fields.findIndex(
    (one) => one.length === wanted.length && wanted.every((step, i) => step === String(one[i])),
  );
  return found < 0 ? undefined : object.line + found;
}

/** What an object has at a path. */
export const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    value,
  );

/** `spec.template.spec.containers[0].image` */
export const shownPath = (path: readonly (string | number)[]): string =>
  path
    .map((step, i) =>
      typeof step === 'number'
        ? `[${step}]`
        : /^[\w-]+$/.test(step)
          ? `${i === 0 ? '' : '.'}${step}`
          : `[${JSON.stringify(step)}]`,
    )
    .join('');
