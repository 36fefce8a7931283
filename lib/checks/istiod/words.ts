import type { Problem } from '../../kit/problems';
import { ROUTED } from '../../problems/istio/istiod-routes';
import { WEBHOOK } from '../../problems/istio/webhook';
import { isPattern } from '../../schema/regex';

/** Text, `%%`, and `%NAME%` or `%NAME(arguments)%`, without control characters. Source: Envoy's header formatter. */
const ARGUMENTS = String.raw`\(\s*(?:\[\s*"(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")*\s*\]|(?:[^)"\[\\]|\\.)*)\s*\)\s*`;
const VALUE = new RegExp(`^(?:[^%]|%%|%[^%(]+(?:${ARGUMENTS})?%)*$`);

export const isHeaderValue = (value: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Envoy refuses
  VALUE.test(value) && !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);

/** A pattern as istiod takes it: RE2, not empty and not long. */
export function patternProblems(field: string, pattern: string): readonly Problem[] {
  if (pattern === '') return [ROUTED.regex(field, 'is empty')];
  if (pattern.length > 1024) return [ROUTED.regex(field, `has ${pattern.length} letters`)];
  return isPattern(pattern) ? [] : [WEBHOOK.regex(field, pattern)];
}

interface Text {
  readonly prefix?: string | undefined;
  readonly regex?: string | undefined;
}

/** A match of a text, as istiod takes it. */
export function textProblems(field: string, text: Text | undefined): readonly Problem[] {
  if (text?.regex !== undefined) return patternProblems(field, text.regex);
  return text?.prefix === '' ? [ROUTED.emptyText(`the prefix of ${field}`)] : [];
}

export const isLabel = (text: string): boolean => /^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/.test(text);
