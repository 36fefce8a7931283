import type { SpecsByKind } from '../mesh';
import type { Match } from './routes';

export type ApiRule = NonNullable<SpecsByKind['HTTPRoute']['rules']>[number];
export type ApiMatch = NonNullable<ApiRule['matches']>[number];

const RANK: Readonly<Record<string, number>> = { Exact: 2, PathPrefix: 1, RegularExpression: 0 };

/** Exact path, longest prefix, regular expression, method, most headers, most parameters. */
function precedence({ path, method, headers = [], queryParams = [] }: ApiMatch): readonly number[] {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  // `/a` and `/a/` are one prefix.
  const length = (type === 'PathPrefix' && value !== '/' ? value.replace(/\/$/, '') : value).length;
  return [RANK[type] ?? 0, length, method === undefined ? 0 : 1, headers.length, queryParams.length];
}

/**
 * The order in which Istio tries matches of the Gateway API; the API leaves open where regular expressions come.
 * Source: istio pilot/pkg/config/kube/gateway/conversion.go, sortHTTPRoutes.
 */
export function before(one: ApiMatch, other: ApiMatch): number {
  const [a, b] = [precedence(one), precedence(other)];
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : (b[i] ?? 0) - (a[i] ?? 0);
}

type Field = { readonly name: string; readonly type?: string | undefined; readonly value: string };
const texts = (fields: readonly Field[] = []) =>
  Object.fromEntries(
    fields.map(({ name, type, value }) => [
      name.toLowerCase(),
      type === 'RegularExpression' ? { regex: value } : { exact: value },
    ]),
  );

/** The match in Istio's form, good for comparing: whole path elements end with `/`. */
export function asIstio({ path, method, headers, queryParams }: ApiMatch): Match {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  const whole = value.endsWith('/') ? value : `${value}/`;
  const uri = type === 'RegularExpression' ? { regex: value } : type === 'Exact' ? { exact: whole } : { prefix: whole };
  return {
    uri,
    ...(method && { method: { exact: method } }),
    headers: texts(headers),
    queryParams: texts(queryParams),
  };
}
