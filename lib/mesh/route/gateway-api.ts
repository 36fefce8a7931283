import type { HttpRouteSpec } from '../../../imports/gateway.networking.k8s.io';
import { filled, unlessEmpty } from '../../kit/defined';
import { durationMilliseconds, durationSeconds } from '../../kit/formats/formats';
import { refuse } from '../../kit/problems';
import type { Spec } from '../../kit/spec';
import { TRAFFIC } from '../../problems/mesh/traffic';
import { addressOf, portOf, type Target } from '../services/handles';
import { apiRetry, unsaid } from './api-retries';
import { type Fields, type HttpMatch, METHODS, type StringMatch } from './match';
import { type HeaderChanges, type HeaderOperations, type HttpRule, listOf, type Mirror, targetsOf } from './rules';

type Rule = NonNullable<Spec<HttpRouteSpec>['rules']>[number];
type Match = NonNullable<Rule['matches']>[number];
type Filter = NonNullable<Rule['filters']>[number];

const unsupported = (where: string, feature: string): never => refuse(where, TRAFFIC.notInApi(feature));

/** A version is a Service of its own in the Gateway API: `reviews-v2`. */
export function backend(target: Target, namespace: string) {
  const { service, version } = addressOf(target);
  const { port } = portOf(target);
  // A host outside is no Service; Istio knows it by name.
  if (service.namespace === undefined)
    return { group: 'networking.istio.io', kind: 'Hostname', name: service.host, port };
  return {
    name: version === undefined ? service.name : `${service.name}-${version.name}`,
    namespace: service.namespace === namespace ? undefined : service.namespace,
    port,
  };
}

function path(where: string, match: StringMatch): Match['path'] {
  if (typeof match === 'string') return { type: 'Exact', value: match };
  if ('exact' in match) return { type: 'Exact', value: match.exact };
  if ('prefix' in match) return { type: 'PathPrefix', value: match.prefix };
  return match.regex.startsWith('/')
    ? { type: 'RegularExpression', value: match.regex }
    : unsupported(where, 'path match without a leading /');
}

const fields = (where: string, values: Fields | undefined) =>
  filled(
    Object.entries(values ?? {}).map(([name, match]) => {
      if (typeof match === 'string') return { name, value: match };
      if ('is' in match) return { name, type: 'RegularExpression' as const, value: '.*' };
      if ('exact' in match) return { name, value: match.exact };
      if ('regex' in match) return { name, type: 'RegularExpression' as const, value: match.regex };
      return unsupported(where, 'match of a header or parameter by prefix');
    }),
  );

const ISTIO_ONLY = [
  'ignoreCase',
  'withoutHeaders',
  'claims',
  'from',
  'port',
  'authority',
  'scheme',
  'name',
  'statPrefix',
] as const satisfies readonly (keyof HttpMatch)[];

function apiMatch(where: string, match: HttpMatch): Match {
  for (const field of ISTIO_ONLY) if (match[field] !== undefined) unsupported(where, `match by ${field}`);
  const method = METHODS.find((known) => known === match.method);
  return {
    path: match.path === undefined ? undefined : path(where, match.path),
    headers: fields(where, match.headers),
    queryParams: fields(where, match.query),
    method,
  };
}

/** A header's changes as filters, of a rule or of one share. */
const headerFilters = ({ request, response }: HeaderChanges = {}) => [
  ...(request ? [{ type: 'RequestHeaderModifier' as const, requestHeaderModifier: modifier(request) }] : []),
  ...(response ? [{ type: 'ResponseHeaderModifier' as const, responseHeaderModifier: modifier(response) }] : []),
];

const modifier = ({ set, add, remove }: HeaderOperations) => ({
  set: filled(Object.entries(set ?? {}).map(([name, value]) => ({ name, value }))),
  add: filled(Object.entries(add ?? {}).map(([name, value]) => ({ name, value }))),
  remove,
});

/** The Gateway API has durations of whole numbers alone, of at most five digits. */
function apiDuration(duration: string): string {
  if (/^([0-9]{1,5}(h|m|s|ms)){1,4}$/.test(duration)) return duration;
  const ms = durationMilliseconds(duration);
  if (ms === undefined || !Number.isInteger(ms)) return duration;
  const parts = [Math.floor(ms / 3_600_000), Math.floor(ms / 1000) % 3600, ms % 1000];
  return ['h', 's', 'ms'].map((unit, i) => (parts[i] ? `${parts[i]}${unit}` : '')).join('') || '0s';
}

