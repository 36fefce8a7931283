import { defined } from '../../kit/defined';
import { durationSeconds } from '../../kit/formats/formats';
import { hostKey } from '../../model/hosts/names';
import type { ApiRule, GrpcRule } from '../../model/routes/precedence';
import type { HttpRule } from '../../model/routes/routes';

/** Rules of HTTPRoutes and GRPCRoutes in Istio's form. Source: istio pilot/pkg/config/kube/gateway/conversion.go. */

type Backend = NonNullable<ApiRule['backendRefs']>[number];
type Filter = NonNullable<ApiRule['filters']>[number];

type Reference = Pick<Backend, 'kind' | 'name' | 'namespace' | 'port'>;
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
type Mirrors = { readonly filters?: readonly Pick<Filter, 'requestMirror'>[] | undefined };

/** Shares of the backends, and copies. Without a backend there is nobody to answer. */
function backends({ backendRefs = [], filters = [] }: Backends & Mirrors, namespace: string): HttpRule {
  const all: readonly Backend[] = backendRefs;
  return {
    ...(all.every(({ weight = 1 }) => weight === 0)
      ? { directResponse: { status: 500 } }
      : { route: all.map((one) => ({ destination: destination(one, namespace), weight: one.weight ?? 1 })) }),
    mirrors: filters.flatMap(({ requestMirror: mirror }) =>
      mirror === undefined
        ? []
        : [{ destination: destination(mirror.backendRef, namespace), percentage: { value: percent(mirror) } }],
    ),
  };
}

/** What a rule of a GRPCRoute does, its match aside. */
export const grpcAction = (rule: GrpcRule, namespace: string): HttpRule => backends(rule, namespace);

/** What a rule of an HTTPRoute does, its match aside. */
export function action(rule: ApiRule, namespace: string): HttpRule {
  const to = filtered(rule, 'requestRedirect');
  const changed = filtered(rule, 'urlRewrite');
  const { directResponse, ...led } = backends(rule, namespace);
  const { timeouts, retry } = rule;
  // The time of one try is that of the request where there is but one.
  const timeout =
    (retry === undefined && isSome(timeouts?.backendRequest) ? timeouts?.backendRequest : undefined) ??
    timeouts?.request;
  return {
    ...led,
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
