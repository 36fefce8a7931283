import type { SpecsByKind } from '../mesh';
import type { Match } from './routes';

/** Matches of the Gateway API in the form that Istio gives them, and their order. Source: istio pilot/pkg/config/kube/gateway/conversion.go. */

export type ApiRule = NonNullable<SpecsByKind['HTTPRoute']['rules']>[number];
export type ApiMatch = NonNullable<ApiRule['matches']>[number];
export type GrpcRule = NonNullable<SpecsByKind['GRPCRoute']['rules']>[number];
export type GrpcMatch = NonNullable<GrpcRule['matches']>[number];
type Text = NonNullable<Match['uri']>;

const text = ({ type, value }: { readonly type?: string | undefined; readonly value: string }): Text =>
  type === 'RegularExpression' ? { regex: value } : { exact: value };

type Field = { readonly name: string; readonly type?: string | undefined; readonly value: string };
/** Of two for one name, the last. */
const texts = (all: readonly Field[]) => Object.fromEntries(all.map((one) => [one.name, text(one)]));

function path({ type = 'PathPrefix', value = '/' }: NonNullable<ApiMatch['path']> = {}): Text {
  if (type !== 'PathPrefix') return text({ type, value });
  return { prefix: value === '/' ? value : value.replace(/\/$/, '') };
}

/** A match of an HTTPRoute. Of two for one header or parameter, the first counts. */
export const matchOf = ({ path: one, method, headers = [], queryParams = [] }: ApiMatch): Match => ({
  uri: path(one),
  ...(method !== undefined && { method: { exact: method } }),
  ...(headers.length > 0 && {
    headers: texts(headers.map((field) => ({ ...field, name: field.name.toLowerCase() })).reverse()),
  }),
  ...(queryParams.length > 0 && { queryParams: texts([...queryParams].reverse()) }),
});

/** Service and method of gRPC are the path's two elements. */
function grpcPath({ type = 'Exact', service, method }: NonNullable<GrpcMatch['method']>): Text {
  if (service === undefined) return { regex: `/[^/]+/${method}` };
  if (type === 'RegularExpression') return { regex: `/${service}/${method ?? '.+'}` };
  return method === undefined ? { prefix: `/${service}/` } : { exact: `/${service}/${method}` };
}

/** A match of a GRPCRoute. */
export const matchOfGrpc = ({ method, headers = [] }: GrpcMatch): Match => ({
  ...(method !== undefined && { uri: grpcPath(method) }),
  ...(headers.length > 0 && { headers: texts(headers) }),
});

const count = (fields: object | undefined): number => Object.keys(fields ?? {}).length;

/** Exact path, longest prefix, regular expression, method, most headers, most parameters; no match at all comes last. */
function precedence(match: Match | undefined): readonly number[] {
  if (match === undefined) return [-2];
  const { exact, prefix, regex } = match.uri ?? {};
  const rank = exact !== undefined ? 3 : prefix !== undefined ? 2 : regex !== undefined ? 1 : -1;
  const length = (exact ?? prefix ?? regex ?? '').length;
  return [rank, length, match.method === undefined ? 0 : 1, count(match.headers), count(match.queryParams)];
}

/** The order in which Istio tries matches; the API leaves open where regular expressions come. */
export function before(one: Match | undefined, other: Match | undefined): number {
  const [a, b] = [precedence(one), precedence(other)];
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : (b[i] ?? 0) - (a[i] ?? 0);
}

const closed = (value: string): string => (value.endsWith('/') ? value : `${value}/`);

/** A match, good for comparing by its beginning: whole path elements end with `/`. */
export function wholeElements({ uri, ...rest }: Match): Match {
  if (uri?.exact !== undefined) return { ...rest, uri: { exact: `${uri.exact}/` } };
  return uri?.prefix === undefined
    ? { ...rest, ...(uri && { uri }) }
    : { ...rest, uri: { prefix: closed(uri.prefix) } };
}
