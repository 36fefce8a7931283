import { defined } from '../../kit/defined';
import { durationSeconds } from '../../kit/formats/formats';
import { hostKey } from '../../model/hosts/names';
import type { ApiRule, GrpcRule } from '../../model/routes/precedence';
import type { HttpRule } from '../../model/routes/routes';

/** Rules of HTTPRoutes and GRPCRoutes in Istio's form. Source: istio pilot/pkg/config/kube/gateway/conversion.go. */

type Backend = NonNullable<ApiRule['backendRefs']>[number];
type Filter = NonNullable<ApiRule['filters']>[number];

export type Reference = Pick<Backend, 'kind' | 'name' | 'namespace' | 'port'>;
/** A Service, or a host of a ServiceEntry by its name. */
export const destination = ({ kind, name, namespace, port }: Reference, own: string) => ({
  host: kind === 'Hostname' ? name : hostKey(name, namespace ?? own),
  ...(port !== undefined && { port: { number: port } }),
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

type Backends = Pick<ApiRule, 'backendRefs'> | Pick<GrpcRule, 'backendRefs'>;
type Changing = { readonly filters?: readonly Pick<Filter, 'requestHeaderModifier'>[] | undefined };
type Mirrors = { readonly filters?: readonly Pick<Filter, 'requestMirror'>[] | undefined };

/** Of two that are one but for their letters' case, the first counts. */
const byName = (all: readonly { readonly name: string; readonly value: string }[] = []) =>
  Object.fromEntries([...all].reverse().map(({ name, value }) => [name.toLowerCase(), value]));

/** Changes of the request's headers, of a rule or of one backend. */
function changes({ filters = [] }: Changing): Pick<HttpRule, 'headers'> {
  const { set, add } = filters.map((one) => one.requestHeaderModifier).findLast((one) => one !== undefined) ?? {};
  return set === undefined && add === undefined ? {} : { headers: { request: { set: byName(set), add: byName(add) } } };
}

/** Where a rule leads: to whom, of what the route may send to. */
export interface Leading {
  readonly namespace: string;
  readonly mayAsk: (backend: Reference) => boolean;
  /** The same for copies. */
  readonly mayCopy: (backend: Reference) => boolean;
}

/** Shares of the backends, and copies. Without a backend there is nobody to answer, nor where the route may not send to it. */
function backends(
  { backendRefs = [], filters = [] }: Backends & Mirrors,
  { namespace, mayAsk, mayCopy }: Leading,
): HttpRule {
  const all: readonly Backend[] = backendRefs;
  return {
    ...(all.every(({ weight = 1 }) => weight === 0)
      ? { directResponse: { status: 500 } }
      : {
          route: all.map((one) => ({
            ...(mayAsk(one) && { destination: destination(one, namespace) }),
            weight: one.weight ?? 1,
            ...changes(one),
          })) as NonNullable<HttpRule['route']>,
        }),
    mirrors: filters.flatMap(({ requestMirror: mirror }) =>
      mirror === undefined || !mayCopy(mirror.backendRef)
        ? []
        : [{ destination: destination(mirror.backendRef, namespace), percentage: { value: percent(mirror) } }],
    ),
  };
}

/** What a rule of a GRPCRoute does, its match aside. */
export const grpcAction = (rule: GrpcRule, leading: Leading): HttpRule => ({
  ...backends(rule, leading),
  ...changes(rule as Changing),
});

/** Origins of CORS, of which `*` is a wildcard here. Source: createCorsFilter. */
const origin = (text: string) =>
  text === '*'
    ? { regex: '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+$' }
    : text.includes('*')
      ? { regex: text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*') }
      : { exact: text };

/** What a rule of an HTTPRoute does, its match aside. */
export function action(rule: ApiRule, leading: Leading): HttpRule {
  const to = filtered(rule, 'requestRedirect');
  const changed = filtered(rule, 'urlRewrite');
  const cors = filtered(rule, 'cors');
  const { directResponse, ...led } = backends(rule, leading);
  const { timeouts, retry } = rule;
  // The time of one try is that of the request where there is but one.
  const timeout =
    (retry === undefined && isSome(timeouts?.backendRequest) ? timeouts?.backendRequest : undefined) ??
    timeouts?.request;
  return {
    ...led,
    ...changes(rule as Changing),
    ...(cors && {
      corsPolicy: { allowOrigins: (cors.allowOrigins ?? []).map(origin), unmatchedPreflights: 'IGNORE' as const },
    }),
    ...(to ? { redirect: redirect(to) } : directResponse && { directResponse }),
    ...(changed && { rewrite: rewrite(changed) }),
    ...(timeout !== undefined && { timeout }),
    ...(retry && {
      retries: { attempts: retry.attempts ?? 2, ...defined({ perTryTimeout: timeouts?.backendRequest }) },
    }),
  };
}

const percent = ({ percent: whole, fraction }: NonNullable<Filter['requestMirror']>): number =>
  whole ?? (fraction === undefined ? 100 : (fraction.numerator / (fraction.denominator ?? 100)) * 100);
