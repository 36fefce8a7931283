import { fullName, type Match } from '../model/routes';
import { re2 } from '../schema/regex';
import type { Resolved } from './request';

interface Text {
  readonly exact?: string | undefined;
  readonly prefix?: string | undefined;
  readonly regex?: string | undefined;
}

/** Istio's string match; an empty one asks only that there is a value. */
export function textMatches(match: Text | undefined, value: string | undefined, ignoreCase = false): boolean {
  if (match === undefined) return true;
  if (value === undefined) return false;
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  if (match.exact !== undefined) return fold(value) === fold(match.exact);
  if (match.prefix !== undefined) return fold(value).startsWith(fold(match.prefix));
  return match.regex === undefined || match.regex === '*' || re2(match.regex).test(value);
}

const CLAIM = /^@request\.auth\.claims[.[](.*?)\]?$/;
const claimOf = (name: string): string | undefined => CLAIM.exec(name)?.[1]?.replaceAll('][', '.');

/** Parts of the request line that may be matched as headers. */
const PSEUDO: Readonly<Record<string, (request: Resolved) => string>> = {
  ':method': ({ method }) => method,
  ':scheme': ({ scheme }) => scheme,
  ':authority': ({ host }) => host,
  ':path': ({ path, search }) => `${path}${search}`,
};

/** The values of a header, or of a claim, which may be a list. */
function headerValues(name: string, request: Resolved): readonly string[] {
  const claim = claimOf(name);
  const value =
    claim === undefined ? (PSEUDO[name]?.(request) ?? request.headers[name.toLowerCase()]) : request.claims[claim];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** A header that is missing counts as empty where one must not look like this, unless it must only not be there. */
function absentHeaderMatches(name: string, text: Text, request: Resolved): boolean {
  const anyValue = Object.keys(text).length === 0 || text.regex === '*';
  const values = headerValues(name, request);
  const missing = anyValue || claimOf(name) !== undefined || values.length > 0 ? [] : [''];
  return [...values, ...missing].some((value) => textMatches(text, value));
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

/** Ports by which the request may come; nothing where that is not said. */
const portsOf = ({ port, ports }: Resolved): readonly number[] | undefined => (port === undefined ? ports : [port]);

/** Sender or entry, and port, which HTTP, TLS and TCP rules have in common. Istio looks at no sender where gateways are named. */
export const placeMatches = (match: SourceMatch, request: Resolved, entry: string, namespace: string): boolean =>
  (match.gateways === undefined || match.gateways.length === 0
    ? sourceMatches(match, request)
    : match.gateways.some((name) => fullName(name, namespace) === entry)) &&
  (match.port === undefined || portsOf(request)?.includes(match.port) !== false);

/** All that a match of a VirtualService asks of the request itself. */
export function requestMatches(match: Match, request: Resolved): boolean {
  const { uri, method, headers = {}, withoutHeaders = {}, queryParams = {}, authority, scheme, ignoreUriCase } = match;
  return (
    textMatches(uri, request.path, ignoreUriCase) &&
    textMatches(method, request.method) &&
    textMatches(authority, request.host) &&
    textMatches(scheme, request.scheme) &&
    Object.entries(headers).every(([name, text]) =>
      headerValues(name, request).some((value) => textMatches(text, value)),
    ) &&
    !Object.entries(withoutHeaders).some(([name, text]) => absentHeaderMatches(name, text, request)) &&
    Object.entries(queryParams).every(([name, text]) => textMatches(text, request.query[name]))
  );
}
