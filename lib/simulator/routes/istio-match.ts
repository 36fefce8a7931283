import { type StringMap, selects } from '../../kit/formats/labels';
import { fullName, type Match } from '../../model/routes/routes';
import { takes } from '../../schema/regex';
import type { Resolved } from '../request';

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
  return match.regex === undefined || match.regex === '*' || takes(match.regex, value);
}

/** The path, where a prefix of the Gateway API counts whole elements. */
function pathMatches(match: Text | undefined, path: string, ignoreCase: boolean, isApi: boolean): boolean {
  if (!isApi || match?.prefix === undefined || match.prefix === '/') return textMatches(match, path, ignoreCase);
  const whole = match.prefix.replace(/\/$/, '');
  return path === whole || path.startsWith(`${whole}/`);
}

const CLAIM = /^@request\.auth\.claims[.[](.*?)\]?$/;
const claimOf = (name: string): string | undefined => CLAIM.exec(name)?.[1]?.replaceAll('][', '.');

/** Parts of the request line that may be matched as headers. */
const PSEUDO: Readonly<Record<string, (request: Resolved) => string>> = {
  ':method': ({ method }) => method,
  ':scheme': ({ scheme }) => scheme,
  ':authority': ({ authority }) => authority,
  ':path': ({ path, search }) => `${path}${search}`,
};

/** The values of a header, or of a claim, which may be a list. */
function headerValues(name: string, request: Resolved): readonly string[] {
  const claim = claimOf(name);
  const value =
    claim === undefined ? (PSEUDO[name]?.(request) ?? request.headers[name.toLowerCase()]) : request.claims?.[claim];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** A header that is missing counts as empty where one must not look like this, unless it must only not be there. */
function absentHeaderMatches(name: string, text: Text, request: Resolved): boolean {
  const anyValue = Object.keys(text).length === 0 || text.regex === '*';
  const values = headerValues(name, request);
  const missing = anyValue || claimOf(name) !== undefined || values.length > 0 ? [] : [''];
  return [...values, ...missing].some((value) => textMatches(text, value));
}

export interface SourceMatch {
  readonly sourceLabels?: StringMap | undefined;
  readonly sourceNamespace?: string | undefined;
  readonly gateways?: readonly string[] | undefined;
  readonly port?: number | undefined;
}

function sourceMatches({ sourceLabels, sourceNamespace }: SourceMatch, request: Resolved): boolean {
  if (sourceLabels === undefined && sourceNamespace === undefined) return true;
  const isFrom = sourceNamespace === undefined || sourceNamespace === request.namespace;
  return request.isNamed && isFrom && selects(sourceLabels, request.labels);
}

/** Where a rule is looked at: `mesh` or a gateway, on a port. */
export interface Place {
  readonly entry: string;
  readonly port: number;
}

/** Sender or entry, and port, of an HTTP rule. Istio looks at no sender where gateways are named. */
export const placeMatches = (match: SourceMatch, request: Resolved, place: Place, namespace: string): boolean =>
  (match.gateways === undefined || match.gateways.length === 0
    ? sourceMatches(match, request)
    : match.gateways.some((name) => fullName(name, namespace) === place.entry)) &&
  (match.port === undefined || match.port === place.port);

/** Sender, entry and port of a rule for connections, which must all fit. */
export const connectionMatches = (match: SourceMatch, request: Resolved, place: Place, namespace: string): boolean =>
  (match.gateways === undefined ||
    match.gateways.length === 0 ||
    match.gateways.some((name) => fullName(name, namespace) === place.entry)) &&
  (place.entry !== 'mesh' || sourceMatches(match, request)) &&
  (match.port === undefined || match.port === place.port);

/** All that a match of a rule asks of the request itself. */
export function requestMatches(match: Match, request: Resolved, isApi: boolean): boolean {
  const { uri, method, headers = {}, withoutHeaders = {}, queryParams = {}, authority, scheme, ignoreUriCase } = match;
  return (
    pathMatches(uri, request.path, ignoreUriCase ?? false, isApi) &&
    textMatches(method, request.method) &&
    textMatches(authority, request.authority) &&
    textMatches(scheme, request.scheme) &&
    Object.entries(headers).every(([name, text]) =>
      headerValues(name, request).some((value) => textMatches(text, value)),
    ) &&
    !Object.entries(withoutHeaders).some(([name, text]) => absentHeaderMatches(name, text, request)) &&
    Object.entries(queryParams).every(([name, text]) => textMatches(text, request.query.get(name)))
  );
}
