import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Patterns as Envoy and istiod read them: RE2, by the port of Go's own parser and matcher. Each is read once. */
const compiled = new Map<string, RE2JS | undefined>();

function re2(pattern: string): RE2JS | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  const made = parsed(pattern);
  compiled.set(pattern, made);
  return made;
}

function parsed(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return undefined;
    throw error;
  }
}

/** Whether a pattern is one of RE2, which looks neither around nor back. */
export const isPattern = (pattern: string): boolean => re2(pattern) !== undefined;

/** Whether a pattern takes the whole of a text, as Envoy matches; one that is none takes nothing. */
export const takes = (pattern: string, text: string): boolean => re2(pattern)?.matches(text) ?? false;

/** Whether a pattern is found somewhere in a text, as the API server and CEL match. */
export const finds = (pattern: string, text: string): boolean => re2(pattern)?.test(text) ?? false;

/** What a rewrite says that is no group of its pattern: `\2` of one, or `\n`. */
export function lackedGroup(pattern: string, rewrite: string): string | undefined {
  const count = re2(pattern)?.groupCount() ?? 0;
  const escapes = rewrite.match(/\\.?/gs) ?? [];
  return escapes.find((one) => one !== '\\\\' && !(/\d/.test(one) && Number(one.slice(1)) <= count));
}

/**
 * A text with `rewrite` in place of each match, as Envoy rewrites: `\1` is what the first group took. With a group too many the text stays;
 * what follows another escape is lost.
 */
export function rewritten(pattern: string, text: string, rewrite: string): string {
  const lacked = lackedGroup(pattern, rewrite);
  if (lacked !== undefined && /\d/.test(lacked)) return text;
  const sound = /^(?:[^\\]|\\[\d\\])*/.exec(rewrite)?.[0] ?? '';
  return (
    re2(pattern)
      ?.matcher(text)
      .replaceAll((...groups: readonly unknown[]) =>
        sound.replaceAll(/\\([\d\\])/g, (_all, one: string) =>
          one === '\\' ? one : String(groups[Number(one)] ?? ''),
        ),
      ) ?? text
  );
}

/** Letters with which every text that a pattern takes begins; none where that is not plain to see. */
export function beginning(pattern: string): string {
  if (/[|]|^\(\?/.test(pattern)) return '';
  const literal = /^(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])*/.exec(pattern)?.[0] ?? '';
  // What a quantifier follows may be missing.
  const sure = /^[?*{]/.test(pattern.slice(literal.length)) ? literal.replace(/(?:\\.|.)$/s, '') : literal;
  return sure.replace(/\\(.)/g, '$1');
}

/** The text with which a pattern such as `/a/.*` only asks texts to begin. */
export function asPrefix(pattern: string): string | undefined {
  const body = pattern.endsWith('.*') ? pattern.slice(0, -2) : undefined;
  return body !== undefined && /^(?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])*$/.test(body) ? beginning(body) : undefined;
}