const timed = (duration: string | undefined) => (duration === undefined ? undefined : apiDuration(duration));

function redirected({ path: whole, prefix }: NonNullable<HttpRule['redirect']>) {
  if (prefix !== undefined) return { type: 'ReplacePrefixMatch' as const, replacePrefixMatch: prefix };
  return whole === undefined ? undefined : { type: 'ReplaceFullPath' as const, replaceFullPath: whole };
}

function filters(where: string, rule: HttpRule, namespace: string): readonly Filter[] {
  const { redirect, rewrite, headers, cors } = rule;
  const replaced = (value: string) =>
    listOf<HttpMatch>(rule.match).some((match) => typeof match.path === 'object' && 'prefix' in match.path)
      ? { type: 'ReplacePrefixMatch' as const, replacePrefixMatch: value }
      : { type: 'ReplaceFullPath' as const, replaceFullPath: value };
  if (redirect?.port === 'FROM_REQUEST' && redirect.scheme !== undefined)
    unsupported(where, "redirect to another scheme with port: 'FROM_REQUEST'");
  if (cors?.unmatchedPreflights !== undefined) unsupported(where, '`cors.unmatchedPreflights`');
  if (rewrite?.regex !== undefined) unsupported(where, 'rewrite by regular expression');
  return [
    ...headerFilters(headers),
    ...listOf<Mirror>(rule.mirror).map(({ to, percent }) => ({
      type: 'RequestMirror' as const,
      requestMirror: { backendRef: backend(to, namespace), percent },
    })),
    ...(redirect
      ? [
          {
            type: 'RequestRedirect' as const,
            requestRedirect: {
              scheme: redirect.scheme,
              hostname: redirect.authority,
              // Without a scheme of its own, a redirect keeps the port by which the request came.
              port: redirect.port === 'FROM_REQUEST' ? undefined : redirect.port,
              path: redirected(redirect),
              statusCode: redirect.status,
            },
          },
        ]
      : []),
    ...(rewrite
      ? [
          {
            type: 'URLRewrite' as const,
            urlRewrite: {
              hostname: rewrite.authority,
              path: rewrite.path === undefined ? undefined : replaced(rewrite.path),
            },
          },
        ]
      : []),
    ...(cors ? [{ type: 'CORS' as const, cors: corsFilter(where, cors) }] : []),
  ];
}

function corsFilter(where: string, cors: NonNullable<HttpRule['cors']>): NonNullable<Filter['cors']> {
  const { allowCredentials, allowHeaders, exposeHeaders, maxAge } = cors;
  const allowOrigins = cors.allowOrigins.map((origin) => {
    if (typeof origin === 'string') return origin;
    return 'exact' in origin ? origin.exact : unsupported(where, 'CORS origin by prefix or regular expression');
  });
  const allowMethods = filled(METHODS.filter((method) => cors.allowMethods?.includes(method)));
  return {
    allowCredentials,
    allowHeaders,
    allowMethods,
    allowOrigins,
    exposeHeaders,
    maxAge: maxAge === undefined ? undefined : durationSeconds(maxAge),
  };
}

/** A rule as an HTTPRoute in `namespace` has it. @throws MESH326 for what the Gateway API cannot say */
export function apiHttp(where: string, rule: HttpRule, namespace: string): Rule {
  for (const field of ['fault', 'delegate', 'respond'] as const)
    if (rule[field] !== undefined) unsupported(where, `\`${field}\``);
  const said = unsaid(rule);
  if (said !== undefined) unsupported(where, said);
  return {
    name: rule.name,
    matches: filled(listOf<HttpMatch>(rule.match).map((match) => apiMatch(where, match))),
    filters: filled(filters(where, rule, namespace)),
    backendRefs: filled(
      targetsOf(rule.to).map(({ target, weight, headers }) => ({
        ...backend(target, namespace),
        weight,
        filters: filled(headerFilters(headers)),
      })),
    ),
    timeouts: unlessEmpty({ request: timed(rule.timeout), backendRequest: timed(rule.retries?.perTryTimeout) }),
    retry: apiRetry(rule, apiDuration),
  };
}
