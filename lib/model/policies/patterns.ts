/** Values of policies, which may hold wildcards. */

/** `*` at either end of a value matches any text, alone any that is there. */
export function fits(value: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  if (value === '*') return text !== '';
  if (value.startsWith('*')) return text.endsWith(value.slice(1));
  if (value.endsWith('*')) return text.startsWith(value.slice(0, -1));
  return text === value;
}

export const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** `{*}` is one segment of a path, `{**}` any number of letters. */
const templateOf = (template: string): RegExp => {
  const pattern = template.split(/(\{\*\*?\})/).map((part) => {
    if (part === '{*}') return '[^/]+';
    return part === '{**}' ? '.*' : escaped(part);
  });
  return new RegExp(`^${pattern.join('')}$`, 's');
};

export const pathFits = (value: string, path: string): boolean =>
  /\{\*\*?\}/.test(value) ? templateOf(value).test(path) : fits(value, path);
