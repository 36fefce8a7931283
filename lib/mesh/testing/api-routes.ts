import type { Fact, MeshFacts, SpecsByKind } from '../../checks/facts';
import { hostHolds, hostKey } from '../../checks/mesh-index';
import { defined } from '../../kit/defined';
import { re2 } from './istio-match';
import { type Outcome, type Reached, type Resolved, UNMATCHED } from './request';

type HttpRoute = Fact<SpecsByKind['HTTPRoute']>;
type Rule = NonNullable<SpecsByKind['HTTPRoute']['rules']>[number];
type Match = NonNullable<Rule['matches']>[number];

function pathMatches(path: Match['path'], value: string): boolean {
  const { type = 'PathPrefix', value: wanted = '/' } = path ?? {};
  if (type === 'Exact') return value === wanted;
  if (type === 'RegularExpression') return re2(wanted).test(value);
  // A prefix counts whole path elements, unlike Istio's.
  const prefix = wanted.replace(/\/$/, '');
  return value === prefix || value.startsWith(`${prefix}/`) || prefix === '';
}

type Field = { readonly name: string; readonly type?: string | undefined; readonly value: string };
const fieldMatches = ({ type, value }: Field, actual: string | undefined): boolean =>
  actual !== undefined && (type === 'RegularExpression' ? re2(value).test(actual) : actual === value);

const matches = ({ path, method, headers = [], queryParams = [] }: Match, request: Resolved): boolean =>
  pathMatches(path, request.path) &&
  (method === undefined || method === request.method) &&
  headers.every((header) => fieldMatches(header, request.headers[header.name.toLowerCase()])) &&
  queryParams.every((parameter) => fieldMatches(parameter, request.query[parameter.name]));

/** The Gateway API's order: exact path, longest prefix, method, most headers, most parameters. */
function precedence({ path, method, headers = [], queryParams = [] }: Match): readonly number[] {
  return [
    path?.type === 'Exact' ? 1 : 0,
    path?.value?.length ?? 0,
    method === undefined ? 0 : 1,
    headers.length,
    queryParams.length,
  ];
}

function before(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : (b[i] ?? 0) - (a[i] ?? 0);
}

interface Backend {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly port?: number | undefined;
  readonly weight?: number | undefined;
}

const place = ({ name, namespace, port }: Backend, own: string, share: number): Reached => ({
  host: hostKey(name, namespace ?? own),
  port,
  share,
});

function outcome(rule: Rule, match: Match, by: string, namespace: string, request: Resolved): Outcome {
  const backends = rule.backendRefs ?? [];
  const filters = rule.filters ?? [];
  const total = backends.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')?.requestRedirect;
  const rewrite = filters.find(({ type }) => type === 'URLRewrite')?.urlRewrite?.path;
  const prefix = match.path?.value ?? '/';
  const path =
    rewrite === undefined
      ? request.path
      : (rewrite.replaceFullPath ?? `${rewrite.replacePrefixMatch ?? ''}${request.path.slice(prefix.length)}`);
  return defined({
    by,
    targets: backends
      .filter(({ weight }) => weight !== 0)
      .map((one) => place(one, namespace, ((one.weight ?? 1) / total) * 100)),
    mirrors: filters.flatMap(({ requestMirror }) =>
      requestMirror ? [place(requestMirror.backendRef, namespace, requestMirror.percent ?? 100)] : [],
    ),
    status: redirect && (redirect.statusCode ?? 302),
    location:
      redirect &&
      `${redirect.scheme ?? 'http'}://${redirect.hostname ?? request.host}${redirect.path?.replaceFullPath ?? request.path}`,
    timeout: rule.timeouts?.request,
    path,
  });
}

/** What HTTPRoutes make of a request; `undefined` where none is for its host. `entry`: a gateway, or `mesh`. */
export function apiHttp(facts: MeshFacts, request: Resolved, entry: string): Outcome | undefined {
  const wanted = hostKey(request.host, request.namespace);
  const attached = (route: HttpRoute) =>
    (route.spec.parentRefs ?? []).some(({ kind = 'Gateway', name, namespace = route.namespace, port }) =>
      kind === 'Service'
        ? entry === 'mesh' &&
          hostKey(name, namespace) === wanted &&
          (port === undefined || request.port === undefined || port === request.port)
        : `${namespace}/${name}` === entry,
    );
  const served = ({ spec }: HttpRoute) =>
    entry === 'mesh' || (spec.hostnames ?? ['*']).some((host) => hostHolds(host, request.host));
  const routes = facts.HTTPRoute.filter((route) => attached(route) && served(route));
  const [first] = routes;
  if (first === undefined) return undefined;
  const all = routes.flatMap((route) =>
    (route.spec.rules ?? []).flatMap((rule, i) => (rule.matches ?? [{}]).map((match) => ({ route, rule, i, match }))),
  );
  const [best] = all
    .filter(({ match }) => matches(match, request))
    .sort((a, b) => before(precedence(a.match), precedence(b.match)));
  if (best === undefined) return UNMATCHED(`HTTPRoute ${first.namespace}/${first.name}`, request.path);
  const by = `HTTPRoute ${best.route.namespace}/${best.route.name} rules[${best.i}]`;
  return outcome(best.rule, best.match, by, best.route.namespace, request);
}
