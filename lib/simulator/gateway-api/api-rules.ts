import { defined } from '../../kit/defined';
import { durationSeconds } from '../../kit/formats/formats';
import { hostKey } from '../../model/hosts';
import type { ApiMatch, ApiRule } from '../../model/routes/precedence';
import type { HttpRule, Match } from '../../model/routes/routes';

/** Rules of HTTPRoutes in Istio's form. Source: istio pilot/pkg/config/kube/gateway/conversion.go. */

type Backend = NonNullable<ApiRule['backendRefs']>[number];
type Filter = NonNullable<ApiRule['filters']>[number];

type Reference = Pick<Backend, 'name' | 'namespace' | 'port'>;
export const destination = ({ name, namespace, port }: Reference, own: string) => ({
  host: hostKey(name, namespace ?? own),
  ...(port !== undefined && { port: { number: port } }),
});

const text = ({ type, value }: { readonly type?: string | undefined; readonly value: string }) =>
  type === 'RegularExpression' ? { regex: value } : { exact: value };

const texts = (all: readonly { readonly name: string; readonly type?: string | undefined; readonly value: string }[]) =>
  Object.fromEntries([...all].reverse().map((one) => [one.name.toLowerCase(), text(one)]));

function path({ type = 'PathPrefix', value = '/' }: NonNullable<ApiMatch['path']> = {}): Match['uri'] {
  if (type === 'Exact') return { exact: value };
  if (type === 'RegularExpression') return { regex: value };
  return { prefix: value === '/' ? value : value.replace(/\/$/, '') };
}

export const matchOf = (
  { path: one, method, headers = [], queryParams = [] }: ApiMatch,
  port: number | undefined,
): Match => ({
  uri: path(one),
  ...(method !== undefined && { method: { exact: method } }),
  ...(headers.length > 0 && { headers: texts(headers) }),
  ...(queryParams.length > 0 && {
    queryParams: Object.fromEntries([...queryParams].reverse().map((field) => [field.name, text(field)])),
  }),
  ...(port !== undefined && { port }),
});

function redirect(of: NonNullable<Filter['requestRedirect']>): HttpRule['redirect'] {
  const port =
    of.port !== undefined
      ? { port: of.port }
      : of.scheme === undefined
        ? { derivePort: 'FROM_REQUEST_PORT' as const }
        : {};
  return {
    redirectCode: of.statusCode ?? 302,
    ...(of.hostname !== undefined && { authority: of.hostname }),
    ...(of.scheme !== undefined && { scheme: of.scheme }),
    ...port,
    ...(of.path?.replaceFullPath !== undefined && { uri: of.path.replaceFullPath }),
    ...(of.path?.replacePrefixMatch !== undefined && { prefixRewrite: of.path.replacePrefixMatch }),
  };
}

function rewrite(of: NonNullable<Filter['urlRewrite']>): HttpRule['rewrite'] {
  const { replaceFullPath, replacePrefixMatch } = of.path ?? {};
  return {
    ...(of.hostname !== undefined && { authority: of.hostname }),
    ...(replaceFullPath !== undefined && { uriRegexRewrite: { match: '/.*', rewrite: replaceFullPath } }),
    ...(replacePrefixMatch !== undefined && { uri: replacePrefixMatch.replace(/\/$/, '') || '/' }),
  };
}

/** A duration of nothing is none. */
const isSome = (duration: string | undefined): boolean => duration !== undefined && durationSeconds(duration) !== 0;

const filtered = <K extends keyof Filter>(rule: ApiRule, key: K): NonNullable<Filter[K]> | undefined =>
  (rule.filters ?? []).map((one) => one[key]).find((one) => one !== undefined) ?? undefined;

/** What the rule does, its match aside. */
export function action(rule: ApiRule, namespace: string): HttpRule {
  const backends = rule.backendRefs ?? [];
  const to = filtered(rule, 'requestRedirect');
  const changed = filtered(rule, 'urlRewrite');
  const isEmpty = backends.every(({ weight = 1 }) => weight === 0);
  const { timeouts, retry } = rule;
  // The time of one try is that of the request where there is but one.
  const timeout =
    (retry === undefined && isSome(timeouts?.backendRequest) ? timeouts?.backendRequest : undefined) ??
    timeouts?.request;
  return {
    ...(to && { redirect: redirect(to) }),
    ...(changed && { rewrite: rewrite(changed) }),
    ...(timeout !== undefined && { timeout }),
    ...(retry && {
      retries: { attempts: retry.attempts ?? 2, ...defined({ perTryTimeout: timeouts?.backendRequest }) },
    }),
    // Without a backend there is nobody to answer.
    ...(isEmpty && to === undefined
      ? { directResponse: { status: 500 } }
      : { route: backends.map((one) => ({ destination: destination(one, namespace), weight: one.weight ?? 1 })) }),
    mirrors: (rule.filters ?? []).flatMap(({ requestMirror: mirror }) =>
      mirror === undefined
        ? []
        : [{ destination: destination(mirror.backendRef, namespace), percentage: { value: percent(mirror) } }],
    ),
  };
}

const percent = ({ percent: whole, fraction }: NonNullable<Filter['requestMirror']>): number =>
  whole ?? (fraction === undefined ? 100 : (fraction.numerator / (fraction.denominator ?? 100)) * 100);
