import type { HttpRule, Match } from '../../checks/mesh-index';
import type { Resolved } from './request';

interface Text {
  readonly exact?: string | undefined;
  readonly prefix?: string | undefined;
  readonly regex?: string | undefined;
}

/** RE2 of the whole string, as Envoy applies it. */
export function re2(pattern: string): RegExp {
  const [, flags = '', body = ''] = /^(?:\(\?([is]+)\))?(.*)$/s.exec(pattern) ?? [];
  return new RegExp(`^(?:${body})$`, flags);
}

/** Istio's string match; an empty one asks only that there is a value. */
export function textMatches(match: Text | undefined, value: string | undefined, ignoreCase = false): boolean {
  if (match === undefined) return true;
  if (value === undefined) return false;
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  if (match.exact !== undefined) return fold(value) === fold(match.exact);
  if (match.prefix !== undefined) return fold(value).startsWith(fold(match.prefix));
  return match.regex === undefined || re2(match.regex).test(value);
}

const CLAIM = /^@request\.auth\.claims[.[](.*?)\]?$/;

function headerValue(name: string, { headers, claims }: Resolved): string | undefined {
  const claim = CLAIM.exec(name)?.[1];
  return claim === undefined ? headers[name.toLowerCase()] : claims[claim.replaceAll('][', '.')];
}

function sourceMatches({ sourceLabels, sourceNamespace }: SourceMatch, { from }: Resolved): boolean {
  if (sourceLabels === undefined && sourceNamespace === undefined) return true;
  if (from === undefined) return false;
  const namespace = 'kind' in from ? from.service.namespace : from.namespace;
  if (sourceNamespace !== undefined && namespace !== sourceNamespace) return false;
  return Object.entries(sourceLabels ?? {}).every(([key, value]) => from.podLabels[key] === value);
}

export interface SourceMatch {
  readonly sourceLabels?: Readonly<Record<string, string>> | undefined;
  readonly sourceNamespace?: string | undefined;
  readonly gateways?: readonly string[] | undefined;
  readonly port?: number | undefined;
}

/** Sender, entry and port, which HTTP, TLS and TCP rules have in common. `entry`: the gateway as the route names it, or `mesh`. */
export const placeMatches = (match: SourceMatch, request: Resolved, entry: string): boolean =>
  sourceMatches(match, request) &&
  (match.gateways === undefined || match.gateways.includes(entry)) &&
  (match.port === undefined || request.port === undefined || match.port === request.port);

/** All that a match of a VirtualService asks for holds of the request. */
export function matchHoldsFor(match: Match, request: Resolved, entry: string): boolean {
  const { uri, method, headers = {}, withoutHeaders = {}, queryParams = {}, authority, ignoreUriCase } = match;
  return (
    placeMatches(match, request, entry) &&
    textMatches(uri, request.path, ignoreUriCase) &&
    textMatches(method, request.method) &&
    textMatches(authority, request.host) &&
    Object.entries(headers).every(([name, text]) => textMatches(text, headerValue(name, request))) &&
    !Object.entries(withoutHeaders).some(([name, text]) => textMatches(text, headerValue(name, request))) &&
    Object.entries(queryParams).every(([name, text]) => textMatches(text, request.query[name]))
  );
}

/** The match by which a rule takes a request; `{}` for a rule that takes all. */
export const takenBy = (rule: HttpRule, request: Resolved, entry: string): Match | undefined =>
  rule.match === undefined ? {} : rule.match.find((match) => matchHoldsFor(match, request, entry));
