/** RE2 as JavaScript reads it: flags in front, and named groups. */
function parts(pattern: string): readonly [body: string, flags: string] {
  const [, flags = '', body = ''] = /^(?:\(\?([is]+)\))?(.*)$/s.exec(pattern) ?? [];
  return [body.replaceAll('(?P<', '(?<'), flags];
}

/** RE2 of the whole string, as Envoy applies it to match. */
export function re2(pattern: string): RegExp {
  const [body, flags] = parts(pattern);
  return new RegExp(`^(?:${body})$`, flags);
}

/** RE2 wherever it matches, as Envoy applies it to rewrite. */
export function re2Everywhere(pattern: string): RegExp {
  const [body, flags] = parts(pattern);
  return new RegExp(body, `g${flags}`);
}

/** RE2 of the whole string; `undefined` for a pattern that is none, or that looks around or back, which RE2 does not. */
export function asJavaScript(pattern: string): RegExp | undefined {
  if (/\(\?(=|!|<=|<!)|\\[1-9]/.test(pattern)) return undefined;
  try {
    return re2(pattern);
  } catch {
    return undefined;
  }
}

/** Whether a pattern takes a text. */
export const takes = (pattern: string, text: string): boolean => asJavaScript(pattern)?.test(text) ?? false;

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
