import { type StringMap, selects } from '../../kit/formats/labels';
import { asPrefix, beginning, takes } from '../../schema/regex';
import type { Match } from './routes';

type Text = {
  readonly exact?: string | undefined;
  readonly prefix?: string | undefined;
  readonly regex?: string | undefined;
};

/** A pattern that only asks for a beginning is a prefix. */
function plain(text: Text): Text {
  const prefix = text.regex === undefined ? undefined : asPrefix(text.regex);
  return prefix === undefined ? text : { prefix };
}

/** Every text that `narrow` takes is one that `wide` takes, as far as that is plain to see. */
function textHolds(wide: Text | undefined, narrow: Text | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  if (Object.keys(wide).length === 0) return true;
  const { prefix, regex } = plain(wide);
  const begins = narrow.exact ?? narrow.prefix ?? (narrow.regex === undefined ? undefined : beginning(narrow.regex));
  if (prefix !== undefined) return begins?.startsWith(prefix) ?? false;
  if (regex !== undefined && narrow.exact !== undefined) return takes(regex, narrow.exact);
  return JSON.stringify(wide) === JSON.stringify(narrow);
}

const lower = (text: Text | undefined): Text | undefined =>
  text?.regex !== undefined
    ? text
    : text && Object.fromEntries(Object.entries(text).map(([kind, value]) => [kind, value?.toLowerCase()]));

/** A match of every path, for they all begin with `/`. */
const everyPath = (uri: Text | undefined): boolean =>
  uri === undefined || ['', '/'].includes(plain(uri).prefix ?? 'none');

function pathHolds(wide: Match, narrow: Match): boolean {
  if (everyPath(wide.uri)) return true;
  if (wide.ignoreUriCase) return textHolds(lower(wide.uri), lower(narrow.uri));
  return !narrow.ignoreUriCase && textHolds(wide.uri, narrow.uri);
}

type Texts = Readonly<Record<string, Text>> | undefined;
const textsHold = (wide: Texts, narrow: Texts): boolean =>
  Object.entries(wide ?? {}).every(([key, text]) => narrow?.[key] !== undefined && textHolds(text, narrow[key]));

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

interface Place {
  readonly gateways?: readonly string[] | undefined;
  readonly port?: number | undefined;
  readonly sourceLabels?: StringMap | undefined;
  readonly sourceNamespace?: string | undefined;
}

/** Whoever sends what `narrow` takes, wherever it enters, may send it to `wide`, too. */
const placeHolds = (wide: Place, narrow: Place): boolean =>
  (wide.gateways === undefined || (narrow.gateways?.every((name) => wide.gateways?.includes(name)) ?? false)) &&
  (wide.port === undefined || wide.port === narrow.port) &&
  (wide.sourceNamespace === undefined || wide.sourceNamespace === narrow.sourceNamespace) &&
  selects(wide.sourceLabels, narrow.sourceLabels ?? {});

/** Every request that `narrow` takes is one that `wide` takes. */
export const matchHolds = (wide: Match, narrow: Match): boolean =>
  placeHolds(wide, narrow) &&
  pathHolds(wide, narrow) &&
  (['method', 'authority', 'scheme'] as const).every((field) => textHolds(wide[field], narrow[field])) &&
  textsHold(wide.headers, narrow.headers) &&
  textsHold(wide.queryParams, narrow.queryParams) &&
  Object.entries(wide.withoutHeaders ?? {}).every(([key, text]) => isEqual(text, narrow.withoutHeaders?.[key]));

interface Connection extends Place {
  readonly sniHosts?: readonly string[] | undefined;
  readonly destinationSubnets?: readonly string[] | undefined;
}

/** Every connection that `narrow` takes is one that `wide` takes. */
export const connectionHolds = (wide: Connection, narrow: Connection): boolean =>
  placeHolds(wide, narrow) &&
  (wide.destinationSubnets === undefined || isEqual(wide.destinationSubnets, narrow.destinationSubnets)) &&
  // Of TLS names the most specific decides, whatever the order: only the same one leaves nothing.
  (wide.sniHosts === undefined || (narrow.sniHosts?.every((sni) => wide.sniHosts?.includes(sni)) ?? false));

const isEmpty = (fields: object | undefined): boolean => fields === undefined || Object.keys(fields).length === 0;

/** A match that takes every request: Istio tries these last at a gateway, and nothing after one of them in a route. */
export const takesAll = ({ uri, method, authority, scheme, headers, withoutHeaders, queryParams }: Match): boolean =>
  (uri === undefined || uri.prefix === '/' || uri.regex === '.*') &&
  [method, authority, scheme].every((text) => text === undefined) &&
  [headers, withoutHeaders, queryParams].every(isEmpty);
